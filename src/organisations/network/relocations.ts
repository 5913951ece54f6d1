import { Injectable } from '@nestjs/common';
import type { Tx } from '../../infra/database/transactions.js';

/** How rows follow an organisation that was moved to another parent. */
export interface Relocation {
  /** The table, for those who read the code; each is registered once. */
  name: string;
  /**
   * Rewrites the paths that begin with `from` so that they begin with `to`, in statements that take well under a second
   * each, however many rows there are. Facts (ledger, audit) keep the path of their time.
   */
  move: (tx: Tx, from: string, to: string) => Promise<void>;
}

/** Rows rewritten by one statement: each touches several indexes, and a statement has 0.9 s. */
const BATCH = 1_000;

/** Who holds paths that must follow; each room registers its own tables, before the server starts. */
@Injectable()
export class Relocations {
  private readonly relocations: Relocation[] = [];

  register(relocation: Relocation): void {
    if (this.relocations.some(({ name }) => name === relocation.name)) {
      throw new Error(`Relocation ${relocation.name} is registered twice`);
    }
    this.relocations.push(relocation);
  }

  /** A table with an `id` and a column for the path. Both names are written by us, never by a caller. */
  registerTable(table: string, column = 'path'): void {
    this.register({ name: table, move: (tx, from, to) => moveTable(tx, { table, column }, from, to) });
  }

  async move(tx: Tx, from: string, to: string): Promise<void> {
    for (const { move } of this.relocations) await move(tx, from, to);
  }
}

/** What was rewritten no longer begins with `from`, so the next batch finds the rest. */
async function moveTable(
  tx: Tx,
  { table, column }: { table: string; column: string },
  from: string,
  to: string,
): Promise<void> {
  for (;;) {
    const moved = await tx.query(
      `UPDATE ${table} SET ${column} = $2 || substr(${column}, length($1) + 1)
       WHERE id IN (SELECT id FROM ${table} WHERE ${column} LIKE $1 || '%' LIMIT $3) RETURNING 1`,
      [from, to, BATCH],
    );
    if (moved.length < BATCH) return;
  }
}
