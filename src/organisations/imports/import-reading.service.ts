import { buffer } from 'node:stream/consumers';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { Jobs } from '../../infra/jobs.js';
import { readTable, type TableLimits, type TableRow } from '../../infra/spreadsheet/read-table.js';
import { Files } from '../../infra/storage/files.service.js';
import { FILE_KINDS, FILE_PURPOSES, type ImportKind } from '../../contracts/vocabulary.js';
import { ImportKinds, type ImportLineCells, type ImportScope } from './import-kinds.js';
import { countLines, fetchLines, forgetLines, type PreviewCounts, writePreview } from './import-lines.js';
import { readLines } from './import-table.js';
import { IMPORTS_AT_ONCE, KEPT_DAYS, READ_JOB } from './imports.service.js';

/** 20,000 lines, with a header and a few rows above it. */
const LIMITS: TableLimits = {
  maxRows: 20_005,
  maxColumns: 60,
  maxCellLength: 3_000,
  maxBytes: FILE_PURPOSES.import.maxBytes,
};
/** Lines forgotten by one statement. */
const FORGOTTEN_AT_ONCE = 5_000;

interface Batch extends Record<string, unknown>, ImportScope {
  kind: ImportKind;
  state: string;
  fileId: string;
}

/** What a reading came to: the new state of the batch. */
type Outcome = ({ state: 'previewed' } & PreviewCounts) | { state: 'failed'; failure: string } | null;

/** Reads an uploaded table and checks it line by line, as a job: the page shows how far it is. */
@Injectable()
export class ImportReading implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly reads: ReadPool,
    private readonly kinds: ImportKinds,
    private readonly files: Files,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<Outcome>(READ_JOB, {
      sideBySide: IMPORTS_AT_ONCE,
      prepare: ({ batchId }) => this.read(String(batchId)),
      handler: (tx, { batchId }, outcome) => settle(tx, String(batchId), outcome),
    });
    this.jobs.handle('import.forget_lines', { cron: '10 4 * * *', handler: (tx) => forgetOld(tx) });
  }

  /** Makes a preview of lines that were read before; for a commit that came too late. */
  async previewAgain(batchId: string): Promise<PreviewCounts> {
    const batch = await this.batch(batchId);
    if (!batch) throw new AppError('import.not_found');
    const lines = await fetchLines(this.reads.query.bind(this.reads), batchId);
    return this.preview(batchId, batch, lines);
  }

  private async read(batchId: string): Promise<Outcome> {
    const batch = await this.batch(batchId);
    if (batch?.state !== 'reading') return null;
    try {
      const read = readLines(await this.rows(batch.fileId), this.kinds.get(batch.kind).columns);
      if ('missing' in read) return { state: 'failed', failure: `import.columns_missing:${read.missing.join('、')}` };
      if (read.lines.length === 0) return { state: 'failed', failure: 'import.empty' };
      return { state: 'previewed', ...(await this.preview(batchId, batch, read.lines)) };
    } catch (error) {
      return { state: 'failed', failure: failureOf(error) };
    }
  }

  private async preview(batchId: string, batch: Batch, lines: readonly ImportLineCells[]): Promise<PreviewCounts> {
    const query = this.reads.query.bind(this.reads);
    const checked = await this.kinds.get(batch.kind).check(query, batch, lines);
    const preview = lines.map((line, index) => ({ ...line, checked: checked[index]! }));
    await writePreview(this.transactions, batchId, preview);
    return countLines(preview);
  }

  private async rows(fileId: string): Promise<TableRow[]> {
    const { row, stream } = await this.files.open(fileId);
    const type = row.type === FILE_KINDS.xlsx ? 'xlsx' : 'csv';
    return readTable({ source: await buffer(stream()), type }, LIMITS);
  }

  private async batch(id: string): Promise<Batch | undefined> {
    const [batch] = await this.reads.query<Batch>(
      `SELECT b.kind, b.state, b.file_id AS "fileId", b.organisation_id AS "organisationId", o.path,
              b.subject_id AS "subjectId"
       FROM import_batch b JOIN organisation o ON o.id = b.organisation_id WHERE b.id = $1`,
      [id],
    );
    return batch;
  }
}

/** What is wrong with the file, and in which line; anything else is tried again by the job. */
function failureOf(error: unknown): string {
  if (!(error instanceof AppError) || error.code.startsWith('server.')) throw error;
  const [field] = error.details.fields ?? [];
  return field ? `${error.code}:${field.path}` : error.code;
}

async function settle(tx: Tx, batchId: string, outcome: Outcome): Promise<void> {
  if (!outcome) return;
  const nothing = { lines: 0, wrong: 0, creates: 0, updates: 0 };
  const { lines, wrong, creates, updates } = outcome.state === 'previewed' ? outcome : nothing;
  const [settled] = await tx.query(
    `UPDATE import_batch
     SET state = $2, lines = $3, done_lines = $3, wrong_lines = $4, creates = $5, updates = $6, failure = $7
     WHERE id = $1 AND state = 'reading' RETURNING id`,
    [batchId, outcome.state, lines, wrong, creates, updates, outcome.state === 'failed' ? outcome.failure : null],
  );
  // It was thrown away while it was read.
  if (!settled) await forgetLines(tx, [batchId]);
}

/** Whose file is gone after some weeks is over, whatever became of it; and what a server that was killed left behind. */
async function forgetOld(tx: Tx): Promise<void> {
  await tx.query(
    `UPDATE import_batch SET state = 'discarded', settled_at = now()
     WHERE state NOT IN ('imported', 'discarded') AND created_at < now() - make_interval(days => ${KEPT_DAYS})`,
  );
  for (;;) {
    const gone = await tx.query(
      `DELETE FROM import_line WHERE (batch_id, line) IN (
         SELECT l.batch_id, l.line FROM import_line l JOIN import_batch b ON b.id = l.batch_id
         WHERE b.state IN ('imported', 'discarded') LIMIT ${FORGOTTEN_AT_ONCE}) RETURNING 1`,
    );
    if (gone.length < FORGOTTEN_AT_ONCE) return;
  }
}
