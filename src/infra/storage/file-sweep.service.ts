import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock.js';
import { ReadPool } from '../database/read-pool.js';
import type { Tx } from '../database/transactions.js';
import { Jobs } from '../jobs.js';
import { UPLOADS } from './files.service.js';
import { Storage } from './storage.js';

const DAY_MS = 86_400_000;
const BATCH = 500;
/** Rows of one sweep; more wait for the next night. */
const MOST_ROWS = 2_000;
const FOREIGN_KEY_VIOLATION = '23503';

/** Every night: bytes without a row (a server was killed, a commit got no answer), rows that are deleted or expired. */
@Injectable()
export class FileSweep implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly storage: Storage,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('infra.sweep_files', {
      cron: '20 4 * * *',
      prepare: () => this.sweepBytes(),
      handler: (tx, _data, ids) => this.forget(tx, ids),
    });
  }

  /** @returns ids of the rows whose time is over; their bytes are gone */
  private async sweepBytes(): Promise<string[]> {
    await this.removeOrphans();
    const rows = await this.reads.query<{ id: string; key: string }>(
      `SELECT id, storage_key AS key FROM file WHERE deleted_at IS NOT NULL OR expires_at <= $1
        ORDER BY coalesce(deleted_at, expires_at) DESC LIMIT $2`,
      [this.clock.now(), MOST_ROWS],
    );
    for (const { key } of rows) await this.storage.delete(key);
    return rows.map(({ id }) => id);
  }

  /** A row to which another one still refers stays, as a sign that there was a file; nobody can open it. */
  private async forget(tx: Tx, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await tx.query('SAVEPOINT file_row');
      try {
        await tx.query('DELETE FROM file WHERE id = $1', [id]);
      } catch (error) {
        if ((error as { code?: string }).code !== FOREIGN_KEY_VIOLATION) throw error;
        await tx.query('ROLLBACK TO SAVEPOINT file_row');
      }
      await tx.query('RELEASE SAVEPOINT file_row');
    }
  }

  /** Younger ones may belong to a transaction that is still running. */
  private async removeOrphans(): Promise<void> {
    const before = this.clock.now().getTime() - DAY_MS;
    let batch: string[] = [];
    for await (const key of this.storage.keys(UPLOADS)) {
      const stored = await this.storage.stat(key);
      if (stored && stored.modifiedAt.getTime() < before) batch.push(key);
      if (batch.length >= BATCH) batch = await this.removeRowless(batch);
    }
    await this.removeRowless(batch);
  }

  private async removeRowless(keys: string[]): Promise<string[]> {
    const rows = await this.reads.query<{ key: string }>(
      `SELECT storage_key AS key FROM file WHERE storage_key = ANY($1)`,
      [keys],
    );
    const known = new Set(rows.map(({ key }) => key));
    for (const key of keys) if (!known.has(key)) await this.storage.delete(key);
    return [];
  }
}
