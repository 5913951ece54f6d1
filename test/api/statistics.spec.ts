import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import request from 'supertest';
import type { MeasureCode, SessionStatistics } from '../../src/contracts/index.js';
import { newId } from '../../src/infra/id.js';
import { AttendanceRollups } from '../../src/reports/attendance/attendance-rollups.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { AttendingPage, attendanceOf, endedAt, onAir, TimeLine, watchedFor } from '../setup/attendance.js';
import { addOrganisation, givePhone, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent, addSessionTo } from '../setup/planned-event.js';

let server: TestApp;
let city: string;
let county: string;
let organiser: SignedInPerson;
let above: SignedInPerson;
let beside: SignedInPerson;
let sessionId: string;
let eventId: string;
let line: TimeLine;
const START = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000);

beforeAll(async () => {
  server = await startTestApp();
  const province = await addOrganisation(server, { level: 'province' });
  city = await addOrganisation(server, { level: 'city', parentId: province, name: '岳阳市中小企业公共服务窗口平台' });
  county = await addOrganisation(server, { level: 'county', parentId: city, name: '平江县中小企业公共服务窗口平台' });
  organiser = await signedIn(server, { role: 'organiser', organisationId: city });
  above = await signedIn(server, { role: 'supervisor', organisationId: province });
  beside = await signedIn(server, {
    role: 'organiser',
    organisationId: await addOrganisation(server, { level: 'city', parentId: province }),
  });
}, 60_000);
beforeEach(async () => {
  ({ sessionId, eventId } = await addPlannedEvent(server, { hostId: city, startsAt: START }));
  line = new TimeLine(server, START);
  await onAir(server, sessionId, line, [[0, null]]);
});
afterAll(() => server.close());

const attend = (from: number, to: number, by: Parameters<typeof watchedFor>[2] = {}) =>
  watchedFor({ server, sessionId, line }, [from, to], by);

async function addPerson(): Promise<string> {
  const id = newId();
  await server.database.query(`INSERT INTO person (id) VALUES ($1)`, [id]);
  return id;
}

/** Registers whoever watched last, as if by the form. */
async function register(personId: string, row: { name: string; enterprise?: string; phone?: string }): Promise<void> {
  await server.database.query(
    `INSERT INTO registration (id, event_id, person_id, state, name, enterprise_name, job_title, county_id, registered_at)
     VALUES ($1, $2, $3, 'registered', $4, $5, '经理', $6, $7)`,
    [newId(), eventId, personId, row.name, row.enterprise ?? '', county, START],
  );
  if (row.phone) await givePhone(server, personId, row.phone);
}

const statistics = async (who = organiser): Promise<SessionStatistics> =>
  (await who.agent.get(`/api/sessions/${sessionId}/statistics`).expect(200)).body;
const valueOf = ({ values }: SessionStatistics, code: MeasureCode) => values.find((one) => one.code === code)?.value;
/** Without those of the registrations, which are the event's own. */
const figures = ({ values }: SessionStatistics) =>
  values.filter(({ code }) => !['registered_enterprises', 'attendance_rate'].includes(code));
const people = async (query: object = {}) =>
  (await organiser.agent.get(`/api/sessions/${sessionId}/attendees`).query(query).expect(200)).body;

describe('a session’s figures', () => {
  it('are nothing, and say so, before anybody came', async () => {
    const answer = await statistics();
    expect(answer).toMatchObject({ computedAt: null, curve: [], counties: [] });
    expect(valueOf(answer, 'participants')).toBe(0);
    expect(valueOf(answer, 'effective_rate')).toBeNull();
  });

  it('agree with each other, with the list behind them, and with their definitions', async () => {
    await attend(0, 600, { channel: 'hall' });
    await attend(0, 100);
    await attend(300, 400);
    line.at(600);
    const rows = await attendanceOf(server, sessionId);
    const longest = rows.find(({ watch }) => watch === 600)!;
    await register(longest.personId, { name: '王小明', enterprise: '平江县 辣条有限公司', phone: '13812341234' });
    await register(rows.find(({ watch }) => watch === 100)!.personId, {
      name: '李四',
      enterprise: '平江县辣条有限公司',
    });
    await register(await addPerson(), { name: '没来的人' });
    await attendanceOf(server, sessionId);

    const answer = await statistics();
    const values = Object.fromEntries(answer.values.map(({ code, value }) => [code, value]));
    expect(values).toMatchObject({
      participants: 3,
      viewers: 3,
      views: 3,
      on_site: 0,
      enterprises: 1,
      peak: 2,
      on_air_minutes: 10,
      watch_minutes: 13.3,
      average_watch_minutes: 4.4,
      effective: 1,
      effective_rate: 33.3,
      registered: 3,
      registered_enterprises: 1,
      attendance_rate: 66.7,
      replay_views: 0,
    });
    expect(answer.values.find(({ code }) => code === 'attendance_rate')).toMatchObject({
      numerator: 2,
      denominator: 3,
    });
    expect(answer.definitions.map(({ code }) => code)).toEqual(expect.arrayContaining(Object.keys(values)));
    expect(answer.definitions[1]).toMatchObject({ name: '参会人数', unit: '人', version: 1 });
    expect(answer.effectivePercent).toEqual({ value: 30, byForm: true });
    expect(answer.watchedAtLeast[0]).toBe(3);
    expect(answer.watchedAtLeast[30]).toBe(1);
    expect(answer.watchedAtLeast[100]).toBe(1);
    expect(answer.counties).toEqual([
      { key: county, name: '平江县', above: '岳阳市', aboveKey: city, viewers: 2, watchMinutes: 12, effective: 1 },
      { key: null, name: '', above: '', aboveKey: null, viewers: 1, watchMinutes: 2, effective: 0 },
    ]);
    expect(answer.channels.map(({ key, viewers }) => [key, viewers])).toEqual([
      [null, 2],
      ['hall', 1],
    ]);
    expect(answer.curve.map(({ present }) => present)).toEqual([2, 2, 1, 1, 1, 2, 2, 1, 1, 1]);

    const list = await people();
    expect(list).toMatchObject({ total: 3, next: null });
    const first = list.attendees.find(({ name }: { name: string }) => name === '王小明');
    expect(first).toMatchObject({
      phone: '138****1234',
      county: '平江县',
      city: '岳阳市',
      jobTitle: '经理',
      channel: 'hall',
      stayMinutes: 10,
      watchPercent: 100,
      effective: true,
      ways: ['hls'],
    });
    expect(list.attendees.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3]);
    expect((await people({ group: 'effective' })).total).toBe(1);
    expect((await people({ county })).total).toBe(2);
    expect((await people({ county: 'none' })).total).toBe(1);
    expect((await people({ city })).total).toBe(2);
    expect((await people({ city, group: 'effective' })).total).toBe(1);
    expect((await people({ city: 'none' })).total).toBe(1);
    expect((await people({ channel: 'hall' })).total).toBe(1);
    expect((await people({ minute: line.moment(300).toISOString() })).total).toBe(2);
  });

  it('count people at a venue once, and those who also watched not twice', async () => {
    const venue = newId();
    await server.database.query(
      `INSERT INTO venue (id, event_id, organisation_id, name, created_at) VALUES ($1, $2, $3, '平江分会场', $4)`,
      [venue, eventId, county, START],
    );
    await attend(0, 60);
    const [watcher] = await attendanceOf(server, sessionId);
    const signIn = (personId: string | null, name: string, at: number) =>
      server.database.query(
        `INSERT INTO venue_sign_in (id, venue_id, person_id, source, name, signed_in_at) VALUES ($1, $2, $3, 'qr', $4, $5)`,
        [newId(), venue, personId, name, line.moment(at)],
      );
    await signIn(watcher!.personId, '赵六', 30);
    await signIn(null, '钱七', 40);
    // A second session of the event in the evening has its own people.
    await addSessionTo(server, eventId, { startsAt: line.moment(8 * 3600) });
    await signIn(null, '孙八', 8 * 3600);
    await attendanceOf(server, sessionId);
    const answer = await statistics();
    expect(valueOf(answer, 'participants')).toBe(2);
    expect(valueOf(answer, 'on_site')).toBe(2);
    expect(valueOf(answer, 'viewers')).toBe(1);
    expect(answer.venues).toEqual([{ id: venue, name: '平江分会场', people: 3 }]);
    expect((await people({ group: 'on_site' })).attendees.map(({ name }: { name: string }) => name)).toEqual([
      '赵六',
      '钱七',
    ]);
    expect((await people({ way: 'on_site' })).attendees[1].county).toBe('平江县');
  });

  it('hold the seconds of more people than an integer counts', async () => {
    await Promise.all([attend(0, 60), attend(0, 60)]);
    await attendanceOf(server, sessionId);
    await server.database.query(`UPDATE attendance_person SET stay_seconds = 1800000000 WHERE session_id = $1`, [
      sessionId,
    ]);
    expect(valueOf(await statistics(), 'stay_minutes')).toBe(60_000_000);
    const summary = await organiser.agent.get(`/api/events/${eventId}/summary`).expect(200);
    expect(valueOf(summary.body, 'stay_minutes')).toBe(60_000_000);
  });

  it('come also where the database needs longer for them than a page waits', async () => {
    await attend(0, 60);
    await attendanceOf(server, sessionId);
    const lock = new pg.Client({ connectionString: server.database.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE attendance_person IN ACCESS EXCLUSIVE MODE');
    const [figures, list, summary] = [
      organiser.agent.get(`/api/sessions/${sessionId}/statistics`).then(({ status }) => status),
      organiser.agent.get(`/api/sessions/${sessionId}/attendees`).then(({ status }) => status),
      organiser.agent.get(`/api/events/${eventId}/summary`).then(({ status }) => status),
    ];
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    // Pages that look at nobody's attendance do not wait behind them.
    await organiser.agent.get(`/api/sessions/${sessionId}`).expect(200);
    await lock.end();
    expect(await Promise.all([figures, list, summary])).toEqual([200, 200, 200]);
    // What took so long is kept for a while, and no longer than until the figures are computed anew.
    await register(await addPerson(), { name: '李四' });
    expect(valueOf(await statistics(), 'registered')).toBe(0);
    const anew = await organiser.agent.post(`/api/sessions/${sessionId}/statistics/rebuild`).expect(200);
    expect(valueOf(anew.body, 'registered')).toBe(1);
  });

  it('keep the replay apart', async () => {
    await attend(0, 60);
    await endedAt(server, sessionId, line.moment(100));
    await attend(200, 260);
    await attendanceOf(server, sessionId);
    const answer = await statistics();
    expect(valueOf(answer, 'viewers')).toBe(1);
    expect(valueOf(answer, 'replay_viewers')).toBe(1);
    expect((await people({ group: 'replay' })).attendees[0]).toMatchObject({ replayMinutes: 1, firstAt: null });
    expect(answer.marks.map(({ kind }) => kind)).toEqual(['on_air', 'ended']);
  });

  it('open who was there in a minute: those whom the curve counts, looked at only or linked a year later', async () => {
    await attend(0, 180);
    const passing = new AttendingPage(request.agent(server.url), sessionId);
    line.at(60);
    await passing.beat({ playing: false, played: 0, way: 'hls' });
    line.at(80);
    await passing.beat({ playing: false, played: 0, way: 'hls' });
    await endedAt(server, sessionId, line.moment(180));
    line.at(200);
    const [watched] = (await attendanceOf(server, sessionId)).filter(({ views }) => views > 0);
    await server.database.query(
      `INSERT INTO person_link (person_id, root_id, reason, linked_at) VALUES ($1, $2, 'phone', $3)`,
      [watched!.personId, await addPerson(), line.moment(365 * 86_400)],
    );
    const { curve } = await statistics();
    expect(curve.map(({ present }) => present)).toEqual([1, 2, 1]);
    for (const { minute, present } of curve) expect((await people({ minute })).total).toBe(present);
  });

  it('say what the reader may do with them', async () => {
    const all = { edit: true, export: true, event: true, registrations: true, venues: true };
    expect((await statistics()).may).toEqual(all);
    expect((await statistics(above)).may).toEqual({
      ...all,
      ...{ edit: false, export: false, registrations: false, venues: false },
    });
  });

  it('follow the share that the event sets', async () => {
    await attend(0, 120);
    line.at(600);
    await attendanceOf(server, sessionId);
    expect(valueOf(await statistics(), 'effective')).toBe(0);
    await organiser.agent.put(`/api/events/${eventId}/effective-percent`).send({ percent: 20 }).expect(204);
    const answer = await statistics();
    expect(valueOf(answer, 'effective')).toBe(1);
    expect(answer.effectivePercent).toEqual({ value: 20, byForm: false });
    for (const percent of [0, 101, 1.5, 'half'])
      await organiser.agent.put(`/api/events/${eventId}/effective-percent`).send({ percent }).expect(400);
  });

  it('of last year open with the same numbers', async () => {
    await attend(0, 600, { channel: 'hall' });
    await endedAt(server, sessionId, line.moment(600));
    line.at(700);
    const [row] = await attendanceOf(server, sessionId);
    await register(row!.personId, { name: '王小明', enterprise: '甲公司' });
    await attendanceOf(server, sessionId);
    const before = await statistics();
    // A year later the person moved, is known to be somebody else, and the figures are computed once more.
    line.at(365 * 86_400);
    const other = await addPerson();
    await server.database.query(
      `INSERT INTO person_link (person_id, root_id, reason, linked_at) VALUES ($1, $2, 'phone', $3)`,
      [row!.personId, other, line.moment(365 * 86_400)],
    );
    await server.database.query(
      `UPDATE registration SET county_id = NULL, enterprise_name = '乙公司' WHERE event_id = $1`,
      [eventId],
    );
    await server.app.get(AttendanceRollups, { strict: false }).recompute(sessionId, { whole: true });
    line.at(700);
    const now = await statistics();
    expect({ ...now, computedAt: null, values: figures(now) }).toEqual({
      ...before,
      computedAt: null,
      values: figures(before),
    });
  });

  it('are for the window’s own people and those who supervise it', async () => {
    const address = `/api/sessions/${sessionId}`;
    await above.agent.get(`${address}/statistics`).expect(200);
    await above.agent.post(`${address}/statistics/rebuild`).expect(403);
    for (const path of ['statistics', 'attendees']) {
      await beside.agent.get(`${address}/${path}`).expect(403);
      await request(server.url).get(`${address}/${path}`).expect(401);
    }
    for (const query of [
      { county: 'x' },
      { city: 'x' },
      { group: 'all' },
      { way: 'tv' },
      { after: -1 },
      { minute: 'now' },
      { x: 1 },
    ])
      await organiser.agent.get(`${address}/attendees`).query(query).expect(400);
  });
});
