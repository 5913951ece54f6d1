import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions, type Tx } from './database/transactions.js';
import type { Actor } from './actor.js';
import { AppError } from './errors.js';
import { Jobs } from './jobs.js';

/**
 * Commands that a person may press twice. The key's row shares the command's transaction: a second press with the same
 * key gets the first one's answer, whether it comes later or at the same time (it waits on the unique index).
 */
@Injectable()
export class IdempotentCommands implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('infra.forget_idempotency_keys', {
      cron: '10 3 * * *',
      handler: async (tx) => {
        await tx.query(`DELETE FROM idempotency_key WHERE created_at < now() - interval '1 day'`);
      },
    });
  }

  /**
   * @param key the caller's `Idempotency-Key`; without one the command simply runs
   * @param scope who and what: keys of two people or of two routes never meet
   * @param request the request's content; the same key with another content is refused
   * @throws AppError `request.idempotency_mismatch`
   */
  async run<T>(
    actor: Actor,
    { key, scope, request }: { key: string | undefined; scope: string; request: unknown },
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    if (!key) return this.transactions.run(actor, work);
    const digest = createHash('sha256')
      .update(JSON.stringify(request ?? null))
      .digest('hex');
    const owner = `${actor.personId ?? 'anonymous'}:${scope}`;
    return this.transactions.run(actor, async (tx) => {
      const [claimed] = await tx.query(
        `INSERT INTO idempotency_key (owner, key, request_digest) VALUES ($1, $2, $3)
         ON CONFLICT (owner, key) DO NOTHING RETURNING key`,
        [owner, key, digest],
      );
      if (!claimed) return this.earlierAnswer<T>(tx, owner, key, digest);
      const answer = await work(tx);
      await tx.query(`UPDATE idempotency_key SET answer = $3 WHERE owner = $1 AND key = $2`, [
        owner,
        key,
        JSON.stringify(answer ?? null),
      ]);
      return answer;
    });
  }

  private async earlierAnswer<T>(tx: Tx, owner: string, key: string, digest: string): Promise<T> {
    const [row] = await tx.query<{ request_digest: string; answer: T }>(
      `SELECT request_digest, answer FROM idempotency_key WHERE owner = $1 AND key = $2`,
      [owner, key],
    );
    if (row?.request_digest !== digest) throw new AppError('request.idempotency_mismatch');
    return row.answer;
  }
}
