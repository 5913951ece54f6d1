import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ReplayEditRequest } from '../../contracts/replay.contract.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { keptSegments, type ServingRule } from '../streams/kept-segments.js';
import { StoredPlaylists } from '../streams/stored-playlists.service.js';
import { ReplayEdit } from './replay-edit.entity.js';

/** What of a replay can be set. */
export type EditValues = Pick<ReplayEdit, 'trimStartMs' | 'trimEndMs' | 'hidden' | 'downloadable'>;

const AS_RECORDED: EditValues = { trimStartMs: 0, trimEndMs: null, hidden: false, downloadable: false };

/** Null where nothing is trimmed. */
export function trimOf({ trimStartMs, trimEndMs }: EditValues): ServingRule['trim'] {
  return trimStartMs > 0 || trimEndMs !== null ? { startMs: trimStartMs, endMs: trimEndMs } : null;
}

/** The rows of how replays are shown. */
@Injectable()
export class ReplayEdits {
  constructor(
    private readonly reads: ReadPool,
    private readonly stored: StoredPlaylists,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async of(sessionId: string): Promise<EditValues> {
    const [row] = await this.reads.query<EditValues & Record<string, unknown>>(
      `SELECT trim_start_ms AS "trimStartMs", trim_end_ms AS "trimEndMs", hidden, downloadable
       FROM replay_edit WHERE session_id = $1`,
      [sessionId],
    );
    return row ?? AS_RECORDED;
  }

  /**
   * @returns whether other segments are shown now
   * @throws AppError `session.not_found`, `session.wrong_state` unless there is a replay, `replay.trim_refused`
   */
  async change(tx: Tx, sessionId: string, request: ReplayEditRequest): Promise<boolean> {
    const [session] = await tx.query<{ path: string; state: string }>(
      `SELECT path, state FROM session WHERE id = $1 FOR UPDATE`,
      [sessionId],
    );
    if (!session) throw new AppError('session.not_found');
    if (session.state !== 'replay') throw new AppError('session.wrong_state');
    const before = await this.held(tx, sessionId);
    const after = { ...before, ...given(request) };
    const changed = { changedBy: tx.actor.accountId, changedAt: this.clock.now() };
    if (after.trimEndMs !== null && after.trimEndMs <= after.trimStartMs) throw new AppError('replay.trim_refused');
    await tx.manager.upsert(ReplayEdit, { sessionId, ...after, ...changed }, ['sessionId']);
    if ((await this.measure(tx, sessionId)) === 0) throw new AppError('replay.trim_refused');
    await this.audit.record(tx, {
      action: 'replay.changed',
      path: session.path,
      subject: { kind: 'session', id: sessionId },
      before: { ...before },
      after: { ...after },
    });
    return before.trimStartMs !== after.trimStartMs || before.trimEndMs !== after.trimEndMs;
  }

  /** Notes how long the replay is now; a recording that cannot be read changes nothing. */
  async measure(tx: Tx, sessionId: string): Promise<number | null> {
    const recording = await this.stored.of(sessionId).catch(() => null);
    if (!recording) return null;
    const edit = await this.held(tx, sessionId);
    const withdrawn = await tx.query<{ from: Date; to: Date }>(
      `SELECT withdrawn_from AS "from", withdrawn_to AS "to" FROM session_cut
       WHERE session_id = $1 AND lifted_at IS NOT NULL`,
      [sessionId],
    );
    const kept = keptSegments(recording.segments, { withdrawn, trim: trimOf(edit) });
    const shownMs = kept.length === recording.segments.length ? null : lengthOf(kept);
    await tx.query(
      `INSERT INTO replay_edit (session_id, shown_ms, changed_at) VALUES ($1, $2, $3)
       ON CONFLICT (session_id) DO UPDATE SET shown_ms = excluded.shown_ms`,
      [sessionId, shownMs, this.clock.now()],
    );
    return shownMs;
  }

  private async held(tx: Tx, sessionId: string): Promise<EditValues> {
    const row = await tx.manager.findOneBy(ReplayEdit, { sessionId });
    if (!row) return AS_RECORDED;
    const { trimStartMs, trimEndMs, hidden, downloadable } = row;
    return { trimStartMs, trimEndMs, hidden, downloadable };
  }
}

function given(request: ReplayEditRequest): Partial<EditValues> {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

function lengthOf(segments: readonly { duration: number }[]): number {
  return Math.round(segments.reduce((sum, { duration }) => sum + duration, 0) * 1000);
}
