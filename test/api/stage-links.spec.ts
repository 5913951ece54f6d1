import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganiser, type Organiser } from '../setup/organiser.js';
import { publish } from '../setup/planning.js';

let server: TestApp;
let organiser: Organiser;
let sessionId: string;

beforeAll(async () => {
  server = await startTestApp();
  organiser = await addOrganiser(server);
  ({ sessionId } = await publish(organiser, organiser.windowId, {}, { access: 'link' }));
});
afterAll(() => server.close());

const ask = (agent: ReturnType<typeof request.agent>, body: object) =>
  agent.post(`/api/stages/${sessionId}/links`).send(body);
const linkOf = (url: string) => new URL(url).searchParams.get('link') ?? '';

describe('links that staff hand out', () => {
  it('a host without an account runs the session by one', async () => {
    const { body } = await ask(organiser.agent, { purpose: 'host' }).expect(200);
    expect(new URL(body.url).pathname).toBe(`/studio/${sessionId}`);
    const guest = request.agent(server.url);
    await guest.post(`/api/stages/${sessionId}/enter`).send({}).expect(403);
    await guest
      .post(`/api/stages/${sessionId}/enter`)
      .send({ link: linkOf(body.url) })
      .expect(200);
  });

  it('a viewer watches by one, and runs nothing', async () => {
    const { body } = await ask(organiser.agent, { purpose: 'viewer' }).expect(200);
    const link = linkOf(body.url);
    const viewer = request.agent(server.url);
    await viewer.get(`/api/sessions/${sessionId}`).expect(403);
    await viewer.get(`/api/sessions/${sessionId}`).query({ link }).expect(200);
    await viewer.post(`/api/stages/${sessionId}/enter`).send({ link }).expect(403);
  });

  it('opens until a day after the planned end, or as long as was said', async () => {
    const { body: usual } = await ask(organiser.agent, { purpose: 'viewer' }).expect(200);
    const { body: page } = await organiser.agent.get(`/api/sessions/${sessionId}`).expect(200);
    const afterEnd = Date.parse(usual.expiresAt) - Date.parse(page.endsAt);
    expect(Math.abs(afterEnd - 86_400_000)).toBeLessThan(60_000);
    const { body: short } = await ask(organiser.agent, { purpose: 'viewer', hours: 2 }).expect(200);
    expect(Math.abs(Date.parse(short.expiresAt) - Date.now() - 7_200_000)).toBeLessThan(60_000);
  });

  it('only the window that hosts it gives any: no stranger, no other window, no guest', async () => {
    const other = await addOrganiser(server, { window: '郴州市窗口平台' });
    await ask(request.agent(server.url), { purpose: 'viewer' }).expect(401);
    expect((await ask(other.agent, { purpose: 'viewer' }).expect(403)).body.code).toBe('access.denied');
    const guest = request.agent(server.url);
    const link = server.link('host', sessionId);
    await guest.post(`/api/stages/${sessionId}/enter`).send({ link }).expect(200);
    await ask(guest, { purpose: 'host' }).expect(401);
  });

  it.each([{}, { purpose: 'admin' }, { purpose: 'viewer', hours: 0 }, { purpose: 'viewer', hours: 99_999 }])(
    'refuses %j',
    async (body) => {
      expect((await ask(organiser.agent, body).expect(400)).body.code).toBe('request.invalid');
    },
  );
});
