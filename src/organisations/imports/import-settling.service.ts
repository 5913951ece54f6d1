import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ImportKind } from '../../contracts/vocabulary.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Files } from '../../infra/storage/files.service.js';
import { ImportStale } from './import-kinds.js';
import { forgetLines } from './import-lines.js';

/** What is left of an import that is written: its figures, and the file's name and digest. */
@Injectable()
export class ImportSettling {
  constructor(
    private readonly files: Files,
    private readonly audit: Audit,
  ) {}

  /** @throws ImportStale when it was thrown away meanwhile */
  async imported(
    tx: Tx,
    { id, kind, path }: { id: string; kind: ImportKind; path: string },
    { creates, updates }: { creates: number; updates: number },
  ): Promise<void> {
    const [settled] = await tx.query<{ fileId: string }>(
      `UPDATE import_batch SET state = 'imported', done_lines = lines, creates = $2, updates = $3, settled_at = now()
       WHERE id = $1 AND state = 'importing' RETURNING file_id AS "fileId"`,
      [id, creates, updates],
    );
    if (!settled) throw new ImportStale();
    await this.files.remove(tx, settled.fileId);
    await forgetLines(tx, [id]);
    const subject = { kind: 'import_batch', id } as const;
    const line = { action: 'organisation.imported', path, subject } as const;
    await this.audit.record(tx, { ...line, after: { kind, creates, updates } });
  }
}
