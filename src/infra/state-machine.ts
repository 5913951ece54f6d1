import { AppError } from './errors.js';
import type { Tx } from './database/transactions.js';
import type { ErrorCode } from '../contracts/vocabulary.js';

/** One move of a row's state. Table and column names are written by us, never by a caller. */
export interface StateMove {
  table: string;
  id: string;
  /** The column that holds the state. */
  column?: string;
  from: readonly string[];
  to: string;
  /** Further columns set in the same statement. */
  set?: Record<string, unknown>;
  wrongState: ErrorCode;
  notFound: ErrorCode;
}

/**
 * Moves a row from one of the allowed states, or fails: of two people who press at once one moves it, the other gets
 * the 409.
 *
 * @throws AppError `wrongState` when the row is in another state, `notFound` when there is no such row
 */
export async function moveState<Row>(tx: Tx, move: StateMove): Promise<Row> {
  const column = move.column ?? 'state';
  const extra = Object.entries(move.set ?? {});
  const assignments = extra.map(([column], index) => `, ${column} = $${index + 4}`).join('');
  const [row] = await tx.query<Row>(
    `UPDATE ${move.table} SET ${column} = $3${assignments} WHERE id = $1 AND ${column} = ANY($2) RETURNING *`,
    [move.id, move.from, move.to, ...extra.map(([, value]) => value)],
  );
  if (row) return row;
  const [existing] = await tx.query(`SELECT 1 FROM ${move.table} WHERE id = $1`, [move.id]);
  throw new AppError(existing ? move.wrongState : move.notFound);
}
