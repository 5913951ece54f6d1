import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { AccessTokenView } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { AccessToken } from './access-token.entity.js';
import { ActorCache } from './actor-cache.js';
import { ACCESS_COOKIE, ACCESS_TTL_SECONDS, Cookies } from './cookies.js';

export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Where an account is signed in: an opaque token in a cookie, its digest in a row that can be revoked at once. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly transactions: Transactions,
    private readonly cookies: Cookies,
    private readonly cache: ActorCache,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /**
   * Signs the browser in; a token that it carried before ends, so that no one can plant one.
   *
   * @returns the token's id
   */
  async issue(tx: Tx, accountId: string, response: Response): Promise<string> {
    const [now, id] = [this.clock.now(), newId()];
    const token = randomBytes(32).toString('base64url');
    if (tx.actor.tokenId) await this.revoke(tx, tx.actor.tokenId);
    await tx.manager.insert(AccessToken, {
      id,
      accountId,
      digest: tokenDigest(token),
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + ACCESS_TTL_SECONDS * 1000),
      address: tx.actor.address ?? '',
      userAgent: tx.actor.userAgent ?? '',
    });
    tx.afterCommit(() =>
      this.cookies.set(response, ACCESS_COOKIE, token, { path: '/', maxAgeSeconds: ACCESS_TTL_SECONDS }),
    );
    return id;
  }

  /** Signs the caller out here. @throws AppError `server.unavailable` where that would only seem so */
  async end(actor: Actor): Promise<void> {
    const { tokenId, accountUnknown } = actor;
    if (accountUnknown) throw new AppError('server.unavailable', { retryAfter: 2 });
    if (tokenId) await this.transactions.run(actor, (tx) => this.revoke(tx, tokenId));
  }

  /** The caller's own token by id; somebody else's is left alone. */
  async endOwn(actor: Actor & { accountId: string }, tokenId: string): Promise<void> {
    await this.transactions.run(actor, (tx) => this.revokeOwn(tx, actor.accountId, tokenId));
  }

  /** Signs the caller out everywhere else. */
  async endOthers(actor: Actor & { accountId: string }): Promise<void> {
    await this.transactions.run(actor, (tx) => this.revokeAll(tx, actor.accountId, actor.tokenId));
  }

  async revoke(tx: Tx, tokenId: string): Promise<void> {
    const [row] = await tx.query<{ account_id: string }>(
      `UPDATE access_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING account_id`,
      [tokenId, this.clock.now()],
    );
    if (row) tx.afterCommit(() => this.cache.forget(row.account_id));
  }

  /** Signs out everywhere, except by the token to keep. */
  async revokeAll(tx: Tx, accountId: string, keep: string | null = null): Promise<void> {
    await tx.query(
      `UPDATE access_token SET revoked_at = $2
       WHERE account_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $3::uuid`,
      [accountId, this.clock.now(), keep],
    );
    tx.afterCommit(() => this.cache.forget(accountId));
  }

  private async revokeOwn(tx: Tx, accountId: string, tokenId: string): Promise<void> {
    await tx.query(`UPDATE access_token SET revoked_at = $3 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL`, [
      tokenId,
      accountId,
      this.clock.now(),
    ]);
    tx.afterCommit(() => this.cache.forget(accountId));
  }

  async totpPassed(tx: Tx, tokenId: string, accountId: string): Promise<void> {
    await tx.query(`UPDATE access_token SET totp_at = $2 WHERE id = $1`, [tokenId, this.clock.now()]);
    tx.afterCommit(() => this.cache.forget(accountId));
  }

  /** The second factor was taken off: that it was given once says nothing any more. */
  async totpGone(tx: Tx, accountId: string): Promise<void> {
    await tx.query(`UPDATE access_token SET totp_at = NULL WHERE account_id = $1 AND revoked_at IS NULL`, [accountId]);
    tx.afterCommit(() => this.cache.forget(accountId));
  }

  async list(actor: Actor): Promise<AccessTokenView[]> {
    const rows = await this.reads.query<{
      id: string;
      user_agent: string;
      address: string;
      created_at: Date;
      last_used_at: Date;
    }>(
      `SELECT id, user_agent, address, created_at, last_used_at FROM access_token
       WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2
         AND last_used_at > $2::timestamptz - make_interval(secs => $3)
       ORDER BY last_used_at DESC LIMIT 100`,
      [actor.accountId, this.clock.now(), IDLE_SECONDS],
    );
    return rows.map((row) => ({
      id: row.id,
      current: row.id === actor.tokenId,
      userAgent: row.user_agent,
      address: row.address,
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at.toISOString(),
    }));
  }
}

/** Without a request for so long, a token is no longer good. */
export const IDLE_SECONDS = 30 * 60;
