import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Notices } from '../../notifications/notices.service.js';
import { PersonalData } from './personal-data.js';
import { Phones } from './phones.service.js';

/** What the accounts hold of a person: account, phone, where it is signed in, consents, and what the person was told. */
@Injectable()
export class AccountData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly reads: ReadPool,
    private readonly phones: Phones,
    private readonly notices: Notices,
  ) {}

  onModuleInit(): void {
    this.personalData.register({
      name: 'account',
      export: (personIds) => this.export(personIds),
      erase: (tx, personIds) => this.erase(tx, personIds),
    });
  }

  private async export(personIds: readonly string[]): Promise<unknown> {
    const [rootId = ''] = personIds;
    const [accounts, signedIn, identities, consents, notices, phone] = await Promise.all([
      this.accounts(personIds),
      this.rows(
        `SELECT t.address, t.user_agent AS "userAgent", t.created_at AS "since", t.last_used_at AS "lastUsedAt"
         FROM access_token t JOIN account a ON a.id = t.account_id WHERE a.person_id = ANY($1) ORDER BY t.created_at`,
        personIds,
      ),
      this.rows(
        `SELECT i.issuer, i.subject, i.linked_at AS "linkedAt"
         FROM account_identity i JOIN account a ON a.id = i.account_id WHERE a.person_id = ANY($1)`,
        personIds,
      ),
      this.rows(
        `SELECT purpose, version, given_at AS "givenAt", withdrawn_at AS "withdrawnAt"
         FROM consent WHERE person_id = ANY($1) ORDER BY given_at`,
        personIds,
      ),
      this.rows(
        `SELECT kind, params, created_at AS "createdAt", read_at AS "readAt"
         FROM notice WHERE person_id = ANY($1) ORDER BY id`,
        personIds,
      ),
      this.phones.of(rootId),
    ]);
    return { phone, accounts, signedIn, identities, consents, notices };
  }

  private accounts(personIds: readonly string[]): Promise<unknown> {
    return this.rows(
      `SELECT a.login, a.display_name AS "displayName", a.state, a.created_at AS "createdAt",
              (SELECT json_agg(json_build_object('role', g.role, 'organisation', o.name, 'givenAt', g.given_at,
                                                 'revokedAt', g.revoked_at) ORDER BY g.given_at)
               FROM role_grant g LEFT JOIN organisation o ON o.id = g.organisation_id WHERE g.account_id = a.id) AS roles
       FROM account a WHERE a.person_id = ANY($1) ORDER BY a.created_at`,
      personIds,
    );
  }

  private rows(sql: string, personIds: readonly string[]): Promise<unknown[]> {
    return this.reads.query(sql, [personIds]);
  }

  /** That there was an account stays, and its consents: others' rows and the law ask for them. They name nobody. */
  private async erase(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM phone_code WHERE phone_hmac IN (SELECT phone_hmac FROM person_phone WHERE person_id = ANY($1))`,
      [personIds],
    );
    await tx.query(`DELETE FROM person_phone WHERE person_id = ANY($1)`, [personIds]);
    await tx.query(
      `UPDATE access_token SET address = '', user_agent = ''
       WHERE account_id IN (SELECT id FROM account WHERE person_id = ANY($1))`,
      [personIds],
    );
    // Answers of commands repeat what the person had typed.
    await tx.query(`DELETE FROM idempotency_key WHERE split_part(owner, ':', 1) = ANY($1::text[])`, [personIds]);
    for (const personId of personIds) await this.notices.forget(tx, personId);
  }
}
