import { SYSTEM_ACTOR } from '../../infra/actor.js';
import type { Transactions, Tx } from '../../infra/database/transactions.js';
import { batches } from './import-batches.js';
import type { CheckedLine, ImportLineCells, Query } from './import-kinds.js';

/** Lines fetched at once: with their texts, far within the time that a statement has. */
const FETCHED = 2_000;

export interface PreviewLine extends ImportLineCells {
  checked: CheckedLine<unknown>;
}

/**
 * Writes the lines of a preview anew, batch by batch in transactions of their own, so that whoever watches sees it grow
 * and no statement takes long. Safe to repeat.
 */
export async function writePreview(
  transactions: Transactions,
  batchId: string,
  lines: readonly PreviewLine[],
): Promise<void> {
  await transactions.run(SYSTEM_ACTOR, (tx) => tx.query(`DELETE FROM import_line WHERE batch_id = $1`, [batchId]));
  for (const { batch, done } of batches(lines)) {
    await transactions.run(SYSTEM_ACTOR, async (tx) => {
      await tx.query(
        `INSERT INTO import_line (batch_id, line, cells, action, errors)
         SELECT $1, line, cells, action, errors
         FROM unnest($2::int[], $3::jsonb[], $4::text[], $5::jsonb[]) AS row (line, cells, action, errors)`,
        [
          batchId,
          batch.map(({ line }) => line),
          batch.map(({ cells }) => JSON.stringify(cells)),
          batch.map(({ checked }) => checked.action),
          batch.map(({ checked }) => JSON.stringify(checked.errors)),
        ],
      );
      await tx.query(`UPDATE import_batch SET lines = $2, done_lines = $3 WHERE id = $1`, [
        batchId,
        lines.length,
        done,
      ]);
    });
  }
}

/** What a check came to; it stays when the lines are gone. */
export interface PreviewCounts {
  lines: number;
  wrong: number;
  creates: number;
  updates: number;
}

export function countLines(lines: readonly PreviewLine[]): PreviewCounts {
  const of = (action: PreviewLine['checked']['action']) =>
    lines.filter(({ checked }) => checked.action === action).length;
  return { lines: lines.length, wrong: of('refuse'), creates: of('create'), updates: of('update') };
}

/** What people wrote in the table: a settled import needs it no more, and a roster is full of names and numbers. */
export async function forgetLines(tx: Tx, batchIds: readonly string[]): Promise<void> {
  await tx.query(`DELETE FROM import_line WHERE batch_id = ANY($1::uuid[])`, [batchIds]);
}

export async function fetchLines(query: Query, batchId: string): Promise<ImportLineCells[]> {
  const lines: ImportLineCells[] = [];
  for (;;) {
    const page = await query<ImportLineCells & Record<string, unknown>>(
      `SELECT line, cells FROM import_line WHERE batch_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
      [batchId, lines.at(-1)?.line ?? 0, FETCHED],
    );
    lines.push(...page);
    if (page.length < FETCHED) return lines;
  }
}
