import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request as send } from 'node:http';
import { AttendanceWriter } from '../../src/activity/attendance/attendance-writer.service.js';
import { BEAT_S, FIRST_BEAT_S } from '../../src/activity/attendance/beats.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { attendanceOf, flushed, minutesOf, onAir, TimeLine } from '../setup/attendance.js';

const PEOPLE = 1_000;
const SESSION_S = 900;
/** Servers end then: one in good order, one as if its power had gone. */
const RESTARTS_S = [310, 610];
const ONE_BEAT_S = BEAT_S + 2;
/** Every fifth beat of a page is lost, doubled or comes late. */
const FLAWED = 0.2;

interface Tab {
  opened: number;
  closed: number;
  /** Plays in these parts of its time. */
  plays: [number, number][];
  ticket?: string;
}

interface Person {
  cookie: string;
  /** The person's id as the server's rows have it, from the ticket. */
  id: string;
  tabs: Tab[];
}

interface Sent {
  at: number;
  person: Person;
  tab: Tab;
  /** What the page knows at the moment of the beat; the server may hear of it later. */
  played: number;
  playing: boolean;
}

let seed = 20201231;
/** The same numbers in each run (mulberry32), so that a failure can be looked at. */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const between = (low: number, high: number) => Math.round(low + random() * (high - low));

function makeTab(): Tab {
  const opened = between(0, SESSION_S - 120);
  const closed = between(opened + 15, SESSION_S);
  const middle = between(opened, closed);
  const kind = random();
  if (kind < 0.1) return { opened, closed, plays: [] };
  if (kind < 0.5) return { opened, closed, plays: [[opened, closed]] };
  return {
    opened,
    closed,
    plays: [
      [opened, middle],
      [Math.min(closed, middle + between(5, 60)), closed],
    ],
  };
}

function makePerson(): Person {
  const tabs = [makeTab()];
  // Some come back, some have two pages open at once.
  if (random() < 0.3) tabs.push(makeTab());
  return { cookie: '', id: '', tabs };
}

const playedBy = ({ plays }: Tab, at: number) =>
  plays.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(at, to) - from), 0);

/** Beats of a page as it sends them; in front of a server that is away for a moment a page tries again soon. */
function beatsOf(person: Person, tab: Tab): Sent[] {
  const times = new Set([tab.opened, tab.opened + FIRST_BEAT_S, ...tab.plays.flat(), tab.closed]);
  for (let at = tab.opened + FIRST_BEAT_S + BEAT_S; at < tab.closed; at += BEAT_S) times.add(at);
  const inside = [...times].filter((at) => at >= tab.opened && at <= tab.closed).sort((a, b) => a - b);
  let flawedBefore = true;
  return inside.flatMap((at, i) => {
    const playing = tab.plays.some(([from, to]) => at >= from && at < to);
    const beat: Sent = { at, person, tab, played: playedBy(tab, at), playing };
    // Two in a row are a lost line, and the last one is a beacon: of both the truth itself is a beat long.
    const flawed = !flawedBefore && i < inside.length - 1 && random() < FLAWED;
    flawedBefore = flawed;
    if (!flawed) return [beat];
    const kind = random();
    if (kind < 0.34) return [];
    return kind < 0.67 ? [beat, { ...beat, at: at + 1 }] : [{ ...beat, at: at + between(1, 3) }];
  });
}

/** Seconds of the union. */
function union(spans: [number, number][]): number {
  let [sum, until] = [0, -Infinity];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

let server: TestApp;
const agent = new Agent({ keepAlive: true, maxSockets: 20 });
const LIMITS = { LIMIT_REQUESTS_PER_MINUTE: '100000', LIMIT_NEWCOMERS_PER_MINUTE_PER_ADDRESS: '100000' };
const environment = { ...LIMITS, LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS: '1000000' };

beforeAll(async () => {
  server = await startTestApp(environment);
}, 60_000);
afterAll(async () => {
  agent.destroy();
  await server.close();
});

function post(path: string, cookie: string, body: object): Promise<{ status: number; cookie: string; ticket: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...(cookie && { cookie }) };
    const asked = send(`${server.url}${path}`, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        const given = answer.headers['set-cookie']?.map((one) => one.split(';')[0]).join('; ') ?? cookie;
        resolve({ status: answer.statusCode ?? 0, cookie: given, ticket: JSON.parse(text).ticket });
      });
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}

async function beat(sessionId: string, { person, tab, played, playing }: Sent): Promise<void> {
  const answer = await post(`/api/sessions/${sessionId}/beats`, person.cookie, {
    ...{ playing, played, way: 'hls' },
    ...(tab.ticket && { ticket: tab.ticket }),
  });
  expect(answer.status).toBe(200);
  [person.cookie, tab.ticket] = [answer.cookie, answer.ticket];
  person.id ||= JSON.parse(Buffer.from(answer.ticket.split('.')[0]!, 'base64url').toString()).who.personId;
}

async function restart(line: TimeLine, inOrder: boolean): Promise<TimeLine> {
  const { database, config } = server;
  // What was not written yet is gone with the machine.
  if (!inOrder) Reflect.set(server.app.get(AttendanceWriter, { strict: false }), 'waiting', new Map());
  await server.stop();
  server = await startTestApp(environment, { database, dataDir: config.dataDir });
  return new TimeLine(server, line.start);
}

describe('a thousand people whose watching is known', () => {
  it('have each the time that they watched, within one beat, through lost and doubled beats and two restarts', async () => {
    const sessionId = await addSession(server.database);
    let line = new TimeLine(server, new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000));
    await onAir(server, sessionId, line, [[0, null]]);
    const people = Array.from({ length: PEOPLE }, makePerson);
    const all = people.flatMap((person) => person.tabs.flatMap((tab) => beatsOf(person, tab)));
    const bySecond = Map.groupBy(all, ({ at }) => at);
    let [restarts, writtenAt] = [0, 0];
    for (const at of [...bySecond.keys()].sort((a, b) => a - b)) {
      if (restarts < RESTARTS_S.length && at >= RESTARTS_S[restarts]!) {
        line = await restart(line, restarts === 0);
        restarts += 1;
      }
      line.at(at);
      // The session's time runs faster than the server's timer, which writes every two seconds.
      if (at - writtenAt >= 2) {
        await flushed(server);
        writtenAt = at;
      }
      // A person's own beats in their order: the second one may need the cookie of the first.
      const mine = Map.groupBy(bySecond.get(at)!, ({ person }) => person);
      await Promise.all(
        [...mine.values()].map(async (beats) => {
          for (const one of beats) await beat(sessionId, one);
        }),
      );
    }
    line.at(SESSION_S + 200);
    await server.database.query(`UPDATE on_air_window SET ended_at = $2 WHERE session_id = $1`, [
      sessionId,
      line.moment(SESSION_S + 10),
    ]);

    const rows = new Map((await attendanceOf(server, sessionId)).map((row) => [row.personId, row]));
    expect(rows.size).toBe(PEOPLE);
    const wrong = people.filter((person) => {
      const row = rows.get(person.id)!;
      const stay = union(person.tabs.map(({ opened, closed }) => [opened, closed]));
      const watch = union(person.tabs.flatMap(({ plays }) => plays));
      return Math.abs(row.stay - stay) > ONE_BEAT_S || Math.abs(row.watch - watch) > ONE_BEAT_S;
    });
    expect(wrong.map(({ id, tabs }) => ({ ...rows.get(id)!, tabs: JSON.stringify(tabs) }))).toEqual([]);
    const [truth, counted] = [
      people.reduce((sum, { tabs }) => sum + union(tabs.flatMap(({ plays }) => plays)), 0),
      [...rows.values()].reduce((sum, { watch }) => sum + watch, 0),
    ];
    expect(Math.abs(counted - truth) / truth).toBeLessThan(0.02);
    const minutes = await minutesOf(server, sessionId);
    const there = (minute: number) =>
      people.filter(({ tabs }) => tabs.some(({ opened, closed }) => opened < minute * 60 + 60 && closed >= minute * 60))
        .length;
    for (const minute of [1, 5, 8, 12])
      expect(Math.abs(minutes[minute]! - there(minute)) / there(minute)).toBeLessThan(0.05);
  }, 180_000);
});
