import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SYSTEM_ACTOR } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { isUnavailable } from '../../infra/errors.js';
import { Jobs } from '../../infra/jobs.js';
import { Metrics } from '../../infra/metrics.js';
import type { Attendee, Stretch } from './beats.js';

export const ROLLUP_JOB = 'attendance.roll_up';

const FLUSH_MS = 2_000;
const BATCH = 5_000;
/** Intervals that wait for a database that is away; each page has one or two that go on. */
const MOST_WAITING = 500_000;
/** Beats that come while a session's figures are due join them. */
const ROLLUP_DELAY_MS = 15_000;
/** A session of many takes long to compute: it waits for so many times that long, and takes a fifth of a core at the most. */
const ROLLUP_RESTS = 4;
/** Intervals that end earlier are written late: the database or the server was away. */
const LATE_MS = 20_000;

type Row = Attendee & Stretch;

/**
 * Writes intervals in sorted batches every two seconds. What waits is kept by its id, the latest end of each, so that a
 * database that is away for an hour costs one row per interval and not one per beat. A server that is killed loses two
 * seconds, which the pages' next beats bring again: their tickets remember where each interval began.
 */
@Injectable()
export class AttendanceWriter implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(AttendanceWriter.name);
  private waiting = new Map<string, Row>();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'yunqiao_attendance_waiting_intervals',
      'Intervals of attendance that are not written yet',
      () => this.waiting.size,
    );
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
  }

  keep(attendee: Attendee, stretches: readonly Stretch[]): void {
    for (const stretch of stretches) {
      const known = this.waiting.get(stretch.id);
      if (known && known.to >= stretch.to) continue;
      if (!known && this.waiting.size >= MOST_WAITING) {
        this.logger.error('Too many intervals wait for the database; further ones are lost');
        return;
      }
      this.waiting.set(stretch.id, { ...attendee, ...stretch });
    }
  }

  /** Resolves when what was kept until now is written, or the database is away. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.writeWaiting());
    return this.flushing;
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private async writeWaiting(): Promise<void> {
    if (this.waiting.size === 0) return;
    const rows = [...this.waiting.values()].sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
    this.waiting = new Map();
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = rows.slice(at, at + BATCH);
      try {
        await this.transactions.run(SYSTEM_ACTOR, (tx) => this.write(tx, batch));
      } catch (error) {
        if (!isUnavailable(error)) {
          this.logger.error(error, `${batch.length} intervals cannot be written and are left out`);
          continue;
        }
        this.logger.warn(`Attendance not written, it will be tried again: ${String(error)}`);
        for (const row of rows.slice(at)) this.keep(row, [row]);
        return;
      }
    }
  }

  private async write(tx: Tx, rows: readonly Row[]): Promise<void> {
    await tx.query(
      `INSERT INTO attendance_interval
         (id, started_at, ended_at, session_id, person_id, kind, way, device, channel, exclusion)
       SELECT id, to_timestamp(from_ms / 1000.0), to_timestamp(to_ms / 1000.0), session_id, person_id, kind, way, device,
              channel, exclusion
       FROM unnest($1::uuid[], $2::float8[], $3::float8[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                   $9::text[], $10::text[])
         AS t(id, from_ms, to_ms, session_id, person_id, kind, way, device, channel, exclusion)
       ON CONFLICT (started_at, id) DO UPDATE SET ended_at = excluded.ended_at
         WHERE attendance_interval.ended_at < excluded.ended_at`,
      [
        rows.map(({ id }) => id),
        rows.map(({ from }) => from),
        rows.map(({ to }) => to),
        rows.map(({ sessionId }) => sessionId),
        rows.map(({ personId }) => personId),
        rows.map(({ kind }) => kind),
        rows.map(({ way }) => way),
        rows.map(({ device }) => device),
        rows.map(({ channel }) => channel),
        rows.map(({ exclusion }) => exclusion),
      ],
    );
    const late = this.clock.now().getTime() - LATE_MS;
    for (const sessionId of [...new Set(rows.map((row) => row.sessionId))].sort()) {
      const begun = rows.filter((row) => row.sessionId === sessionId && row.to < late).map(({ from }) => from);
      await this.markDue(tx, sessionId, begun.length > 0 ? new Date(Math.min(...begun)) : null);
    }
  }

  /**
   * The session's figures will be recomputed soon; one job, however often this is said.
   *
   * @param reopenedFrom minutes since then were closed too early
   */
  async markDue(tx: Tx, sessionId: string, reopenedFrom: Date | null = null): Promise<void> {
    const [changed] = await tx.query<{ tookMs: number }>(
      `INSERT INTO attendance_rollup AS r (session_id, due) VALUES ($1, true)
       ON CONFLICT (session_id) DO UPDATE SET due = true, closed_until = least(r.closed_until, $2)
         WHERE NOT r.due OR r.closed_until > $2
       RETURNING took_ms AS "tookMs"`,
      [sessionId, reopenedFrom],
    );
    if (!changed) return;
    const delay = Math.max(ROLLUP_DELAY_MS, ROLLUP_RESTS * changed.tookMs);
    const startAfter = new Date(this.clock.now().getTime() + delay);
    await this.jobs.enqueue(tx, ROLLUP_JOB, { sessionId }, { singletonKey: sessionId, startAfter });
  }
}
