import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { publish } from '../setup/planning.js';

let server: TestApp;
let host: string;
let county: string;
let agency: string;
let organiser: SignedInPerson;
let countyManager: SignedInPerson;
let agencyManager: SignedInPerson;
let agencyStaff: SignedInPerson;
let eventId: string;

beforeAll(async () => {
  server = await startTestApp();
  host = await addOrganisation(server, { level: 'city', name: '衡阳市窗口' });
  county = await addOrganisation(server, { level: 'county', name: '桂东县窗口' });
  agency = await addOrganisation(server, { kind: 'agency', name: '湘江法律服务', parentId: county });
  organiser = await signedIn(server, { role: 'organiser', organisationId: host });
  countyManager = await signedIn(server, { role: 'window_manager', organisationId: county });
  agencyManager = await signedIn(server, { role: 'agency_manager', organisationId: agency });
  agencyStaff = await signedIn(server, { role: 'agency_staff', organisationId: agency });
});
afterAll(() => server.close());

beforeEach(async () => {
  eventId = (await publish(organiser, host, { title: '联合主办对接会' })).event.id;
});

const invite = (organisationId: string, message = '') =>
  organiser.agent.post(`/api/events/${eventId}/cohosts`).send({ organisationId, message });
const answer = (person: SignedInPerson, id: string, accepted = true, reason = '') =>
  person.agent.post(`/api/cohosts/${id}/answer`).send({ accepted, reason });
const notices = async ({ personId }: SignedInPerson, kind: string) =>
  server.database.query<{ params: object; href: string }>(
    `SELECT params, href FROM notice WHERE person_id = $1 AND kind = $2 ORDER BY id DESC`,
    [personId, kind],
  );

describe('co-hosting', () => {
  it('a window is invited, is told, accepts, and the host is told; the public page names it then', async () => {
    const { body } = await invite(county, '请一起主办').expect(200);
    const [cohost] = body.cohosts;
    expect(cohost).toMatchObject({ organisation: { id: county, name: '桂东县窗口' }, state: 'invited' });
    expect((await notices(countyManager, 'invitation_cohost'))[0]?.params).toEqual({
      title: '联合主办对接会',
      organisation: '衡阳市窗口',
    });
    const page = async () => (await request(server.url).get(`/api/events/${eventId}`)).body.cohosts;
    expect(await page()).toEqual([]);
    const waiting = await countyManager.agent.get(`/api/organisations/${county}/cohost-invitations`).expect(200);
    expect(waiting.body).toMatchObject([
      { id: cohost.id, event: { id: eventId }, host: { id: host }, message: '请一起主办' },
    ]);
    await answer(countyManager, cohost.id).expect(204);
    expect(await page()).toEqual([{ id: county, name: '桂东县窗口' }]);
    expect((await notices(organiser, 'cohost_answered'))[0]).toMatchObject({
      params: { organisation: '桂东县窗口', answer: 'accepted' },
      href: `/console/events/${eventId}`,
    });
    const [line] = await server.database.query(`SELECT details FROM activity WHERE verb = 'cohost.accepted'`);
    expect(line).toEqual({ details: { eventId, organisationId: county } });
    expect((await countyManager.agent.get(`/api/organisations/${county}/cohost-invitations`)).body).toEqual([]);
    const list = await countyManager.agent.get(`/api/organisations/${county}/events`).expect(200);
    expect(list.body.events.map(({ id }: { id: string }) => id)).toContain(eventId);
  });

  it('an agency declines with a reason, may be asked again, and answers once each time', async () => {
    const [{ id }] = (await invite(agency).expect(200)).body.cohosts;
    expect((await invite(agency)).body.code).toBe('cohost.exists');
    await answer(agencyManager, id, false, '当天另有安排').expect(204);
    expect((await answer(agencyManager, id)).body.code).toBe('cohost.wrong_state');
    await agencyManager.agent.get(`/api/events/${eventId}/detail`).expect(403);
    const again = await invite(agency, '换了日子').expect(200);
    expect(again.body.cohosts).toMatchObject([{ id, state: 'invited', reason: '', message: '换了日子' }]);
    const answers = await Promise.all([answer(agencyManager, id), answer(agencyManager, id, false)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  it('the invited reads the draft with everything but the codes, and edits nothing', async () => {
    await server.database.query(`UPDATE session SET access = 'code', access_code = 'geheim1' WHERE event_id = $1`, [
      eventId,
    ]);
    await invite(county, '只对贵单位说').expect(200);
    const { body } = await countyManager.agent.get(`/api/events/${eventId}/detail`).expect(200);
    expect(body).toMatchObject({
      may: { edit: false, publish: false },
      sessions: [{ access: 'code', accessCode: null }],
      cohosts: [{ organisation: { id: county }, message: '' }],
    });
    await countyManager.agent.post(`/api/events/${eventId}/cancel`).send({ reason: 'x' }).expect(403);
    await countyManager.agent
      .post(`/api/events/${eventId}/cohosts`)
      .send({ organisationId: agency, message: '' })
      .expect(403);
  });

  it('only the invited organisation’s manager answers', async () => {
    const [{ id }] = (await invite(agency).expect(200)).body.cohosts;
    await answer(organiser, id).expect(403);
    await answer(countyManager, id).expect(403);
    await answer(agencyStaff, id).expect(403);
    expect((await answer(agencyManager, newId())).body.code).toBe('cohost.not_found');
    await countyManager.agent.get(`/api/organisations/${agency}/cohost-invitations`).expect(403);
    const [row] = await server.database.query('SELECT state FROM event_cohost WHERE id = $1', [id]);
    expect(row).toEqual({ state: 'invited' });
  });

  it('refuses the host itself, an enterprise, nobody, and one that is closed', async () => {
    const enterprise = await addOrganisation(server, { kind: 'enterprise', name: '某厂', parentId: county });
    const closed = await addOrganisation(server, { level: 'county', name: '旧窗口' });
    await server.database.query(`UPDATE organisation SET state = 'closed' WHERE id = $1`, [closed]);
    const codes = [];
    for (const id of [host, enterprise, newId(), closed]) codes.push((await invite(id)).body.code);
    expect(codes).toEqual(['cohost.refused', 'cohost.refused', 'organisation.not_found', 'organisation.wrong_state']);
    expect(await server.database.query('SELECT 1 FROM event_cohost WHERE event_id = $1', [eventId])).toEqual([]);
  });

  it('of two invitations at once one stands', async () => {
    const answers = await Promise.all([invite(county), invite(county), invite(county)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('a co-host that is merged into another organisation co-hosts under its name, once', async () => {
    const twin = await addOrganisation(server, { kind: 'agency', name: '湘江律师所', parentId: county });
    const [{ id }] = (await invite(agency).expect(200)).body.cohosts;
    await answer(agencyManager, id).expect(204);
    await invite(twin).expect(200);
    const items = [{ title: '推介', presenter: '', kind: 'pitch', minutes: 10, organisationId: agency }];
    const [{ sessions }] = [(await organiser.agent.get(`/api/events/${eventId}/detail`)).body];
    await organiser.agent.put(`/api/sessions/${sessions[0].id}/agenda`).send({ items, version: 1 }).expect(200);
    const merging = { intoId: twin, reason: '同一机构' };
    await countyManager.agent.post(`/api/organisations/${agency}/merge`).send(merging).expect(204);
    const { body } = await organiser.agent.get(`/api/events/${eventId}/detail`).expect(200);
    expect(body.cohosts).toMatchObject([{ organisation: { id: twin, name: '湘江律师所' }, state: 'accepted' }]);
    expect(body.sessions[0].agenda[0].organisation).toMatchObject({ id: twin });
    const page = await request(server.url).get(`/api/events/${eventId}`).expect(200);
    expect(page.body.cohosts).toEqual([{ id: twin, name: '湘江律师所' }]);
  });

  it('what is cancelled can no longer be accepted, and waits for nobody', async () => {
    const [{ id }] = (await invite(county).expect(200)).body.cohosts;
    await organiser.agent.post(`/api/events/${eventId}/cancel`).send({ reason: 'x' }).expect(200);
    expect((await answer(countyManager, id)).body.code).toBe('event.not_editable');
    const waiting = await countyManager.agent.get(`/api/organisations/${county}/cohost-invitations`);
    expect(waiting.body.map((one: { id: string }) => one.id)).not.toContain(id);
  });
});
