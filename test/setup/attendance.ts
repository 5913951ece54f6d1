import request from 'supertest';
import { AttendanceRollups } from '../../src/reports/attendance/attendance-rollups.service.js';
import type { Beat } from '../../src/activity/attendance/beats.js';
import { AttendanceWriter } from '../../src/activity/attendance/attendance-writer.service.js';
import { Clock } from '../../src/infra/clock.js';
import { newId } from '../../src/infra/id.js';
import type { TestApp } from './app.js';

type Agent = ReturnType<typeof request.agent>;

/** Seconds of a session's own time line; the server's clock stands where it was set. */
export class TimeLine {
  constructor(
    private readonly server: TestApp,
    readonly start: Date,
  ) {
    this.at(0);
  }

  at(seconds: number): Date {
    const now = new Date(this.start.getTime() + seconds * 1000);
    this.server.app.get(Clock, { strict: false }).now = () => now;
    return now;
  }

  moment(seconds: number): Date {
    return new Date(this.start.getTime() + seconds * 1000);
  }
}

/** Puts a session on air in these stretches (seconds); an open one is `[from, null]`. */
export async function onAir(
  server: TestApp,
  sessionId: string,
  line: TimeLine,
  windows: readonly (readonly [number, number | null])[],
): Promise<void> {
  for (const [from, to] of windows) {
    await server.database.query(
      `INSERT INTO on_air_window (id, session_id, started_at, ended_at) VALUES ($1, $2, $3, $4)`,
      [newId(), sessionId, line.moment(from), to === null ? null : line.moment(to)],
    );
  }
  await server.database.query(`UPDATE session SET state = 'live', on_air = 'on', live_since = $2 WHERE id = $1`, [
    sessionId,
    line.moment(windows[0]?.[0] ?? 0),
  ]);
}

/** Ends it, as a replay. */
export async function endedAt(server: TestApp, sessionId: string, at: Date): Promise<void> {
  await server.database.query(`UPDATE on_air_window SET ended_at = $2 WHERE session_id = $1 AND ended_at IS NULL`, [
    sessionId,
    at,
  ]);
  await server.database.query(`UPDATE session SET state = 'replay', on_air = 'off', ended_at = $2 WHERE id = $1`, [
    sessionId,
    at,
  ]);
}

/** A page of a browser that shows a session. */
export class AttendingPage {
  ticket: string | undefined;

  constructor(
    readonly agent: Agent,
    private readonly sessionId: string,
    private readonly channel?: string,
  ) {}

  /** Answers the status; what the server gives is kept for the next beat. */
  async beat(beat: Beat): Promise<number> {
    const { status, body } = await this.agent
      .post(`/api/sessions/${this.sessionId}/beats`)
      .send({ ...beat, ...(this.ticket && { ticket: this.ticket }), ...(this.channel && { channel: this.channel }) });
    if (status === 200) this.ticket = body.ticket;
    return status;
  }
}

/** Somebody watches from one second to another, beat by beat; answers their browser. */
export async function watchedFor(
  { server, sessionId, line }: { server: TestApp; sessionId: string; line: TimeLine },
  [from, to]: readonly [number, number],
  { channel, agent = request.agent(server.url) }: { channel?: string; agent?: Agent } = {},
): Promise<Agent> {
  const page = new AttendingPage(agent, sessionId, channel);
  for (let at = from; at <= to; at += 20) {
    line.at(at);
    await page.beat({ playing: true, played: at - from, way: 'hls' });
  }
  return agent;
}

export interface AttendanceRow extends Record<string, unknown> {
  personId: string;
  exclusion: string | null;
  firstAt: Date | null;
  lastAt: Date | null;
  stay: number;
  watch: number;
  replay: number;
  views: number;
}

/** The figures of a session as they are after a recomputation. */
export async function attendanceOf(server: TestApp, sessionId: string): Promise<AttendanceRow[]> {
  await server.app.get(AttendanceRollups, { strict: false }).recompute(sessionId);
  return server.database.query<AttendanceRow>(
    `SELECT person_id AS "personId", exclusion, first_at AS "firstAt", last_at AS "lastAt", stay_seconds AS stay,
            watch_seconds AS watch, replay_seconds AS replay, views
     FROM attendance_person WHERE session_id = $1 ORDER BY person_id`,
    [sessionId],
  );
}

export async function minutesOf(server: TestApp, sessionId: string): Promise<number[]> {
  const rows = await server.database.query<{ present: number }>(
    `SELECT present FROM attendance_minute WHERE session_id = $1 ORDER BY minute`,
    [sessionId],
  );
  return rows.map(({ present }) => present);
}

export function flushed(server: TestApp): Promise<void> {
  return server.app.get(AttendanceWriter, { strict: false }).flush();
}
