import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { connect } from '../setup/client.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { inDays, publish } from '../setup/planning.js';
import { until } from '../setup/until.js';

let server: TestApp;
let window: string;
let agency: string;
let service: string;
let organiser: SignedInPerson;

beforeAll(async () => {
  server = await startTestApp();
  window = await addOrganisation(server, { level: 'city', name: '衡阳市窗口' });
  agency = await addOrganisation(server, { kind: 'agency', name: '湘江法律服务', parentId: window });
  service = await addService(agency, '合同审查');
  organiser = await signedIn(server, { role: 'organiser', organisationId: window });
});
afterAll(() => server.close());

async function addService(organisationId: string, name: string): Promise<string> {
  const id = newId();
  await server.database.query(
    `INSERT INTO service_item (id, organisation_id, name, category, created_at) VALUES ($1, $2, $3, 'law', now())`,
    [id, organisationId, name],
  );
  return id;
}

const talk = (change: object = {}) => ({ title: '开场', presenter: '李敏', kind: 'talk', minutes: 15, ...change });
/** @param version that was read; of a planned session that has an agenda it is the second */
const put = (sessionId: string, items: object[], version = 2) =>
  organiser.agent.put(`/api/sessions/${sessionId}/agenda`).send({ items, version });

async function planned(...items: object[]): Promise<{ sessionId: string; ids: string[] }> {
  const { sessionId } = await publish(organiser, window);
  const { body } = await put(sessionId, items, 1).expect(200);
  return { sessionId, ids: body.sessions[0].agenda.map(({ id }: { id: string }) => id) };
}

async function live(sessionId: string): Promise<ReturnType<typeof request.agent>> {
  const host = request.agent(server.url);
  await host
    .post(`/api/stages/${sessionId}/enter`)
    .send({ link: server.link('host', sessionId) })
    .expect(200);
  await host.post(`/api/stages/${sessionId}/start`).expect(200);
  return host;
}

describe('an agenda', () => {
  it('is written whole: each item begins where the one before it ends, with who presents and which services', async () => {
    const { sessionId } = await planned(
      talk(),
      talk({ title: '法律推介', kind: 'pitch', minutes: 20, organisationId: agency, serviceItemIds: [service] }),
      talk({ title: '答疑', kind: 'questions' }),
    );
    const { body } = await request(server.url).get(`/api/sessions/${sessionId}`).expect(200);
    expect(body.agenda).toMatchObject([
      { title: '开场', kind: 'talk', startsAt: inDays(3, 14), organisation: null, services: [] },
      {
        title: '法律推介',
        startsAt: inDays(3, 14, 15),
        minutes: 20,
        organisation: { id: agency, name: '湘江法律服务', kind: 'agency' },
        services: [{ id: service, name: '合同审查' }],
      },
      { title: '答疑', startsAt: inDays(3, 14, 35) },
    ]);
  });

  it('keeps the ids of what stays, in another order too, and drops the rest', async () => {
    const { sessionId, ids } = await planned(talk({ title: '甲' }), talk({ title: '乙' }), talk({ title: '丙' }));
    const kept = [talk({ id: ids[2], title: '丙' }), talk({ title: '丁' }), talk({ id: ids[0], title: '甲改' })];
    const { body } = await put(sessionId, kept).expect(200);
    const { agenda } = body.sessions[0];
    expect(agenda).toMatchObject([{ id: ids[2] }, { title: '丁' }, { id: ids[0], title: '甲改' }]);
    expect(agenda).toHaveLength(3);
    expect((await put(sessionId, [], 3).expect(200)).body.sessions[0].agenda).toEqual([]);
  });

  it('of two who changed the same one the second is told, and nothing of the first is lost', async () => {
    const { sessionId, ids } = await planned(talk());
    const [mine, theirs] = [talk({ id: ids[0], title: '我的' }), talk({ id: ids[0], title: '同事的' })];
    await put(sessionId, [theirs]).expect(200);
    const late = await put(sessionId, [mine]);
    expect([late.status, late.body.code]).toEqual([409, 'session.changed_meanwhile']);
    const title = () => server.database.query('SELECT title FROM agenda_item WHERE session_id = $1', [sessionId]);
    expect(await title()).toEqual([{ title: '同事的' }]);
    const both = await Promise.all([put(sessionId, [mine], 3), put(sessionId, [theirs], 3)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const blind = await organiser.agent.put(`/api/sessions/${sessionId}/agenda`).send({ items: [] });
    expect([blind.status, blind.body.fields[0].path]).toEqual([400, 'version']);
  });

  it('sent again with the same key, because the answer was lost, it is saved once', async () => {
    const { sessionId, ids } = await planned(talk());
    const key = newId();
    const send = () => put(sessionId, [talk({ id: ids[0], title: '改过' })]).set('Idempotency-Key', key);
    await send().expect(200);
    expect((await send().expect(200)).body.sessions[0]).toMatchObject({ version: 3, agenda: [{ title: '改过' }] });
  });

  it.each([
    ['an item of nobody', () => [talk({ id: newId() })], 'agenda.item_not_found', 404],
    ['an organisation that is none', () => [talk({ organisationId: newId() })], 'organisation.not_found', 404],
    ['a window as presenter', () => [talk({ organisationId: window })], 'organisation.kind_refused', 409],
    ['a service without its agency', () => [talk({ serviceItemIds: [service] })], 'service_item.not_found', 404],
    ['no minutes', () => [talk({ minutes: 0 })], 'request.invalid', 400],
    ['a title of blanks', () => [talk({ title: ' ' })], 'request.invalid', 400],
    ['too many items', () => Array.from({ length: 61 }, () => talk()), 'request.invalid', 400],
    ['a state of an item', () => [talk({ startsAt: inDays(9) })], 'request.invalid', 400],
  ] as [string, () => object[], string, number][])(
    'refuses %s and keeps the former one',
    async (_name, items, code, status) => {
      const { sessionId, ids } = await planned(talk());
      const answer = await put(sessionId, items());
      expect([answer.body.code, answer.status]).toEqual([code, status]);
      const rows = await server.database.query('SELECT id FROM agenda_item WHERE session_id = $1', [sessionId]);
      expect(rows).toEqual([{ id: ids[0] }]);
    },
  );

  it('refuses an item of another session, twice the same one, and another agency’s service', async () => {
    const { ids: foreign } = await planned(talk({ title: '别场' }));
    const { sessionId, ids } = await planned(talk());
    expect((await put(sessionId, [talk({ id: foreign[0] })])).body.code).toBe('agenda.item_not_found');
    expect((await put(sessionId, [talk({ id: ids[0] }), talk({ id: ids[0] })])).body.code).toBe(
      'agenda.item_not_found',
    );
    const other = await addOrganisation(server, { kind: 'agency', name: '另一家', parentId: window });
    const stolen = await put(sessionId, [talk({ organisationId: other, serviceItemIds: [service] })]);
    expect(stolen.body).toMatchObject({
      code: 'service_item.not_found',
      fields: [{ path: 'items.0.serviceItemIds' }],
    });
    await server.database.query(`UPDATE organisation SET state = 'closed' WHERE id = $1`, [other]);
    expect((await put(sessionId, [talk({ organisationId: other })])).body.code).toBe('organisation.wrong_state');
  });
});

describe('正在推介', () => {
  it('is set by the host: the board says it at once, viewers hear it, the ledger knows the agency', async () => {
    const pitch = talk({ title: '法律推介', kind: 'pitch', organisationId: agency, serviceItemIds: [service] });
    const { sessionId, ids } = await planned(talk(), pitch);
    const host = await live(sessionId);
    const joined = await request(server.url).post(`/api/sessions/${sessionId}/join`).send({ webrtc: false });
    const viewer = await connect(server.url, joined.body.ticket);
    const heard: unknown[] = [];
    viewer.on('tick', ({ changes }) => heard.push(changes.currentItem));
    try {
      const show = (itemId: string | null) =>
        host.post(`/api/sessions/${sessionId}/agenda/current`).send({ itemId }).expect(200);
      const item = {
        id: ids[1],
        title: '法律推介',
        presenter: '李敏',
        organisation: { id: agency, name: '湘江法律服务', kind: 'agency' },
        services: [{ id: service, name: '合同审查' }],
      };
      expect((await show(ids[1] ?? '')).body.board.currentItem).toEqual(item);
      await until('the viewer hears', () => heard.some((told) => JSON.stringify(told) === JSON.stringify(item)));
      const lines = await server.database.query(
        `SELECT details FROM activity WHERE session_id = $1 AND verb = 'agenda.item_shown'`,
        [sessionId],
      );
      expect(lines).toEqual([{ details: { itemId: ids[1], organisationId: agency } }]);
      expect((await put(sessionId, [talk({ id: ids[0] })])).body.code).toBe('agenda.item_on_now');
      expect((await show(null)).body.board.currentItem).toBeNull();
      await until('and that it is over', () => heard.at(-1) === null);
      await put(sessionId, [talk({ id: ids[0] })]).expect(200);
    } finally {
      viewer.disconnect();
    }
  });

  it('pressed again for the same item it is one fact; ended, nothing is shown any more', async () => {
    const { sessionId, ids } = await planned(talk());
    const host = await live(sessionId);
    const show = () => host.post(`/api/sessions/${sessionId}/agenda/current`).send({ itemId: ids[0] });
    await Promise.all([show(), show(), show()]);
    const lines = await server.database.query(
      `SELECT 1 FROM activity WHERE session_id = $1 AND verb = 'agenda.item_shown'`,
      [sessionId],
    );
    expect(lines).toHaveLength(1);
    const { body } = await host.post(`/api/stages/${sessionId}/end`).expect(200);
    expect(body.board.currentItem).toBeNull();
  });

  it('may be set by the window’s own staff, by no stranger, no viewer, and only while live', async () => {
    const { sessionId, ids } = await planned(talk());
    const { ids: foreign } = await planned(talk());
    const show = (agent: SignedInPerson['agent'], itemId: unknown = ids[0]) =>
      agent.post(`/api/sessions/${sessionId}/agenda/current`).send({ itemId });
    expect((await show(organiser.agent)).body.code).toBe('session.wrong_state');
    await live(sessionId);
    await show(organiser.agent).expect(200);
    expect((await show(organiser.agent, foreign[0])).body.code).toBe('agenda.item_not_found');
    expect((await show(organiser.agent, 'x')).body.code).toBe('request.invalid');
    const elsewhere = await addOrganisation(server, { level: 'city' });
    const stranger = await signedIn(server, { role: 'organiser', organisationId: elsewhere });
    await show(stranger.agent).expect(403);
    const viewer = request.agent(server.url);
    await viewer.post(`/api/sessions/${sessionId}/join`).send({ webrtc: false }).expect(200);
    await show(viewer).expect(403);
    const { body } = await request(server.url).get(`/api/sessions/${sessionId}/board`).expect(200);
    expect(body.currentItem.id).toBe(ids[0]);
  });
});
