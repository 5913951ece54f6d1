import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../actor.js';

type Callback = () => void | Promise<void>;

/** One running transaction, passed explicitly to everything that writes in it. */
export interface Tx {
  readonly actor: Actor;
  readonly manager: EntityManager;
  /** Visible SQL inside the transaction; answers the rows (also of `... RETURNING`). */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Runs after the commit, in order; nothing runs after a rollback. Errors are logged, they undo nothing. */
  afterCommit(news: () => void | Promise<void>): void;
  /** Runs when the work fails, in order: takes back what it did outside of the database. */
  afterRollback(undo: () => void | Promise<void>): void;
}

/** A command is: actor, policy, one transaction with its row and its ledger line, news after commit. */
@Injectable()
export class Transactions {
  private readonly logger = new Logger(Transactions.name);

  constructor(private readonly dataSource: DataSource) {}

  async run<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    const news: Callback[] = [];
    const undoing: Callback[] = [];
    let failed = false;
    const attempt = this.dataSource.transaction((manager) =>
      work({
        actor,
        manager,
        query: (sql, parameters) => rowsOf(manager, sql, parameters),
        afterCommit: (callback) => news.push(callback),
        afterRollback: (callback) => undoing.push(callback),
      }).catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );
    const result = await attempt.catch(async (error: unknown) => {
      // A commit without an answer may have happened: then nothing outside is taken back.
      if (failed) await this.runAll(undoing, 'Taking back after a rollback failed');
      throw error;
    });
    await this.runAll(news, 'News after commit failed');
    return result;
  }

  private async runAll(callbacks: readonly Callback[], complaint: string): Promise<void> {
    for (const callback of callbacks) {
      try {
        await callback();
      } catch (error) {
        this.logger.error(error, complaint);
      }
    }
  }
}

/** TypeORM answers UPDATE and DELETE with `[rows, count]`, everything else with the rows. */
async function rowsOf<Row>(manager: EntityManager, sql: string, parameters?: unknown[]): Promise<Row[]> {
  const answer: unknown = await manager.query(sql, parameters);
  const paired =
    Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number';
  return (paired ? answer[0] : answer) as Row[];
}
