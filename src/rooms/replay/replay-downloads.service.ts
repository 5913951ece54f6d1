import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { Actor } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { Files, type OpenedFile } from '../../infra/storage/files.service.js';
import { SessionEntry } from '../session-entry.service.js';
import { StreamRules } from '../streams/stream-rules.service.js';

/** Who may have which MP4. */
@Injectable()
export class ReplayDownloads {
  constructor(
    private readonly reads: ReadPool,
    private readonly files: Files,
    private readonly rules: StreamRules,
    private readonly entry: SessionEntry,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** For viewers, where the organisers allow it. @throws AppError `file.not_found`, `stream.forbidden`, `stream.withdrawn` */
  async forViewer(actor: Actor, sessionId: string, response: Response): Promise<OpenedFile> {
    const rule = await this.rules.of(sessionId);
    if (!(await this.entry.stays(actor, rule.status, response))) throw new AppError('stream.forbidden');
    if (rule.status.cut) throw new AppError('stream.withdrawn');
    if (!rule.downloadable || rule.hidden) throw new AppError('file.not_found');
    return this.open(sessionId, `x.cut_id IS NULL ORDER BY x.finished_at DESC LIMIT 1`);
  }

  /** For staff. @throws AppError `file.not_found`, `stream.withdrawn` */
  async forStaff(sessionId: string, exportId: string): Promise<OpenedFile> {
    if ((await this.rules.of(sessionId)).status.cut) throw new AppError('stream.withdrawn');
    return this.open(sessionId, `x.cut_id IS NULL AND x.id = $2`, exportId);
  }

  /** Each time with a line in the audit. @throws AppError `file.not_found` */
  async evidence(actor: Actor, sessionId: string, exportId: string): Promise<OpenedFile> {
    const file = await this.open(sessionId, `x.cut_id IS NOT NULL AND x.id = $2`, exportId);
    const { path } = (await this.rules.of(sessionId)).status;
    await this.transactions.run(actor, (tx) =>
      this.audit.record(tx, {
        action: 'evidence.viewed',
        path,
        subject: { kind: 'session', id: sessionId },
        after: { exportId },
      }),
    );
    return file;
  }

  private async open(sessionId: string, which: string, ...more: string[]): Promise<OpenedFile> {
    const [row] = await this.reads.query<{ fileId: string }>(
      `SELECT x.file_id AS "fileId" FROM replay_export x WHERE x.session_id = $1 AND x.state = 'ready' AND ${which}`,
      [sessionId, ...more],
    );
    if (!row) throw new AppError('file.not_found');
    return this.files.open(row.fileId);
  }
}
