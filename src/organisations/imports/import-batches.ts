import type { Tx } from '../../infra/database/transactions.js';
import type { ImportScope } from './import-kinds.js';

/** Rows of one statement: far within the time that a statement has. */
const BATCH = 500;

/** @returns the batches, each with how many items it and those before it are */
export function* batches<T>(items: readonly T[]): Generator<{ batch: readonly T[]; done: number }> {
  for (let at = 0; at < items.length; at += BATCH) {
    yield { batch: items.slice(at, at + BATCH), done: Math.min(at + BATCH, items.length) };
  }
}

/** The windows of the scope neither move nor close until the transaction ends; `NO KEY UPDATE` for who changes them itself. */
export async function holdWindows(tx: Tx, { path }: ImportScope, lock: 'SHARE' | 'NO KEY UPDATE'): Promise<void> {
  await tx.query(`SELECT 1 FROM organisation WHERE kind = 'window' AND path LIKE $1 || '%' ORDER BY path FOR ${lock}`, [
    path,
  ]);
}
