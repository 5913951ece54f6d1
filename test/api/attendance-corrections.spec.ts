import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import type { Attendee, Correction, CorrectionRequest, SessionStatistics } from '../../src/contracts/index.js';
import { PersonalData } from '../../src/accounts/persons/personal-data.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { LongPool } from '../../src/infra/database/long-pool.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { attendanceOf, endedAt, minutesOf, onAir, TimeLine, watchedFor } from '../setup/attendance.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { until } from '../setup/until.js';

let server: TestApp;
let organiser: SignedInPerson;
let above: SignedInPerson;
let beside: SignedInPerson;
let city: string;
let sessionId: string;
let line: TimeLine;
const START = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000);

beforeAll(async () => {
  server = await startTestApp();
  const province = await addOrganisation(server, { level: 'province' });
  city = await addOrganisation(server, { level: 'city', parentId: province });
  organiser = await signedIn(server, { role: 'organiser', organisationId: city });
  above = await signedIn(server, { role: 'supervisor', organisationId: province });
  beside = await signedIn(server, {
    role: 'organiser',
    organisationId: await addOrganisation(server, { level: 'city', parentId: province }),
  });
}, 60_000);
/** Ten minutes on air: one person watches all of them, another one some of the first three. */
beforeEach(async () => {
  ({ sessionId } = await addPlannedEvent(server, { hostId: city, startsAt: START }));
  line = new TimeLine(server, START);
  await onAir(server, sessionId, line, [[0, null]]);
  await watchedFor({ server, sessionId, line }, [0, 600]);
  await watchedFor({ server, sessionId, line }, [0, 160]);
  line.at(600);
  await attendanceOf(server, sessionId);
});
afterAll(() => server.close());

const address = () => `/api/sessions/${sessionId}/corrections`;
const people = async (query: object = {}): Promise<Attendee[]> =>
  (await organiser.agent.get(`/api/sessions/${sessionId}/attendees`).query(query).expect(200)).body.attendees;
const longest = async () => (await people()).toSorted((a, b) => b.watchMinutes - a.watchMinutes)[0]!;
const shortest = async () => (await people()).toSorted((a, b) => a.watchMinutes - b.watchMinutes)[0]!;
const correct = async (body: Partial<CorrectionRequest>, status = 200) =>
  (
    await organiser.agent
      .post(address())
      .send({ reason: '本单位工作人员', ...body })
      .expect(status)
  ).body;
const withdraw = (id: string, status = 200) =>
  organiser.agent.post(`${address()}/${id}/withdrawal`).send({ reason: '误操作' }).expect(status);
const viewers = async () => {
  const { values, excluded } = (await organiser.agent.get(`/api/sessions/${sessionId}/statistics`).expect(200))
    .body as SessionStatistics;
  return { viewers: values.find(({ code }) => code === 'viewers')?.value, manual: excluded.manual };
};

describe('a correction', () => {
  it('leaves somebody out of all figures, with a reason; its withdrawal brings them back', async () => {
    const { personId } = await longest();
    const [made] = (await correct({ personId: personId!, kind: 'exclude' })) as Correction[];
    expect(made).toMatchObject({ kind: 'exclude', reason: '本单位工作人员', from: null, withdrawn: null });
    expect(await viewers()).toEqual({ viewers: 1, manual: 1 });
    expect(await minutesOf(server, sessionId)).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(await people({ group: 'excluded' })).toMatchObject([{ personId, exclusion: 'manual', isCorrected: true }]);

    const { body } = await withdraw(made!.id);
    expect(body).toMatchObject([{ id: made!.id, withdrawn: { reason: '误操作' } }]);
    expect(await viewers()).toEqual({ viewers: 2, manual: 0 });
    expect(await minutesOf(server, sessionId)).toEqual([2, 2, 2, 1, 1, 1, 1, 1, 1, 1]);
    expect((await people()).some(({ isCorrected }) => isCorrected)).toBe(false);
    await withdraw(made!.id, 409);
    const rows = await server.database.query(`SELECT kind FROM attendance_correction WHERE session_id = $1`, [
      sessionId,
    ]);
    expect(rows).toHaveLength(2);
  });

  it('adds a time: on air only, what overlaps once, and the curve and the list of a minute know it', async () => {
    const { personId } = await shortest();
    const [from, to] = [line.moment(120), line.moment(420)].map((at) => at.toISOString());
    await correct({ personId: personId!, kind: 'watched', from, to, reason: '网络中断' });
    expect(await people()).toContainEqual(
      expect.objectContaining({ personId, watchMinutes: 7, stayMinutes: 7, isCorrected: true, ways: ['hls'] }),
    );
    expect(await minutesOf(server, sessionId)).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 1, 1]);
    expect(await people({ minute: line.moment(300).toISOString() })).toHaveLength(2);
    const before = line.moment(-600).toISOString();
    await correct({ personId: personId!, kind: 'watched', from: before, to: line.moment(10).toISOString() });
    expect((await people()).find((one) => one.personId === personId)?.watchMinutes).toBe(7);
  });

  it('adds no replay where it reaches beyond the end, and no work where it begins a thousand years ago', async () => {
    const { personId } = await shortest();
    await endedAt(server, sessionId, line.moment(600));
    line.at(700);
    const to = line.moment(660).toISOString();
    await correct({ personId: personId!, kind: 'watched', from: '1026-11-23T00:00:00Z', to });
    expect((await people()).find((one) => one.personId === personId)).toMatchObject({
      watchMinutes: 10,
      replayMinutes: 0,
    });
    expect(await people({ group: 'replay' })).toEqual([]);
    await organiser.agent.post(`/api/sessions/${sessionId}/statistics/rebuild`).send({}).expect(200);
    expect(await minutesOf(server, sessionId)).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('loses its reason when the person’s data are erased, and the audit never had it', async () => {
    const { personId } = await longest();
    await correct({ personId: personId!, kind: 'exclude', reason: '张三是本单位员工' });
    const audited = await server.database.query<{ after: object }>(
      `SELECT after FROM audit_entry WHERE action = 'attendance.corrected' AND subject_id = $1`,
      [sessionId],
    );
    expect(JSON.stringify(audited)).toContain(personId!);
    expect(JSON.stringify(audited)).not.toContain('张三');
    const erase = server.app.get(PersonalData, { strict: false }).parts.find(({ name }) => name === 'attendance')!;
    await server.app.get(Transactions, { strict: false }).run(SYSTEM_ACTOR, (tx) => erase.erase(tx, [personId!]));
    const { body } = await organiser.agent.get(address()).expect(200);
    expect(body).toMatchObject([{ kind: 'exclude', reason: '' }]);
    expect((await viewers()).manual).toBe(1);
  });

  it('counts somebody whom the platform left out', async () => {
    const { personId } = await longest();
    await server.database.query(
      `UPDATE attendance_interval SET exclusion = 'staff' WHERE session_id = $1 AND person_id = $2`,
      [sessionId, personId],
    );
    await attendanceOf(server, sessionId);
    expect((await viewers()).viewers).toBe(1);
    await correct({ personId: personId!, kind: 'count', reason: '以学员身份参加' });
    expect((await viewers()).viewers).toBe(2);
    await correct({ personId: personId!, kind: 'count' }, 409);
    await correct({ personId: personId!, kind: 'exclude' });
    expect((await people({ group: 'excluded' }))[0]?.exclusion).toBe('staff');
  });

  it('holds when closed figures are computed anew a year later', async () => {
    const { personId } = await longest();
    await endedAt(server, sessionId, line.moment(600));
    line.at(700);
    await correct({ personId: personId!, kind: 'exclude' });
    line.at(365 * 86_400);
    await attendanceOf(server, sessionId);
    line.at(700);
    expect(await viewers()).toEqual({ viewers: 1, manual: 1 });
  });

  it('is made once however often it is sent, and by two at the same time', async () => {
    const { personId } = await longest();
    const body = { personId, kind: 'exclude', reason: '工作人员' };
    const send = (key: string) => organiser.agent.post(address()).set('idempotency-key', key).send(body);
    const same = await Promise.all([send('press-00001'), send('press-00001')]);
    expect(same.map(({ status }) => status)).toEqual([200, 200]);
    expect((await send('press-00002')).status).toBe(409);
    expect(same[0]!.body).toHaveLength(1);
    const [made] = (await organiser.agent.get(address()).expect(200)).body as Correction[];
    const back = () =>
      organiser.agent
        .post(`${address()}/${made!.id}/withdrawal`)
        .set('idempotency-key', 'press-00003')
        .send({ reason: '误操作' });
    const withdrawn = await Promise.all([back(), back()]);
    expect(withdrawn.map(({ status }) => status)).toEqual([200, 200]);
    const rows = await server.database.query(`SELECT 1 FROM attendance_correction WHERE session_id = $1`, [sessionId]);
    expect(rows).toHaveLength(2);
  });

  it('is kept while the figures cannot be computed, and they follow by themselves', async () => {
    const { personId } = await longest();
    const busy = jest
      .spyOn(server.app.get(LongPool, { strict: false }), 'run')
      .mockRejectedValueOnce(new Error('timeout exceeded when trying to connect'));
    expect(await correct({ personId: personId!, kind: 'exclude' })).toHaveLength(1);
    busy.mockRestore();
    await until('the job has computed them', async () => (await viewers()).manual === 1, { within: 30_000 });
  }, 40_000);

  it('is refused for strangers, for nonsense, and for people of other sessions', async () => {
    const { personId } = await longest();
    const at = (seconds: number) => line.moment(seconds).toISOString();
    const other = await addPlannedEvent(server, { hostId: city, startsAt: START });
    await correct({ personId: newId(), kind: 'exclude' }, 404);
    await organiser.agent
      .post(`/api/sessions/${other.sessionId}/corrections`)
      .send({ personId, kind: 'exclude', reason: '甲' })
      .expect(404);
    await correct({ personId: personId!, kind: 'watched' }, 422);
    await correct({ personId: personId!, kind: 'watched', from: at(60), to: at(60) }, 422);
    await correct({ personId: personId!, kind: 'watched', from: at(60), to: at(9_999) }, 422);
    await correct({ personId: personId!, kind: 'exclude', from: at(0), to: at(60) }, 422);
    for (const body of [{ reason: ' ' }, { kind: 'manual' }, { personId: 'x' }, { from: 'now' }, { more: 1 }])
      await correct({ personId: personId!, kind: 'exclude', ...body } as CorrectionRequest, 400);

    const [made] = (await correct({ personId: personId!, kind: 'exclude' })) as Correction[];
    await organiser.agent
      .post(`/api/sessions/${other.sessionId}/corrections/${made!.id}/withdrawal`)
      .send({ reason: '甲' })
      .expect(404);
    expect((await above.agent.get(address()).expect(200)).body).toHaveLength(1);
    await above.agent.post(address()).send({ personId, kind: 'count', reason: '甲' }).expect(403);
    await above.agent.post(`${address()}/${made!.id}/withdrawal`).send({ reason: '甲' }).expect(403);
    await beside.agent.get(address()).expect(403);
    await beside.agent.post(address()).send({ personId, kind: 'count', reason: '甲' }).expect(403);
    await request(server.url).get(address()).expect(401);
  });
});
