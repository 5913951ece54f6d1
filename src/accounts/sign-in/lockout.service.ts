import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { Notices } from '../../notifications/notices.service.js';
import { Audit } from '../audit/audit.service.js';

const MAX_FAILURES = 5;
const LOCK_MINUTES = 30;
/** A try of a server that was killed meanwhile ends by itself; a real one takes seconds at most. */
const TRY_SECONDS = 60;
const LOOK_AGAIN_MS = 100;
const LONGEST_WAIT_MS = 10_000;
/** Whoever comes beyond them is asked to come again: waiting costs the database a look each time. */
const MOST_WAITING = 20;

/**
 * Five wrong passwords or codes lock the account, never the others behind the same address. Only what was wrong counts,
 * but no more are looked at side by side than might still be wrong: many at once get no more than the five, and many
 * right ones wait for each other.
 */
@Injectable()
export class Lockout {
  private waiting = 0;

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
   * @throws AppError `account.locked`, also for the last wrong one that is allowed; `server.unavailable` when too many
   *   are waiting
   */
  async check(actor: Actor, accountId: string, isRight: () => Promise<boolean>): Promise<boolean> {
    const tryId = (await this.open(actor, accountId)) ?? (await this.openLater(actor, accountId));
    const right = await isRight().catch(async (error: unknown) => {
      await this.transactions.run(actor, (tx) => close(tx, tryId));
      throw error;
    });
    const isLocked = await this.transactions.run(actor, async (tx) => {
      await close(tx, tryId);
      return !right && this.failed(tx, accountId);
    });
    if (isLocked) throw new AppError('account.locked', { retryAfter: LOCK_MINUTES * 60 });
    return right;
  }

  /** All that is asked for was right: earlier failures count no more. */
  async succeeded(actor: Actor, accountId: string): Promise<void> {
    await this.transactions.run(actor, (tx) =>
      tx.query(`UPDATE account SET failed_attempts = 0, locked_until = NULL WHERE id = $1`, [accountId]),
    );
  }

  /** @returns the try's id; null when as many are open as may still fail. @throws AppError `account.locked` */
  private open(actor: Actor, accountId: string): Promise<string | null> {
    const now = this.clock.now();
    return this.transactions.run(actor, async (tx) => {
      // One after the other, so that each counts those before it.
      const [account] = await tx.query<{ failed_attempts: number; locked: boolean }>(
        `SELECT failed_attempts, coalesce(locked_until > $2, false) AS locked FROM account
         WHERE id = $1 FOR NO KEY UPDATE`,
        [accountId, now],
      );
      if (!account || account.locked) throw new AppError('account.locked');
      await tx.query(
        `DELETE FROM account_try WHERE account_id = $1 AND started_at < $2::timestamptz - make_interval(secs => $3)`,
        [accountId, now, TRY_SECONDS],
      );
      const [row] = await tx.query<{ id: string }>(
        `INSERT INTO account_try (id, account_id, started_at) SELECT $1, $2, $3
         WHERE (SELECT count(*) FROM account_try WHERE account_id = $2) + $4 < $5 RETURNING id`,
        [newId(), accountId, now, account.failed_attempts, MAX_FAILURES],
      );
      return row?.id ?? null;
    });
  }

  private async openLater(actor: Actor, accountId: string): Promise<string> {
    if (this.waiting >= MOST_WAITING) throw new AppError('server.unavailable', { retryAfter: 2 });
    this.waiting += 1;
    try {
      for (let waited = 0; waited < LONGEST_WAIT_MS; waited += LOOK_AGAIN_MS) {
        await wait(LOOK_AGAIN_MS);
        const tryId = await this.open(actor, accountId);
        if (tryId) return tryId;
      }
      throw new AppError('server.unavailable', { retryAfter: 2 });
    } finally {
      this.waiting -= 1;
    }
  }

  /** Counts a failure. @returns whether the account is locked from now on */
  private async failed(tx: Tx, accountId: string): Promise<boolean> {
    const [row] = await tx.query<{ failed_attempts: number }>(
      `UPDATE account SET failed_attempts = failed_attempts + 1 WHERE id = $1 RETURNING failed_attempts`,
      [accountId],
    );
    if (!row || row.failed_attempts < MAX_FAILURES) return false;
    await this.lock(tx, accountId);
    return true;
  }

  private async lock(tx: Tx, accountId: string): Promise<void> {
    const now = this.clock.now();
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
  }
}

async function close(tx: Tx, tryId: string): Promise<void> {
  await tx.query(`DELETE FROM account_try WHERE id = $1`, [tryId]);
}
