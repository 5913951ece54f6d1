import { Injectable } from '@nestjs/common';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { Notices } from '../../notifications/notices.service.js';
import { Audit } from '../audit/audit.service.js';

const MAX_FAILURES = 5;
const LOCK_MINUTES = 30;

/**
 * Five wrong passwords or codes lock the account, never the others behind the same address. Each try is counted before
 * it is looked at, and committed: many at once get no more than the five.
 */
@Injectable()
export class Lockout {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks at what somebody brings. What cannot be looked at now does not count.
   *
   * @returns whether it is right
   * @throws AppError `account.locked`, also for the last wrong one that is allowed
   */
  async check(actor: Actor, accountId: string, isRight: () => Promise<boolean>): Promise<boolean> {
    await this.attempt(actor, accountId);
    const right = await isRight().catch(async (error: unknown) => {
      await this.takeBack(actor, accountId);
      throw error;
    });
    if (!right) await this.failed(actor, accountId);
    return right;
  }

  /** Counts a try. @throws AppError `account.locked` */
  private async attempt(actor: Actor, accountId: string): Promise<void> {
    const now = this.clock.now();
    const [row] = await this.transactions.run(actor, (tx) =>
      tx.query<{ failed_attempts: number }>(
        `UPDATE account SET failed_attempts = failed_attempts + 1
         WHERE id = $1 AND (locked_until IS NULL OR locked_until <= $2) RETURNING failed_attempts`,
        [accountId, now],
      ),
    );
    if (!row) throw new AppError('account.locked');
    if (row.failed_attempts > MAX_FAILURES) await this.lock(actor, accountId, now);
  }

  /** @throws AppError `account.locked` when it was the last allowed */
  private async failed(actor: Actor, accountId: string): Promise<void> {
    const [row] = await this.transactions.run(actor, (tx) =>
      tx.query<{ failed_attempts: number }>(`SELECT failed_attempts FROM account WHERE id = $1`, [accountId]),
    );
    if ((row?.failed_attempts ?? 0) >= MAX_FAILURES) await this.lock(actor, accountId, this.clock.now());
  }

  /** This try does not count, earlier ones still do: a right password where a second factor is asked for, too. */
  async takeBack(actor: Actor, accountId: string): Promise<void> {
    await this.transactions.run(actor, (tx) =>
      tx.query(`UPDATE account SET failed_attempts = greatest(failed_attempts - 1, 0) WHERE id = $1`, [accountId]),
    );
  }

  /** All of it was right. */
  async succeeded(actor: Actor, accountId: string): Promise<void> {
    await this.transactions.run(actor, (tx) =>
      tx.query(`UPDATE account SET failed_attempts = 0, locked_until = NULL WHERE id = $1`, [accountId]),
    );
  }

  private async lock(actor: Actor, accountId: string, now: Date): Promise<never> {
    await this.transactions.run(actor, async (tx) => {
      const [row] = await tx.query<{ person_id: string }>(
        `UPDATE account SET locked_until = $2::timestamptz + make_interval(mins => $3), failed_attempts = 0
         WHERE id = $1 AND (locked_until IS NULL OR locked_until <= $2) RETURNING person_id`,
        [accountId, now, LOCK_MINUTES],
      );
      if (!row) return;
      await this.audit.record(tx, { action: 'account.locked', path: '/', subject: { kind: 'account', id: accountId } });
      await this.notices.notify(tx, {
        personId: row.person_id,
        kind: 'account_locked',
        params: { minutes: LOCK_MINUTES },
      });
    });
    throw new AppError('account.locked', { retryAfter: LOCK_MINUTES * 60 });
  }
}
