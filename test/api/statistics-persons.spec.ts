import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Ledger } from '../../src/activity/ledger.js';
import type { Attendee, AttendeeList, MeasureCode, SessionStatistics } from '../../src/contracts/index.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { attendanceOf, endedAt, minutesOf, onAir, TimeLine, watchedFor } from '../setup/attendance.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { until } from '../setup/until.js';

let server: TestApp;
let organiser: SignedInPerson;
let above: SignedInPerson;
let city: string;
let sessionId: string;
let eventId: string;
let line: TimeLine;
const START = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000);
const YEAR = 365 * 86_400;

beforeAll(async () => {
  server = await startTestApp();
  const province = await addOrganisation(server, { level: 'province' });
  city = await addOrganisation(server, { level: 'city', parentId: province });
  organiser = await signedIn(server, { role: 'organiser', organisationId: city });
  above = await signedIn(server, { role: 'supervisor', organisationId: province });
}, 60_000);
beforeEach(async () => {
  ({ sessionId, eventId } = await addPlannedEvent(server, { hostId: city, startsAt: START }));
  line = new TimeLine(server, START);
  await onAir(server, sessionId, line, [[0, null]]);
});
afterAll(() => server.close());

/** Somebody with a browser of their own watches; answers who they are. */
async function somebody(from: number, to: number): Promise<string> {
  const known = new Set((await attendanceOf(server, sessionId)).map(({ personId }) => personId));
  await watchedFor({ server, sessionId, line }, [from, to]);
  return (await attendanceOf(server, sessionId)).find(({ personId }) => !known.has(personId))!.personId;
}

async function link(from: string, into: string, at: number): Promise<void> {
  await server.database.query(
    `INSERT INTO person_link (person_id, root_id, reason, linked_at) VALUES ($1, $2, 'phone', $3)`,
    [from, into, line.moment(at)],
  );
}

async function addPerson(): Promise<string> {
  const id = newId();
  await server.database.query(`INSERT INTO person (id) VALUES ($1)`, [id]);
  return id;
}

async function addVenue(): Promise<string> {
  const id = newId();
  await server.database.query(
    `INSERT INTO venue (id, event_id, organisation_id, name, created_at) VALUES ($1, $2, $3, $4, $5)`,
    [id, eventId, city, `分会场 ${id}`, START],
  );
  return id;
}

const signIn = (venue: string, row: { person?: string; phone?: string; source?: 'qr' | 'roster'; name: string }) =>
  server.database.query(
    `INSERT INTO venue_sign_in (id, venue_id, person_id, source, name, phone_enc, phone_hmac, signed_in_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
    [newId(), venue, row.person ?? null, row.source ?? 'qr', row.name, row.phone ?? null, line.moment(30)],
  );
const exclude = (personId: string) =>
  organiser.agent
    .post(`/api/sessions/${sessionId}/corrections`)
    .send({ personId, kind: 'exclude', reason: '工作人员' })
    .expect(200);
const asStaff = (personId: string, from: number) =>
  server.database.query(
    `UPDATE attendance_interval SET exclusion = 'staff' WHERE session_id = $1 AND person_id = $2 AND started_at >= $3`,
    [sessionId, personId, line.moment(from)],
  );
const people = async (query: object = {}, who = organiser): Promise<AttendeeList> =>
  (await who.agent.get(`/api/sessions/${sessionId}/attendees`).query(query).expect(200)).body;
const statistics = async (): Promise<SessionStatistics> =>
  (await organiser.agent.get(`/api/sessions/${sessionId}/statistics`).expect(200)).body;
const valuesOf = async (...codes: MeasureCode[]) => {
  const { values } = await statistics();
  return codes.map((code) => values.find((one) => one.code === code)?.value);
};
const keysOf = (rows: SessionStatistics['ways']) => rows.map(({ key, viewers }) => [key, viewers]);

describe('who is counted as whom', () => {
  it('two browsers that turn out to be one person were one in minutes that are long closed', async () => {
    for (const _ of ['phone', 'computer']) await watchedFor({ server, sessionId, line }, [0, 170]);
    line.at(600);
    const [phone, computer] = (await attendanceOf(server, sessionId)).map(({ personId }) => personId) as [
      string,
      string,
    ];
    expect((await minutesOf(server, sessionId)).slice(0, 3)).toEqual([2, 2, 2]);
    await link(phone, computer, 600);
    await server.app
      .get(Transactions, { strict: false })
      .run(SYSTEM_ACTOR, (tx) =>
        server.app
          .get(Ledger, { strict: false })
          .record(tx, { verb: 'person.linked', path: '/', details: { from: phone, into: computer } }),
      );
    await until('the closed minutes are open again', async () => {
      const [row] = await server.database.query<{ open: boolean }>(
        `SELECT closed_until < $2 AS open FROM attendance_rollup WHERE session_id = $1`,
        [sessionId, START],
      );
      return row?.open;
    });
    await attendanceOf(server, sessionId);
    expect((await minutesOf(server, sessionId)).slice(0, 3)).toEqual([1, 1, 1]);
    expect(await valuesOf('viewers', 'peak')).toEqual([1, 1]);
  });

  it('who turns out to be staff leaves the closed minutes too', async () => {
    await somebody(0, 170);
    const staff = await somebody(0, 170);
    line.at(600);
    await attendanceOf(server, sessionId);
    await asStaff(staff, 0);
    await attendanceOf(server, sessionId);
    expect(await valuesOf('viewers', 'peak')).toEqual([1, 1]);
  });

  it('a link that is made a year later at the end of a chain moves nobody', async () => {
    const [browser, owner] = [await somebody(0, 100), await somebody(0, 100)];
    await link(browser, owner, 150);
    await endedAt(server, sessionId, line.moment(200));
    line.at(300);
    await attendanceOf(server, sessionId);
    const venue = await addVenue();
    await signIn(venue, { person: browser, name: '赵六' });
    const before = await valuesOf('participants', 'viewers', 'on_site');
    expect(before).toEqual([1, 1, 1]);
    await link(owner, await addPerson(), YEAR);
    line.at(YEAR + 10);
    await attendanceOf(server, sessionId);
    line.at(300);
    expect(await valuesOf('participants', 'viewers', 'on_site')).toEqual(before);
  });

  it('who is left out is on site for no figure either', async () => {
    const person = await somebody(0, 60);
    await signIn(await addVenue(), { person, name: '赵六' });
    expect(await valuesOf('participants', 'on_site')).toEqual([1, 1]);
    await exclude(person);
    expect(await valuesOf('participants', 'on_site')).toEqual([0, 0]);
    expect((await people({ group: 'on_site' })).total).toBe(0);
  });

  it('venues that were withdrawn count nobody; one number at two venues is one person', async () => {
    const [first, second, withdrawn] = [await addVenue(), await addVenue(), await addVenue()];
    await signIn(first, { name: '钱七', phone: 'digest-7', source: 'roster' });
    await signIn(second, { name: '钱七', phone: 'digest-7' });
    await signIn(withdrawn, { name: '孙八', phone: 'digest-8' });
    await server.database.query(`UPDATE venue SET withdrawn_at = now() WHERE id = $1`, [withdrawn]);
    expect(await valuesOf('participants', 'on_site')).toEqual([1, 1]);
  });

  it('a roster says who was there, and not when', async () => {
    await signIn(await addVenue(), { name: '钱七', source: 'roster' });
    await server.database.query(`UPDATE venue_sign_in SET phone_enc = NULL`);
    const { attendees } = await people();
    expect(attendees).toMatchObject([{ name: '钱七', firstAt: null, personId: null }]);
  });

  it('an enterprise that was merged into another one is that one', async () => {
    const [old, now] = [
      await addOrganisation(server, { kind: 'enterprise', name: '老名称公司' }),
      await addOrganisation(server, { kind: 'enterprise', name: '新名称公司' }),
    ];
    for (const [n, enterprise] of [old, now].entries()) {
      const person = await somebody(n, 60 + n);
      await server.database.query(
        `INSERT INTO registration (id, event_id, person_id, state, name, enterprise_id, enterprise_name, registered_at)
         VALUES ($1, $2, $3, 'registered', '王', $4, '公司', $5)`,
        [newId(), eventId, person, enterprise, START],
      );
    }
    await attendanceOf(server, sessionId);
    expect(await valuesOf('enterprises')).toEqual([2]);
    await server.database.query(
      `INSERT INTO organisation_merge (id, source_id, target_id, reason, moved, merged_by, merged_at)
       VALUES ($1, $2, $3, '重复', '{}', $4, now())`,
      [newId(), old, now, organiser.accountId],
    );
    expect(await valuesOf('enterprises')).toEqual([1]);
    expect((await people()).attendees.map((one: Attendee) => one.enterpriseName)).toEqual(['新名称公司', '新名称公司']);
  });

  it('people’s ids are for those alone who may correct', async () => {
    const person = await somebody(0, 60);
    expect((await people()).attendees[0]?.personId).toBe(person);
    expect((await people({}, above)).attendees[0]?.personId).toBeNull();
  });
});

describe('the replay', () => {
  it('changes neither by what and on what it was watched live nor who counted', async () => {
    const agent = request.agent(server.url);
    await watchedFor({ server, sessionId, line }, [0, 60], { agent });
    const { personId } = (await attendanceOf(server, sessionId))[0]!;
    await endedAt(server, sessionId, line.moment(100));
    line.at(150);
    await attendanceOf(server, sessionId);
    const before = await statistics();
    await watchedFor({ server, sessionId, line }, [200, 260], { agent });
    await attendanceOf(server, sessionId);
    await server.database.query(
      `UPDATE attendance_interval SET way = 'recording', device = 'phone' WHERE session_id = $1 AND started_at >= $2`,
      [sessionId, line.moment(150)],
    );
    await asStaff(personId, 150);
    await attendanceOf(server, sessionId);
    const now = await statistics();
    expect(await valuesOf('viewers', 'participants', 'replay_viewers')).toEqual([1, 1, 1]);
    expect([keysOf(now.ways), keysOf(now.devices)]).toEqual([keysOf(before.ways), keysOf(before.devices)]);
  });
});
