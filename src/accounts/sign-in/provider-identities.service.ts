import { Injectable } from '@nestjs/common';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { Accounts, type KnownAccount } from '../accounts.service.js';
import { Audit } from '../audit/audit.service.js';
import { Consents } from '../persons/consents.service.js';
import { ProviderClient } from './provider-client.service.js';

/** Which account signs in by which identity of the provider: one each way. */
@Injectable()
export class ProviderIdentities {
  constructor(
    private readonly client: ProviderClient,
    private readonly accounts: Accounts,
    private readonly audit: Audit,
    private readonly consents: Consents,
    private readonly clock: Clock,
  ) {}

  async accountOf(tx: Tx, subject: string): Promise<KnownAccount | null> {
    const [row] = await tx.query<{ id: string; person_id: string }>(
      `SELECT a.id, a.person_id FROM account_identity i JOIN account a ON a.id = i.account_id
       WHERE i.issuer = $1 AND i.subject = $2`,
      [this.issuer, subject],
    );
    return row ? { accountId: row.id, personId: row.person_id } : null;
  }

  /**
   * Binds an identity that nobody has used yet to the member of staff whose verified phone the provider names. Who holds
   * no role, or has another identity already, binds it themselves.
   *
   * @throws AppError `account.identity_unknown`
   */
  async bindByPhone(tx: Tx, subject: string, phone: string | null): Promise<KnownAccount> {
    const account = phone ? await this.accounts.byPhone(tx, phone) : null;
    if (!account || !(await this.isUnboundStaff(tx, account.accountId))) throw new AppError('account.identity_unknown');
    await this.insert(tx, account.accountId, subject, 'phone');
    return account;
  }

  /** Whoever came by the provider's button has agreed to the text that the line under it names. */
  async agree(tx: Tx, { personId }: KnownAccount): Promise<void> {
    await this.consents.give(tx, personId, 'privacy');
  }

  /** Binds an identity to who is signed in, in place of an earlier one. @throws AppError `account.identity_taken` */
  async bind(tx: Tx, accountId: string, subject: string): Promise<void> {
    const owner = await this.accountOf(tx, subject);
    if (owner?.accountId === accountId) return;
    if (owner) throw new AppError('account.identity_taken');
    await this.remove(tx, accountId);
    await this.insert(tx, accountId, subject, 'account');
  }

  /** @throws AppError `account.last_way_in` for who has neither password nor phone */
  async unbind(tx: Tx, accountId: string): Promise<void> {
    const [row] = await tx.query<{ other: boolean }>(
      `SELECT password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM person_phone p WHERE p.person_id = a.person_id) AS other
       FROM account a WHERE id = $1 FOR UPDATE`,
      [accountId],
    );
    if (!row?.other) throw new AppError('account.last_way_in');
    await this.remove(tx, accountId);
  }

  private get issuer(): string {
    return this.client.settings.issuer;
  }

  private async isUnboundStaff(tx: Tx, accountId: string): Promise<boolean> {
    const [row] = await tx.query(
      `SELECT 1 FROM account a WHERE id = $1
         AND EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.revoked_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM account_identity i WHERE i.account_id = a.id AND i.issuer = $2) FOR UPDATE`,
      [accountId, this.issuer],
    );
    return row !== undefined;
  }

  /** @throws AppError `account.identity_taken` when another account was quicker */
  private async insert(tx: Tx, accountId: string, subject: string, by: 'account' | 'phone'): Promise<void> {
    const [row] = await tx.query(
      `INSERT INTO account_identity (issuer, subject, account_id, linked_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING subject`,
      [this.issuer, subject, accountId, this.clock.now()],
    );
    if (!row) throw new AppError('account.identity_taken');
    await this.audit.record(tx, {
      action: 'account.identity_linked',
      path: '/',
      subject: { kind: 'account', id: accountId },
      after: { issuer: this.issuer, by },
    });
  }

  private async remove(tx: Tx, accountId: string): Promise<void> {
    const [row] = await tx.query(
      `DELETE FROM account_identity WHERE account_id = $1 AND issuer = $2 RETURNING subject`,
      [accountId, this.issuer],
    );
    if (!row) return;
    await this.audit.record(tx, {
      action: 'account.identity_unlinked',
      path: '/',
      subject: { kind: 'account', id: accountId },
      before: { issuer: this.issuer },
    });
  }
}
