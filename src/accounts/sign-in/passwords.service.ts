import { Inject, Injectable } from '@nestjs/common';
import type { PasswordLink, RedeemPasswordLinkRequest, SetPasswordRequest } from '../../contracts/account.contract.js';
import { CONFIG, type Config } from '../../config.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { AccessTokens } from './access-tokens.service.js';
import { Lockout } from './lockout.service.js';
import { newPasswordLink, passwordLinkDigest } from './password-link.js';
import { hashPassword, isStrongPassword, verifyPassword } from './password.js';

interface PasswordRow {
  login: string | null;
  password_hash: string | null;
}

/** Setting passwords: one's own, or by an administrator's one-time link. A change signs out everywhere else. */
@Injectable()
export class Passwords {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly tokens: AccessTokens,
    private readonly lockout: Lockout,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `account.wrong_credentials`, `account.password_weak`, `account.locked` */
  async change(actor: Actor & { accountId: string }, { current, password }: SetPasswordRequest): Promise<void> {
    const row = await this.transactions.run(actor, (tx) => this.row(tx, actor.accountId));
    if (row.password_hash) {
      const verify = () => verifyPassword(current ?? '', row.password_hash);
      const isRight = await this.lockout.check(actor, actor.accountId, verify);
      if (!isRight) throw new AppError('account.wrong_credentials');
      await this.lockout.succeeded(actor, actor.accountId);
    }
    const hash = await this.hash(password, row.login);
    await this.transactions.run(actor, (tx) => this.write(tx, actor.accountId, hash, actor.tokenId));
  }

  /** Makes a one-time link; earlier ones of the account end. */
  async link(tx: Tx, accountId: string): Promise<PasswordLink> {
    const now = this.clock.now();
    const { url, digest, expiresAt } = newPasswordLink(this.config.publicUrl, now);
    await tx.query(`UPDATE password_link SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL`, [accountId, now]);
    await tx.query(
      `INSERT INTO password_link (id, account_id, digest, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
      [newId(), accountId, digest, now, expiresAt],
    );
    return { accountId, url, expiresAt: expiresAt.toISOString() };
  }

  /** @throws AppError `access.link_invalid`, `access.link_expired`, `account.link_used`, `account.password_weak` */
  async redeem(actor: Actor, { token, password }: RedeemPasswordLinkRequest): Promise<void> {
    const now = this.clock.now();
    const link = await this.transactions.run(actor, async (tx) => {
      const [row] = await tx.query<{
        account_id: string;
        expires_at: Date;
        used_at: Date | null;
        login: string | null;
      }>(
        `SELECT l.account_id, l.expires_at, l.used_at, a.login FROM password_link l JOIN account a ON a.id = l.account_id
         WHERE l.digest = $1 AND a.state <> 'deleted'`,
        [passwordLinkDigest(token)],
      );
      return row;
    });
    if (!link) throw new AppError('access.link_invalid');
    if (link.used_at) throw new AppError('account.link_used');
    if (link.expires_at <= now) throw new AppError('access.link_expired');
    const hash = await this.hash(password, link.login);
    await this.transactions.run(actor, async (tx) => {
      const used = await tx.query(
        `UPDATE password_link SET used_at = $2 WHERE digest = $1 AND used_at IS NULL RETURNING id`,
        [passwordLinkDigest(token), now],
      );
      if (used.length === 0) throw new AppError('account.link_used');
      await this.write(tx, link.account_id, hash, null);
    });
  }

  async hash(password: string, login: string | null): Promise<string> {
    if (!isStrongPassword(password, login)) throw new AppError('account.password_weak');
    return hashPassword(password);
  }

  /** Writes a hash and signs the account out everywhere, except at the token to keep. */
  async write(tx: Tx, accountId: string, hash: string, keep: string | null): Promise<void> {
    await tx.query(
      `UPDATE account SET password_hash = $2, password_changed_at = $3, failed_attempts = 0, locked_until = NULL WHERE id = $1`,
      [accountId, hash, this.clock.now()],
    );
    await this.tokens.revokeAll(tx, accountId, keep);
  }

  async signOutEverywhere(tx: Tx, accountId: string): Promise<void> {
    await this.tokens.revokeAll(tx, accountId);
  }

  private async row(tx: Tx, accountId: string): Promise<PasswordRow> {
    const [row] = await tx.query<PasswordRow>(`SELECT login, password_hash FROM account WHERE id = $1`, [accountId]);
    if (!row) throw new AppError('account.not_found');
    return row;
  }
}
