import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { Jobs } from '../../infra/jobs.js';
import { Files } from '../../infra/storage/files.service.js';
import { StoredPlaylists } from '../streams/stored-playlists.service.js';
import { ReplayExport } from './replay-export.entity.js';

export const EXPORT_JOB = 'replay.export';

/** Asking for MP4 files, and taking back those that show what is no longer shown. */
@Injectable()
export class ReplayExports {
  constructor(
    private readonly jobs: Jobs,
    private readonly files: Files,
    private readonly stored: StoredPlaylists,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * @param cutId of a cut whose evidence is wanted; null: the replay as it is shown
   * @throws AppError `session.not_found`, `session.wrong_state`, `session.not_cut`, `replay.export_running`,
   *   `replay.nothing_to_export`
   */
  async request(tx: Tx, sessionId: string, cutId: string | null): Promise<void> {
    const [session] = await tx.query<{ path: string; state: string }>(
      `SELECT path, state FROM session WHERE id = $1 FOR UPDATE`,
      [sessionId],
    );
    if (!session) throw new AppError('session.not_found');
    await this.check(tx, sessionId, session.state, cutId);
    const requestedAt = this.clock.now();
    const row = { id: newId(), sessionId, cutId, requestedBy: String(tx.actor.accountId), requestedAt };
    await tx.manager.insert(ReplayExport, row);
    await this.jobs.enqueue(tx, EXPORT_JOB, { exportId: row.id });
    await this.audit.record(tx, {
      action: cutId ? 'evidence.exported' : 'replay.exported',
      path: session.path,
      subject: { kind: 'session', id: sessionId },
      after: { cutId },
    });
  }

  /** What is shown has changed: files of the replay, made or in the making, are of yesterday. Evidence stays. */
  async supersede(tx: Tx, sessionId: string): Promise<void> {
    const rows = await tx.query<{ fileId: string | null }>(
      `UPDATE replay_export SET state = 'superseded', finished_at = coalesce(finished_at, $2)
       WHERE session_id = $1 AND cut_id IS NULL AND state IN ('waiting', 'running', 'ready')
       RETURNING file_id AS "fileId"`,
      [sessionId, this.clock.now()],
    );
    for (const { fileId } of rows) if (fileId) await this.files.remove(tx, fileId);
  }

  private async check(tx: Tx, sessionId: string, state: string, cutId: string | null): Promise<void> {
    if (!(await this.stored.of(sessionId))) throw new AppError('replay.nothing_to_export');
    const cuts = await tx.query<{ id: string; open: boolean }>(
      `SELECT id, lifted_at IS NULL AS open FROM session_cut WHERE session_id = $1`,
      [sessionId],
    );
    if (cutId !== null && !cuts.some(({ id }) => id === cutId)) throw new AppError('session.not_cut');
    if (cutId === null && (state !== 'replay' || cuts.some(({ open }) => open)))
      throw new AppError('session.wrong_state');
    const [running] = await tx.query(
      `SELECT 1 FROM replay_export WHERE session_id = $1 AND state IN ('waiting', 'running')`,
      [sessionId],
    );
    if (running) throw new AppError('replay.export_running');
  }
}
