import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import type { Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { AccessTokens } from './access-tokens.service.js';
import { PersonalData } from './personal-data.js';
import { SignedInBrowsers } from './signed-in-browsers.service.js';

/** Takes an account out of use for ever; its row stays, since others' rows point to it. */
@Injectable()
export class AccountRemoval implements OnModuleInit {
  constructor(
    private readonly reads: ReadPool,
    private readonly personalData: PersonalData,
    private readonly tokens: AccessTokens,
    private readonly browsers: SignedInBrowsers,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.personalData.register({
      name: 'account',
      export: (personIds) => this.export(personIds),
      erase: async (tx, personIds) => {
        await tx.query(`DELETE FROM person_phone WHERE person_id = ANY($1)`, [personIds]);
        await tx.query(
          `UPDATE access_token SET address = '', user_agent = ''
           WHERE account_id IN (SELECT id FROM account WHERE person_id = ANY($1))`,
          [personIds],
        );
      },
    });
  }

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
    tx.afterCommit(() => this.browsers.forget(response));
  }

  private async export(personIds: readonly string[]): Promise<unknown> {
    return this.reads.query(
      `SELECT a.login, a.display_name AS "displayName", a.created_at AS "createdAt",
              (SELECT json_agg(json_build_object('role', g.role, 'organisation', o.name, 'givenAt', g.given_at, 'revokedAt', g.revoked_at))
               FROM role_grant g LEFT JOIN organisation o ON o.id = g.organisation_id WHERE g.account_id = a.id) AS roles,
              (SELECT json_agg(json_build_object('purpose', c.purpose, 'version', c.version, 'givenAt', c.given_at, 'withdrawnAt', c.withdrawn_at))
               FROM consent c WHERE c.person_id = a.person_id) AS consents
       FROM account a WHERE a.person_id = ANY($1)`,
      [personIds],
    );
  }
}
