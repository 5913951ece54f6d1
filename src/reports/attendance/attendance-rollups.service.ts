import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { AttendanceWriter, ROLLUP_JOB } from '../../activity/attendance/attendance-writer.service.js';
import { type ActivityFact, Ledger } from '../../activity/ledger.js';
import { Clock } from '../../infra/clock.js';
import { LongPool } from '../../infra/database/long-pool.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Jobs } from '../../infra/jobs.js';
import { DROP_JOINED_PERSONS, OPEN_DAYS, RECOMPUTE_MINUTES, RECOMPUTE_PERSONS } from './rollup-statements.js';

/** A beat may bring 75 s that have passed, and waits some seconds to be written: younger minutes are not closed yet. */
const CLOSING_MS = 100_000;

/** Minutes that were closed since then are counted again: all of them. */
export const BEGINNING = new Date(0);

/** Recomputes the figures of a session from its intervals: never counted on, so that a run may happen twice. */
@Injectable()
export class AttendanceRollups implements OnModuleInit {
  constructor(
    private readonly pool: LongPool,
    private readonly jobs: Jobs,
    private readonly writer: AttendanceWriter,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(ROLLUP_JOB, {
      long: true,
      prepare: ({ sessionId }) => this.recompute(String(sessionId)),
      handler: async () => undefined,
    });
    this.ledger.subscribe('session.ended', 'attendance', {
      handler: async (tx, { sessionId }) => {
        if (sessionId) await this.writer.markDue(tx, sessionId);
      },
    });
    // Two browsers have turned out to be one person: counted once from now on, where figures are still open.
    this.ledger.subscribe('person.linked', 'attendance', {
      handler: (tx, { details }) => this.joined(tx, details ?? {}),
    });
  }

  /** @param whole also the minutes that were closed */
  async recompute(sessionId: string, { whole = false }: { whole?: boolean } = {}): Promise<void> {
    await this.writer.flush();
    const begun = performance.now();
    const now = this.clock.now();
    const closing = new Date(Math.floor((now.getTime() - CLOSING_MS) / 60_000) * 60_000);
    // What comes from now on makes the figures due again.
    const from = await this.pool.run(async (client) => {
      const { rows } = await client.query<{ from: Date | null }>(
        `INSERT INTO attendance_rollup (session_id, due) VALUES ($1, false)
         ON CONFLICT (session_id) DO UPDATE SET due = false RETURNING closed_until AS "from"`,
        [sessionId],
      );
      return whole ? null : (rows[0]?.from ?? null);
    });
    await this.pool.run(async (client) => {
      // A job and somebody's press at the same time: one after the other, each with all rows.
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('attendance_rollup'), hashtext($1))`, [sessionId]);
      const excluded = await excludedIn(client, sessionId);
      await client.query(RECOMPUTE_PERSONS, [sessionId, now]);
      await client.query(DROP_JOINED_PERSONS, [sessionId, now]);
      const isOther = await isCountedOtherwise(client, sessionId, excluded, from);
      await client.query(RECOMPUTE_MINUTES, [sessionId, now, isOther ? null : from]);
      await client.query(
        `UPDATE attendance_rollup SET computed_at = $2,
           closed_until = CASE WHEN closed_until IS NOT DISTINCT FROM $4 OR $5 THEN $3 ELSE closed_until END,
           took_ms = $6
         WHERE session_id = $1`,
        [sessionId, now, closing, from, whole, Math.round(performance.now() - begun)],
      );
    });
  }

  private async joined(tx: Tx, { from, into }: NonNullable<ActivityFact['details']>): Promise<void> {
    const sessions = await tx.query<{ id: string }>(
      `SELECT DISTINCT s.id FROM attendance_person p JOIN session s ON s.id = p.session_id
       WHERE p.person_id IN ($1, $2) AND (s.ended_at IS NULL OR s.ended_at > $3::timestamptz - interval '${OPEN_DAYS} days')`,
      [from, into, this.clock.now()],
    );
    // In minutes that are closed they were two.
    for (const { id } of sessions) await this.writer.markDue(tx, id, BEGINNING);
  }
}

async function excludedIn(client: PoolClient, sessionId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT person_id AS id FROM attendance_person WHERE session_id = $1 AND exclusion IS NOT NULL`,
    [sessionId],
  );
  return rows.map(({ id }) => id);
}

/** Whether somebody stands in closed minutes who is not counted any more, or is missing there who is counted now. */
async function isCountedOtherwise(
  client: PoolClient,
  sessionId: string,
  excludedBefore: readonly string[],
  closedUntil: Date | null,
): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM attendance_person WHERE session_id = $1 AND first_at < $3
                      AND (exclusion IS NOT NULL) <> (person_id = ANY($2::uuid[]))) AS found`,
    [sessionId, excludedBefore, closedUntil],
  );
  return rows[0]?.found ?? false;
}
