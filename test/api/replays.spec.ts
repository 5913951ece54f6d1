import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { segmentOf, storeRecording, STREAM_FILES } from '../setup/recording.js';

let server: TestApp;
let city: string;
let organiser: SignedInPerson;
let above: SignedInPerson;
let beside: SignedInPerson;
const END = new Date(Date.now() - 3_600_000);

beforeAll(async () => {
  server = await startTestApp();
  const province = await addOrganisation(server, { level: 'province' });
  city = await addOrganisation(server, { level: 'city', parentId: province });
  organiser = await signedIn(server, { role: 'organiser', organisationId: city });
  above = await signedIn(server, { role: 'supervisor', organisationId: province });
  beside = await signedIn(server, {
    role: 'window_manager',
    organisationId: await addOrganisation(server, { level: 'city', parentId: province }),
  });
}, 60_000);
afterAll(() => server.close());

/** A replay of a minute. */
async function replay(): Promise<string> {
  const { sessionId } = await addPlannedEvent(server, { hostId: city, state: 'replay' });
  await storeRecording(server, sessionId, { seconds: 60, until: END });
  await server.database.query(
    `INSERT INTO recording (session_id, prefix, duration_ms, segments, finished_at) VALUES ($1, $2, 60000, 30, now())`,
    [sessionId, `streams/${sessionId}`],
  );
  return sessionId;
}

const edit = (id: string, body: object, who = organiser) => who.agent.patch(`/api/sessions/${id}/replay`).send(body);
const file = (id: string, name: string, who?: SignedInPerson) =>
  (who?.agent ?? request(server.url)).get(`/streams/${id}/${name}`);
const page = async (id: string) => (await request(server.url).get(`/api/sessions/${id}`).expect(200)).body;
const count = (text: string) => text.match(/\.m4s/g)?.length ?? 0;

describe('trimming a replay', () => {
  it('leaves out whole segments at both ends, for everybody but the staff; nothing stored changes', async () => {
    const id = await replay();
    const { body } = await edit(id, { trimStartMs: 10_500, trimEndMs: 40_000 }).expect(200);
    expect(body).toMatchObject({ recorded: { durationMs: 60_000, shownMs: 30_000 }, edit: { trimStartMs: 10_500 } });
    const answer = await file(id, 'dvr.m3u8').expect(200);
    expect(count(answer.text)).toBe(15);
    expect(answer.text).toContain(segmentOf(5));
    expect(answer.text).not.toContain(segmentOf(4));
    await file(id, 'dvr.m3u8').set('If-None-Match', String(answer.headers['etag'])).expect(304);
    for (const gone of [4, 20])
      expect((await file(id, segmentOf(gone)).expect(404)).body.code).toBe('stream.not_found');
    await file(id, segmentOf(4, 1)).expect(404);
    await file(id, segmentOf(5)).expect(200);
    await file(id, segmentOf(5, 1)).expect(200);
    expect(count((await file(id, 'dvr-1.m3u8').expect(200)).text)).toBe(15);
    const ladder = await file(id, 'dvr-ladder.m3u8').expect(200);
    expect(ladder.text.match(/BANDWIDTH=\d+\n.+/g)).toEqual([
      'BANDWIDTH=1800000\ndvr.m3u8',
      'BANDWIDTH=450000\ndvr-1.m3u8',
    ]);
    await file(id, 'dvr-ladder.m3u8').set('If-None-Match', String(ladder.headers['etag'])).expect(304);
    for (const odd of ['dvr-2.m3u8', 'whole-1.m3u8', 'evidence-ladder.m3u8'])
      await file(id, odd, organiser).expect(404);
    await file(id, 'whole.m3u8').expect(404);
    await file(id, 'whole.m3u8', beside).expect(404);
    expect(count((await file(id, 'whole.m3u8', organiser).expect(200)).text)).toBe(30);
    await file(id, segmentOf(4), organiser).expect(200);
    expect(await page(id)).toMatchObject({ replaySeconds: 30 });

    await edit(id, { trimStartMs: 0, trimEndMs: null }).expect(200);
    const again = await file(id, 'dvr.m3u8').set('If-None-Match', String(answer.headers['etag'])).expect(200);
    expect(count(again.text)).toBe(30);
  });

  it.each([
    [{ trimStartMs: -1 }, 400],
    [{ trimStartMs: 1.5 }, 400],
    [{ trimEndMs: 'now' }, 400],
    [{ hidden: 'yes' }, 400],
    [{ shownMs: 5 }, 400],
    [{ trimStartMs: 30_000, trimEndMs: 20_000 }, 409],
    [{ trimStartMs: 60_000 }, 409],
  ])('refuses %j with %i', async (body, status) => {
    const id = await replay();
    await edit(id, body).expect(status);
    expect(count((await file(id, 'dvr.m3u8')).text)).toBe(30);
  });

  it('is for the window’s own staff, and only once there is a replay', async () => {
    const id = await replay();
    await edit(id, { trimStartMs: 2_000 }, above).expect(403);
    await edit(id, { trimStartMs: 2_000 }, beside).expect(403);
    await above.agent.get(`/api/sessions/${id}/replay`).expect(200);
    await beside.agent.get(`/api/sessions/${id}/replay`).expect(403);
    const { sessionId } = await addPlannedEvent(server, { hostId: city, state: 'live' });
    expect((await edit(sessionId, { trimStartMs: 2_000 }).expect(409)).body.code).toBe('session.wrong_state');
  });
});

describe('hiding a replay', () => {
  it('takes it from streams and lists; the page says so, and showing it again brings it back', async () => {
    const id = await replay();
    const listed = async () => {
      const { body } = await request(server.url).get('/api/sessions?state=replay');
      return body.sessions.some((card: { id: string }) => card.id === id);
    };
    expect(await listed()).toBe(true);
    await edit(id, { hidden: true }).expect(200);
    for (const name of STREAM_FILES) await file(id, name).expect(404);
    expect(await page(id)).toMatchObject({ replayHidden: true, stillUrl: null, downloadUrl: null });
    expect(await listed()).toBe(false);
    await file(id, 'whole.m3u8', organiser).expect(200);
    await edit(id, { hidden: false }).expect(200);
    await file(id, 'dvr.m3u8').expect(200);
    expect(await listed()).toBe(true);
  });
});

describe('chapters', () => {
  it('are the agenda items that were shown, on the time line of what is shown', async () => {
    const id = await replay();
    for (const [second, title] of [
      [0, '开场'],
      [20, '信贷产品推介'],
    ] as const) {
      await server.database.query(
        `WITH item AS (INSERT INTO agenda_item (id, session_id, starts_at, title, presenter)
                       VALUES (gen_random_uuid(), $1, now(), $2, '李敏') RETURNING id)
         INSERT INTO activity (id, occurred_at, verb, session_id, path, details)
         SELECT gen_random_uuid(), $3, 'agenda.item_shown', $1, '/', jsonb_build_object('itemId', id) FROM item`,
        [id, title, new Date(END.getTime() - 60_000 + second * 1000)],
      );
    }
    const chapter = { kind: 'agenda', presenter: '李敏' };
    expect((await page(id)).chapters).toEqual([
      { ...chapter, atSeconds: 0, title: '开场' },
      { ...chapter, atSeconds: 20, title: '信贷产品推介' },
    ]);
    await edit(id, { trimStartMs: 10_000 }).expect(200);
    expect((await page(id)).chapters.map(({ atSeconds }: { atSeconds: number }) => atSeconds)).toEqual([0, 10]);
  });
});

describe('files', () => {
  it('one at a time; what cannot be made is refused', async () => {
    const id = await replay();
    const ask = (who = organiser) => who.agent.post(`/api/sessions/${id}/replay/exports`).send({});
    await ask(above).expect(403);
    const answers = await Promise.all([ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    await request(server.url).get(`/api/sessions/${id}/replay/download`).expect(404);
    const { sessionId } = await addPlannedEvent(server, { hostId: city, state: 'ended' });
    const { body } = await organiser.agent.post(`/api/sessions/${sessionId}/replay/exports`).send({}).expect(409);
    expect(body.code).toBe('replay.nothing_to_export');
  });
});
