import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { ImportKind } from '../../contracts/vocabulary.js';
import { type Actor, SYSTEM_ACTOR } from '../../infra/actor.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { isUnavailable } from '../../infra/errors.js';
import { Jobs } from '../../infra/jobs.js';
import { type CheckedLine, ImportKinds, type ImportScope, ImportStale, type Query } from './import-kinds.js';
import { fetchLines, forgetLines } from './import-lines.js';
import { ImportReading } from './import-reading.service.js';
import { ImportSettling } from './import-settling.service.js';
import { APPLY_JOB, IMPORTS_AT_ONCE } from './imports.service.js';

interface Batch extends ImportScope {
  id: string;
  kind: ImportKind;
}

type GoodLine = Exclude<CheckedLine<unknown>, { action: 'refuse' }>;

/** Writes a whole import in one transaction, after having checked it once more; or nothing of it. */
@Injectable()
export class ImportApplying implements OnModuleInit {
  private readonly logger = new Logger(ImportApplying.name);

  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly kinds: ImportKinds,
    private readonly reading: ImportReading,
    private readonly settling: ImportSettling,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(APPLY_JOB, {
      sideBySide: IMPORTS_AT_ONCE,
      prepare: ({ batchId, accountId }) => this.perform(String(batchId), String(accountId)),
      // The transaction of `prepare` has settled the batch; a job that is tried again finds that.
      handler: async () => undefined,
    });
  }

  private async perform(batchId: string, accountId: string): Promise<void> {
    try {
      await this.apply(batchId, accountId);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      if (error instanceof ImportStale) await this.takeBack(batchId);
      else await this.fail(batchId, error);
    }
  }

  private async apply(batchId: string, accountId: string): Promise<void> {
    const actor = await this.actor(accountId);
    await this.transactions.run(actor, async (tx) => {
      const batch = await importing(tx, batchId);
      if (!batch) return;
      const definition = this.kinds.get(batch.kind);
      await definition.hold?.(tx, batch);
      const query: Query = (sql, parameters) => tx.query(sql, parameters);
      const lines = await fetchLines(query, batchId);
      const checked = await definition.check(query, batch, lines);
      const good = checked.filter((line): line is GoodLine => line.action !== 'refuse');
      if (good.length < checked.length) throw new ImportStale();
      await definition.apply(tx, batch, good, (done) => this.progress(batchId, done));
      const creates = good.filter(({ action }) => action === 'create').length;
      await this.settling.imported(tx, batch, { creates, updates: good.length - creates });
    });
  }

  /** The audit names who committed. */
  private async actor(accountId: string): Promise<Actor> {
    const [row] = await this.transactions.run(SYSTEM_ACTOR, (tx) =>
      tx.query<{ personId: string }>(`SELECT person_id AS "personId" FROM account WHERE id = $1`, [accountId]),
    );
    return { ...SYSTEM_ACTOR, kind: 'person', accountId, personId: row?.personId ?? null };
  }

  /** In a transaction of its own, so that whoever watches sees it. */
  private async progress(batchId: string, done: number): Promise<void> {
    await this.transactions.run(SYSTEM_ACTOR, (tx) =>
      tx.query(`UPDATE import_batch SET done_lines = $2 WHERE id = $1 AND state = 'importing'`, [batchId, done]),
    );
  }

  /** Nothing was imported; the preview says why. */
  private async takeBack(batchId: string): Promise<void> {
    const { lines, wrong, creates, updates } = await this.reading.previewAgain(batchId);
    await this.transactions.run(SYSTEM_ACTOR, async (tx) => {
      const [back] = await tx.query(
        `UPDATE import_batch SET state = 'previewed', failure = 'import.has_errors', lines = $2, done_lines = $2,
                wrong_lines = $3, creates = $4, updates = $5
         WHERE id = $1 AND state = 'importing' RETURNING id`,
        [batchId, lines, wrong, creates, updates],
      );
      if (!back) await forgetLines(tx, [batchId]);
    });
  }

  private async fail(batchId: string, error: unknown): Promise<void> {
    this.logger.error(error, `Import ${batchId} failed`);
    await this.transactions.run(SYSTEM_ACTOR, (tx) =>
      tx.query(
        `UPDATE import_batch SET state = 'failed', failure = 'server.failed' WHERE id = $1 AND state = 'importing'`,
        [batchId],
      ),
    );
  }
}

async function importing(tx: Tx, id: string): Promise<Batch | null> {
  const [batch] = await tx.query<Batch>(
    `SELECT b.id, b.kind, b.organisation_id AS "organisationId", o.path, b.subject_id AS "subjectId"
     FROM import_batch b JOIN organisation o ON o.id = b.organisation_id
     WHERE b.id = $1 AND b.state = 'importing'`,
    [id],
  );
  return batch ?? null;
}
