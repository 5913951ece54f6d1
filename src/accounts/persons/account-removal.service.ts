import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { AccessTokens } from '../sign-in/access-tokens.service.js';
import { SignedInBrowsers } from '../sign-in/signed-in-browsers.service.js';

/** Takes an account out of use for ever; its row stays, since others' rows point to it. */
@Injectable()
export class AccountRemoval {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly browsers: SignedInBrowsers,
    private readonly clock: Clock,
  ) {}

  async check(tx: Tx, accountId: string): Promise<void> {
    const held = await tx.query(`SELECT 1 FROM role_grant WHERE account_id = $1 AND revoked_at IS NULL LIMIT 1`, [
      accountId,
    ]);
    if (held.length > 0) throw new AppError('account.still_in_charge');
  }

  async remove(tx: Tx, accountId: string, response: Response): Promise<void> {
    await this.tokens.revokeAll(tx, accountId);
    await tx.query(`DELETE FROM account_identity WHERE account_id = $1`, [accountId]);
    await tx.query(`UPDATE password_link SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL`, [
      accountId,
      this.clock.now(),
    ]);
    await tx.query(
      `UPDATE account SET state = 'deleted', login = NULL, display_name = '', password_hash = NULL, totp_secret = NULL,
              totp_pending = NULL, totp_confirmed_at = NULL WHERE id = $1`,
      [accountId],
    );
    tx.afterCommit(() => this.browsers.forget(tx.actor, response));
  }
}
