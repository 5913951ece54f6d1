import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../setup/app.js';
import { connect } from '../setup/client.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { segmentOf, storeRecording, STREAM_FILES } from '../setup/recording.js';
import { until } from '../setup/until.js';

let server: TestApp;
let province: string;
let city: string;
let manager: SignedInPerson;
let organiser: SignedInPerson;
let above: SignedInPerson;
let beside: SignedInPerson;

beforeAll(async () => {
  server = await startTestApp();
  province = await addOrganisation(server, { level: 'province' });
  city = await addOrganisation(server, { level: 'city', parentId: province });
  const other = await addOrganisation(server, { level: 'city', parentId: province });
  manager = await signedIn(server, { role: 'window_manager', organisationId: city, name: '贺敏' });
  organiser = await signedIn(server, { role: 'organiser', organisationId: city });
  above = await signedIn(server, { role: 'supervisor', organisationId: province });
  beside = await signedIn(server, { role: 'window_manager', organisationId: other });
}, 60_000);
afterAll(() => server.close());

const session = async (state: 'scheduled' | 'live' | 'replay' = 'live') =>
  (await addPlannedEvent(server, { hostId: city, state })).sessionId;
const cut = (who: SignedInPerson, id: string, body: object = { reason: 'content' }) =>
  who.agent.post(`/api/stages/${id}/cut`).send(body);
const lift = (who: SignedInPerson, id: string, body: object = {}) =>
  who.agent.post(`/api/stages/${id}/cut/lift`).send(body);
const board = async (id: string) => (await request(server.url).get(`/api/sessions/${id}/board`)).body;
const file = (id: string, name: string) => request(server.url).get(`/streams/${id}/${name}`);

describe('the first page of a window above', () => {
  it('names what runs or is cut below it, to who may cut there; nobody else sees it', async () => {
    const [live, dark] = [await session(), await session('replay')];
    const quiet = [await session('scheduled'), await session('replay')];
    await cut(organiser, dark).expect(200);
    const boss = await signedIn(server, { role: 'window_manager', organisationId: province });
    const helper = await signedIn(server, { role: 'organiser', organisationId: province });
    const below = async (who: SignedInPerson, window: string): Promise<{ id: string }[]> =>
      (await who.agent.get(`/api/organisations/${window}/today`).expect(200)).body.below;
    for (const who of [above, boss]) {
      const seen = await below(who, province);
      expect(seen.find(({ id }) => id === dark)).toMatchObject({ cut: true, host: { id: city }, state: 'replay' });
      expect(seen.find(({ id }) => id === live)).toMatchObject({ cut: false, state: 'live' });
      expect(seen.filter(({ id }) => quiet.includes(id))).toEqual([]);
      await who.agent.get(`/api/sessions/${dark}/replay`).expect(200);
    }
    expect(await below(helper, province)).toEqual([]);
    expect(await below(manager, city)).toEqual([]);
  });

  it('an event of a window below says that its sessions’ recordings and cuts are open', async () => {
    const { eventId } = await addPlannedEvent(server, { hostId: city, state: 'live' });
    const { body } = await above.agent.get(`/api/events/${eventId}/detail`).expect(200);
    expect(body.may).toEqual({ edit: false, publish: false, registrations: false, replay: true });
  });
});

describe('cutting', () => {
  it('is written with who, when and why; the ledger has ids and enums, the audit what changed', async () => {
    const id = await session();
    const { body } = await cut(organiser, id, { reason: 'privacy' }).expect(200);
    expect(body).toMatchObject({ cut: true, mayLift: false, history: [{ reason: 'privacy', liftedAt: null }] });
    expect((await board(id)).cut).toBe(true);
    const { body: lifted } = await lift(manager, id, { note: '已确认' }).expect(200);
    expect(lifted).toMatchObject({ cut: false, mayLift: true, history: [{ note: '已确认', liftedBy: '贺敏' }] });
    await until('the board says so', async () => !(await board(id)).cut);
    const lines = await server.database.query(
      `SELECT verb, details FROM activity WHERE session_id = $1 ORDER BY occurred_at, id`,
      [id],
    );
    const cutId = body.history[0].id;
    expect(lines).toEqual([
      { verb: 'session.cut', details: { cutId, reason: 'privacy' } },
      { verb: 'session.cut_lifted', details: { cutId } },
    ]);
    const entries = await server.database.query<{ action: string; account_id: string }>(
      `SELECT action, account_id FROM audit_entry WHERE subject_id = $1 ORDER BY occurred_at, id`,
      [id],
    );
    expect(entries).toEqual([
      { action: 'session.cut', account_id: organiser.accountId },
      { action: 'session.cut_lifted', account_id: manager.accountId },
    ]);
  });

  it('withdraws half a minute before the cut unless another time is named, and never a time after it', async () => {
    const id = await session();
    const { body } = await cut(manager, id).expect(200);
    const cutAt = Date.parse(body.history[0].cutAt);
    const late = new Date(cutAt + 1_000).toISOString();
    expect((await lift(manager, id, { withdrawFrom: late }).expect(400)).body.code).toBe('request.invalid');
    const { body: usual } = await lift(manager, id).expect(200);
    expect(Date.parse(usual.history[0].withdrawnFrom)).toBe(cutAt - 30_000);
    await cut(manager, id).expect(200);
    const named = new Date(cutAt - 90_000).toISOString();
    const { body: again } = await lift(manager, id, { withdrawFrom: named }).expect(200);
    expect(again.history).toHaveLength(2);
    expect(again.history[0].withdrawnFrom).toBe(named);
  });

  it('of two who press at once one makes the cut, and pressing again under one key is one press', async () => {
    const id = await session();
    const answers = await Promise.all([cut(manager, id), cut(organiser, id), cut(above, id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const lifts = () => lift(manager, id).set('Idempotency-Key', 'press-lift-1');
    expect((await lifts()).status).toBe(200);
    expect((await lifts()).status).toBe(200);
    expect((await lift(manager, id).expect(409)).body.code).toBe('session.not_cut');
  });

  it.each([[{}], [{ reason: 'because' }], [{ reason: 'content', more: 1 }], [{ reason: ['content'] }]])(
    'refuses %j',
    async (body) => {
      const id = await session();
      await cut(manager, id, body).expect(400);
      expect((await board(id)).cut).toBe(false);
    },
  );

  it.each([[{ withdrawFrom: 'yesterday' }], [{ withdrawFrom: 5 }], [{ note: 'x'.repeat(501) }]])(
    'a lift with %j is refused and the session stays cut',
    async (body) => {
      const id = await session();
      await cut(manager, id).expect(200);
      await lift(manager, id, body).expect(400);
      expect((await board(id)).cut).toBe(true);
    },
  );

  it('nothing that has not begun can be cut', async () => {
    expect((await cut(manager, await session('scheduled')).expect(409)).body.code).toBe('session.wrong_state');
  });
});

describe('who may', () => {
  it('a window above cuts, too; one beside it does not, nor anybody without a role', async () => {
    const id = await session();
    await cut(beside, id).expect(403);
    await request(server.url).post(`/api/stages/${id}/cut`).send({ reason: 'content' }).expect(403);
    await cut(above, id).expect(200);
    await lift(above, id).expect(403);
    await lift(organiser, id).expect(403);
    await lift(beside, id).expect(403);
    await lift(manager, id).expect(200);
  });

  it('a host by link cuts, but does not lift', async () => {
    const id = await session();
    const host = request.agent(server.url);
    await host
      .post(`/api/stages/${id}/enter`)
      .send({ link: server.link('host', id) })
      .expect(200);
    const { body } = await host.post(`/api/stages/${id}/cut`).send({ reason: 'intruder' }).expect(200);
    expect(body).toMatchObject({ cut: true, mayLift: false, history: [{ cutBy: null }] });
    await host.post(`/api/stages/${id}/cut/lift`).send({}).expect(401);
  });
});

describe('while it is cut', () => {
  it('everybody with a socket hears of it at once, and the origin gives nothing out', async () => {
    const id = await session();
    await storeRecording(server, id, { seconds: 20, until: new Date() });
    const { body: joined } = await request(server.url).post(`/api/sessions/${id}/join`).send({ webrtc: false });
    const socket = await connect(server.url, joined.ticket);
    const heard: boolean[] = [];
    socket.on('session.cut', (news) => heard.push(news.cut));
    for (const name of STREAM_FILES) await file(id, name).expect(200);

    const pressed = Date.now();
    await cut(manager, id).expect(200);
    await until('the news', () => heard.length > 0);
    expect(Date.now() - pressed).toBeLessThan(3_000);
    for (const name of STREAM_FILES) {
      const answer = await file(id, name).expect(451);
      expect(answer.body.code).toBe('stream.withdrawn');
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    const { body: page } = await request(server.url).get(`/api/sessions/${id}`).expect(200);
    expect(page.stillUrl).toBeNull();

    await lift(manager, id).expect(200);
    await until('the news', () => heard.length > 1);
    expect(heard).toEqual([true, false]);
    socket.disconnect();
  });

  it('after the lift what was withdrawn stays so, and everything else is given out again', async () => {
    const id = await session('replay');
    const end = new Date();
    await storeRecording(server, id, { seconds: 60, until: end });
    await cut(manager, id).expect(200);
    await lift(manager, id, { withdrawFrom: new Date(end.getTime() - 19_000).toISOString() }).expect(200);
    const { text } = await file(id, 'dvr.m3u8').expect(200);
    expect(text.match(/\.m4s/g)).toHaveLength(20);
    expect(text).toContain('#EXT-X-ENDLIST');
    expect((await file(id, 'dvr-1.m3u8').expect(200)).text.match(/-1\.m4s/g)).toHaveLength(20);
    await file(id, segmentOf(19)).expect(200);
    await file(id, segmentOf(20, 1)).expect(451);
    expect((await file(id, segmentOf(20)).expect(451)).body.code).toBe('stream.withdrawn');
    expect((await file(id, 'still.jpg').expect(451)).body.code).toBe('stream.withdrawn');
    const etag = (await file(id, 'dvr.m3u8')).headers['etag'];
    await file(id, 'dvr.m3u8').set('If-None-Match', String(etag)).expect(304);
  });

  it('a hole in the middle is a discontinuity', async () => {
    const id = await session('replay');
    const end = new Date();
    await storeRecording(server, id, { seconds: 60, until: end });
    await server.database.query(
      `INSERT INTO session_cut (id, session_id, reason, cut_at, lifted_at, lifted_by, withdrawn_from, withdrawn_to)
       VALUES (gen_random_uuid(), $1, 'other', $2, $3, $4, $2, $3)`,
      [id, new Date(end.getTime() - 41_000), new Date(end.getTime() - 31_000), manager.accountId],
    );
    const { text } = await file(id, 'dvr.m3u8').expect(200);
    expect(text.match(/#EXT-X-DISCONTINUITY\n/g)).toHaveLength(1);
    expect(text.match(/\.m4s/g)).toHaveLength(24);
    expect(text.match(/#EXT-X-PROGRAM-DATE-TIME/g)).toHaveLength(2);
  });

  it('a server that starts anew keeps the session dark', async () => {
    const id = await session();
    await cut(manager, id).expect(200);
    const again = await startTestApp({}, { database: server.database, dataDir: server.config.dataDir });
    const { body } = await request(again.url).get(`/api/sessions/${id}/board`);
    expect(body.cut).toBe(true);
    await again.stop();
  }, 60_000);
});

describe('the evidence', () => {
  it('is shown to who may see it, each time with a line in the audit, and to nobody else', async () => {
    const id = await session();
    await storeRecording(server, id, { seconds: 20, until: new Date() });
    await cut(manager, id).expect(200);
    await manager.agent.get(`/streams/${id}/${segmentOf(3)}`).expect(451);
    await file(id, 'evidence.m3u8').expect(401);
    for (const other of [organiser, above, beside]) await other.agent.get(`/streams/${id}/evidence.m3u8`).expect(403);
    const { text } = await manager.agent.get(`/streams/${id}/evidence.m3u8`).expect(200);
    expect(text.match(/\.m4s/g)).toHaveLength(10);
    const segment = await manager.agent.get(`/streams/${id}/${segmentOf(3)}`).expect(200);
    expect(segment.headers['cache-control']).toBe('private, no-store');
    await organiser.agent.get(`/streams/${id}/${segmentOf(3)}`).expect(451);
    const entries = await server.database.query(
      `SELECT 1 FROM audit_entry WHERE subject_id = $1 AND action = 'evidence.viewed'`,
      [id],
    );
    expect(entries).toHaveLength(1);
  });
});
