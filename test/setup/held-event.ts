import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import type { TestApp } from './app.js';
import { AttendingPage, attendanceOf, endedAt, onAir, TimeLine } from './attendance.js';
import type { SignedInPerson } from './people.js';
import { addPlannedEvent, addSessionTo } from './planned-event.js';

type Agent = ReturnType<typeof request.agent>;

/** Seconds from the begin of the first session to the begin of the second. */
export const EVENING = 8 * 3_600;

export interface HeldEvent {
  eventId: string;
  /** The first ran for 600 s, the second for 400 s. */
  sessions: [string, string];
  line: TimeLine;
  /** Whoever watched both sessions, the first one only, the second one only. */
  people: { both: string; first: string; second: string };
}

/** Somebody watches a session from one second to another. */
export async function attend(
  line: TimeLine,
  agent: Agent,
  sessionId: string,
  [from, to]: [number, number],
  channel?: string,
) {
  const page = new AttendingPage(agent, sessionId, channel);
  for (let at = from; at <= to; at += 20) {
    line.at(at);
    await page.beat({ playing: true, played: at - from, way: 'hls' });
  }
}

/**
 * An event of two sessions, over: one person watched both (and was at the venue), one the first, one the second; one
 * more was at the venue only; one registered and did not come.
 */
export async function addHeldEvent(
  server: TestApp,
  { hostId, countyId, startsAt, staff }: { hostId: string; countyId: string; startsAt: Date; staff: SignedInPerson },
): Promise<HeldEvent> {
  const title = '岳阳市银企融资对接会';
  const { eventId, sessionId: morning } = await addPlannedEvent(server, { hostId, startsAt, title });
  await server.database.query(`UPDATE session SET title = '融资对接会 第一场' WHERE id = $1`, [morning]);
  const line = new TimeLine(server, startsAt);
  const evening = await addSessionTo(server, eventId, { title: '融资对接会 第二场', startsAt: line.moment(EVENING) });
  const [both, first, second] = [request.agent(server.url), request.agent(server.url), request.agent(server.url)];

  await onAir(server, morning, line, [[0, null]]);
  await attend(line, both, morning, [0, 600], 'hall');
  await attend(line, first, morning, [300, 400]);
  // Who works for the window is listed, but not counted.
  await attend(line, staff.agent, morning, [100, 200]);
  await showItem(server, morning, line.moment(120));
  await endedAt(server, morning, line.moment(600));
  line.at(700);
  const rows = await attendanceOf(server, morning);
  const people = {
    both: rows.find(({ watch }) => watch === 600)!.personId,
    first: rows.find(({ watch, exclusion }) => watch === 100 && exclusion === null)!.personId,
    second: '',
  };

  await onAir(server, evening, line, [[EVENING, null]]);
  await attend(line, both, evening, [EVENING, EVENING + 40]);
  await attend(line, second, evening, [EVENING, EVENING + 400]);
  await endedAt(server, evening, line.moment(EVENING + 400));
  line.at(EVENING + 500);
  const later = await attendanceOf(server, evening);
  people.second = later.find(({ personId }) => personId !== people.both)!.personId;

  const register = (personId: string, enterprise: string) =>
    server.database.query(
      `INSERT INTO registration (id, event_id, person_id, state, name, enterprise_name, county_id, registered_at)
       VALUES ($1, $2, $3, 'registered', '某人', $4, $5, $6)`,
      [newId(), eventId, personId, enterprise, countyId, startsAt],
    );
  await register(people.both, '平江县 辣条有限公司');
  await register(people.first, '平江县辣条有限公司');
  await register(await addPerson(server), '没来的公司');
  await addVenue(server, eventId, countyId, line, people.both);
  await addCut(server, morning, line, staff.accountId);
  for (const id of [morning, evening]) await attendanceOf(server, id);
  return { eventId, sessions: [morning, evening], line, people };
}

async function addPerson(server: TestApp): Promise<string> {
  const id = newId();
  await server.database.query(`INSERT INTO person (id) VALUES ($1)`, [id]);
  return id;
}

async function addVenue(server: TestApp, eventId: string, countyId: string, line: TimeLine, watcher: string) {
  const venueId = newId();
  await server.database.query(
    `INSERT INTO venue (id, event_id, organisation_id, name, address, created_at) VALUES ($1, $2, $3, '平江分会场', '解放路 1 号', $4)`,
    [venueId, eventId, countyId, line.start],
  );
  for (const [personId, enterprise] of [
    [watcher, ''],
    [null, '湘江机械厂'],
  ]) {
    await server.database.query(
      `INSERT INTO venue_sign_in (id, venue_id, person_id, source, name, enterprise_name, signed_in_at)
       VALUES ($1, $2, $3, 'qr', '某人', $4, $5)`,
      [newId(), venueId, personId, enterprise, line.moment(30)],
    );
  }
}

/** An item of the agenda that was on, as pressing it in the studio leaves it. */
async function showItem(server: TestApp, sessionId: string, at: Date): Promise<void> {
  const itemId = newId();
  await server.database.query(
    `INSERT INTO agenda_item (id, session_id, starts_at, title, presenter, kind) VALUES ($1, $2, $3, '信用贷款产品推介', '何婧', 'pitch')`,
    [itemId, sessionId, at],
  );
  await server.database.query(`UPDATE session SET current_item_id = $2 WHERE id = $1`, [sessionId, itemId]);
  await server.database.query(
    `INSERT INTO activity (id, occurred_at, verb, session_id, path, details)
     SELECT $1, $2, 'agenda.item_shown', id, path, $4 FROM session WHERE id = $3`,
    [newId(), at, sessionId, { itemId }],
  );
}

async function addCut(server: TestApp, sessionId: string, line: TimeLine, accountId: string): Promise<void> {
  await server.database.query(
    `INSERT INTO session_cut (id, session_id, reason, cut_at, lifted_at, lifted_by, withdrawn_from, withdrawn_to)
     VALUES ($1, $2, 'privacy', $3, $4, $5, $3, $4)`,
    [newId(), sessionId, line.moment(500), line.moment(510), accountId],
  );
}
