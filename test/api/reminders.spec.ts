import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { Jobs } from '../../src/infra/jobs.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { type SignedInPerson, signedIn } from '../setup/people.js';
import { addPlannedEvent, type PlannedEvent, type PlannedRow } from '../setup/planned-event.js';
import { until } from '../setup/until.js';

let server: TestApp;
let phones = 13_400_000_000;
const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const DAY = 24 * HOUR;

beforeAll(async () => {
  server = await startTestApp({ STAFF_TOTP: '0' });
});
afterAll(() => server.close());
/** Sessions of the tests before are nobody's business any more. */
afterEach(() => server.database.query(`UPDATE session SET state = 'cancelled' WHERE state = 'scheduled'`));

const startsIn = (ms: number) => new Date(Date.now() + ms);
const { run, enqueue } = {
  run: <T>(work: Parameters<Transactions['run']>[1]) =>
    server.app.get(Transactions, { strict: false }).run(SYSTEM_ACTOR, work) as Promise<T>,
  enqueue: (...parameters: Parameters<Jobs['enqueue']>) =>
    server.app.get(Jobs, { strict: false }).enqueue(...parameters),
};

/** An event that was planned and published days ago. */
async function longPlanned(row: PlannedRow): Promise<PlannedEvent> {
  const event = await addPlannedEvent(server, row);
  await server.database.query(
    `UPDATE session SET created_at = now() - interval '9 days', state_since = now() - interval '9 days' WHERE id = $1`,
    [event.sessionId],
  );
  await server.database.query(`UPDATE online_event SET published_at = now() - interval '8 days' WHERE id = $1`, [
    event.eventId,
  ]);
  return event;
}

async function registered({ eventId }: PlannedEvent, body: object = {}): Promise<SignedInPerson> {
  const person = await signedIn(server, { phone: String((phones += 1)) });
  await person.agent
    .post(`/api/events/${eventId}/registration`)
    .send({ consent: true, ...body })
    .expect(200);
  return person;
}

const sweep = () => run((tx) => enqueue(tx, 'events.sweep_reminders', {}));
async function swept(): Promise<void> {
  const done = () =>
    server.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pgboss.job WHERE name = 'events.sweep_reminders' AND state = 'completed'`,
    );
  const before = (await done())[0]?.n ?? 0;
  await sweep();
  await until('the sweep has run', async () => ((await done())[0]?.n ?? 0) > before);
}

const planned = ({ sessionId }: PlannedEvent) =>
  server.database.query<{ kind: string; left: number; finished: boolean }>(
    `SELECT kind, extract(epoch FROM starts_at - due_at)::int AS left, finished_at IS NOT NULL AS finished
     FROM session_reminder WHERE session_id = $1 ORDER BY kind`,
    [sessionId],
  );
const finished = async (event: PlannedEvent, kind: string) =>
  (await planned(event)).some((reminder) => reminder.kind === kind && reminder.finished);
const told = async ({ personId }: SignedInPerson) =>
  (
    await server.database.query<{ kind: string }>(
      `SELECT kind FROM notice WHERE person_id = $1 AND kind LIKE 'session_reminder%' ORDER BY id`,
      [personId],
    )
  ).map(({ kind }) => kind);
const bySms = async ({ personId }: SignedInPerson) =>
  server.database.query(
    `SELECT n.kind FROM notice n JOIN notice_delivery d ON d.notice_id = n.id AND d.channel = 'sms' WHERE n.person_id = $1`,
    [personId],
  );

describe('reminders', () => {
  it('reach who is registered a day before, by text message only who agreed to that', async () => {
    const event = await longPlanned({ startsAt: startsIn(DAY + SECOND), title: '融资对接会' });
    const [agrees, not] = [await registered(event, { reminders: true }), await registered(event)];
    const gone = await registered(event);
    await gone.agent.delete(`/api/events/${event.eventId}/registration`).expect(200);
    await swept();
    await until('both are told', async () => (await told(agrees)).length === 1 && (await told(not)).length === 1);
    expect(await told(agrees)).toEqual(['session_reminder_day']);
    expect(await bySms(agrees)).toEqual([{ kind: 'session_reminder_day' }]);
    expect(await bySms(not)).toEqual([]);
    expect(await told(gone)).toEqual([]);
    const [notice] = await server.database.query(
      `SELECT href, params FROM notice WHERE person_id = $1 ORDER BY id DESC`,
      [agrees.personId],
    );
    expect(notice).toMatchObject({ href: `/s/${event.sessionId}` });
  });

  it('that it is cancelled all are told, too, and by text message only who agreed to that', async () => {
    const event = await addPlannedEvent(server, { startsAt: startsIn(30 * HOUR) });
    const [agrees, not] = [await registered(event, { reminders: true }), await registered(event)];
    const organiser = await signedIn(server, { role: 'organiser', organisationId: event.hostId });
    await organiser.agent.post(`/api/sessions/${event.sessionId}/cancel`).send({ reason: '主讲人生病' }).expect(200);
    const heard = ({ personId }: SignedInPerson) =>
      server.database.query(`SELECT 1 FROM notice WHERE person_id = $1 AND kind = 'session_cancelled'`, [personId]);
    await until('both are told', async () => (await heard(agrees)).length === 1 && (await heard(not)).length === 1);
    expect(await bySms(agrees)).toEqual([{ kind: 'session_cancelled' }]);
    expect(await bySms(not)).toEqual([]);
  });

  it('and ten minutes before, once, however often the sweep comes by', async () => {
    const event = await longPlanned({ startsAt: startsIn(10 * MINUTE + SECOND) });
    const person = await registered(event);
    await swept();
    await swept();
    await until('told', async () => (await told(person)).length > 0);
    await swept();
    await until('finished', () => finished(event, 'minutes'));
    expect(await told(person)).toEqual(['session_reminder_minutes']);
  });

  it('are planned at once when an event is published: less than a day ahead only the one of ten minutes', async () => {
    const event = await addPlannedEvent(server, { publication: 'draft', startsAt: startsIn(23 * HOUR) });
    const organiser = await signedIn(server, { role: 'organiser', organisationId: event.hostId });
    await organiser.agent.post(`/api/events/${event.eventId}/publish`).send({}).expect(200);
    await until('planned', async () => (await planned(event)).length > 0);
    await swept();
    expect(await planned(event)).toEqual([{ kind: 'minutes', left: 600, finished: false }]);
  });

  it('of a session that was moved tell of the new time only', async () => {
    const event = await longPlanned({ startsAt: startsIn(10 * MINUTE + 2 * SECOND) });
    const person = await registered(event);
    await swept();
    expect(await planned(event)).toHaveLength(1);
    const organiser = await signedIn(server, { role: 'organiser', organisationId: event.hostId });
    const times = { startsAt: startsIn(5 * HOUR), endsAt: startsIn(6 * HOUR) };
    await organiser.agent.post(`/api/sessions/${event.sessionId}/postpone`).send(times).expect(200);
    await until('the old one came to nothing', () => finished(event, 'minutes'));
    expect(await told(person)).toEqual([]);
    await until('the new one is planned', async () => (await planned(event)).length === 2);
  });

  it('of a session that was cancelled, waits for a new time or went back to its draft tell nobody', async () => {
    const changes = [
      `UPDATE session SET state = 'cancelled' WHERE id = $1`,
      `UPDATE session SET state = 'postponed' WHERE id = $1`,
      `UPDATE online_event SET publication_state = 'draft' WHERE id = (SELECT event_id FROM session WHERE id = $1)`,
    ];
    const startsAt = startsIn(10 * MINUTE + 2 * SECOND);
    const events = await Promise.all(changes.map(() => longPlanned({ startsAt })));
    const people = await Promise.all(events.map((event) => registered(event)));
    await swept();
    for (const [n, event] of events.entries()) {
      await server.database.query(changes[n] as string, [event.sessionId]);
    }
    for (const event of events) await until('it came to nothing', () => finished(event, 'minutes'));
    for (const person of people) expect(await told(person)).toEqual([]);
  });

  it('come also where the host is on air early', async () => {
    const event = await longPlanned({ startsAt: startsIn(10 * MINUTE + 2 * SECOND) });
    const person = await registered(event);
    await swept();
    await server.database.query(`UPDATE session SET state = 'live' WHERE id = $1`, [event.sessionId]);
    await until('told', async () => (await told(person)).length === 1);
  });

  it('that a server which was down has missed come late: the day’s until two hours before, none after the start', async () => {
    const late = await longPlanned({ startsAt: startsIn(20 * HOUR) });
    const tooLate = await longPlanned({ startsAt: startsIn(HOUR) });
    const over = await longPlanned({ startsAt: startsIn(-MINUTE) });
    const people = [await registered(late), await registered(tooLate), await registered(over)];
    await swept();
    await until('the late one', async () => (await told(people[0] as SignedInPerson)).length === 1);
    expect(await planned(tooLate)).toEqual([{ kind: 'minutes', left: 600, finished: false }]);
    expect(await planned(over)).toEqual([]);
    for (const person of people.slice(1)) expect(await told(person)).toEqual([]);
  });

  it('whose job was lost in the middle go on where they stopped, and tell nobody twice', async () => {
    const event = await longPlanned({ startsAt: startsIn(9 * MINUTE) });
    const [first, second] = [await registered(event), await registered(event)];
    const [row] = await server.database.query<{ id: string }>(`SELECT id FROM registration WHERE person_id = $1`, [
      first.personId,
    ]);
    await server.database.query(
      `INSERT INTO session_reminder (id, session_id, kind, starts_at, due_at, reached_id)
       SELECT gen_random_uuid(), id, 'minutes', starts_at, now() - interval '3 minutes', $2 FROM session WHERE id = $1`,
      [event.sessionId, row?.id],
    );
    await swept();
    await until('the second is told', async () => (await told(second)).length === 1);
    expect(await told(first)).toEqual([]);
    expect(await finished(event, 'minutes')).toBe(true);
  });

  it('of a thousand people come one and all, and other work goes on meanwhile', async () => {
    const event = await longPlanned({ startsAt: startsIn(8 * MINUTE) });
    await server.database.query(
      `WITH made AS (INSERT INTO person (id) SELECT gen_random_uuid() FROM generate_series(1, 1000) RETURNING id)
       INSERT INTO registration (id, event_id, person_id, registered_at)
       SELECT gen_random_uuid(), $1, id, now() FROM made`,
      [event.eventId],
    );
    await swept();
    const count = async () =>
      (
        await server.database.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM notice WHERE dedupe_key LIKE 'session_reminder_minutes:' || $1 || '%'`,
          [event.sessionId],
        )
      )[0]?.n ?? 0;
    const first = await until('some are told', count);
    expect(first).toBeLessThan(1_000);
    const other = await registered(await addPlannedEvent(server));
    expect(await count()).toBeLessThan(1_000);
    expect((await other.agent.get('/api/notices').expect(200)).body).toBeDefined();
    await until('all are told', async () => (await count()) === 1_000, { within: 20_000 });
    await until('finished', () => finished(event, 'minutes'));
  });
});
