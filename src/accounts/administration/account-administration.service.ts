import { Injectable } from '@nestjs/common';
import type { CreateAccountRequest, PasswordLink } from '../../contracts/account.contract.js';
import type { AuditAction } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError, isUniqueViolation } from '../../infra/errors.js';
import { Accounts } from '../accounts.service.js';
import { Audit } from '../audit/audit.service.js';
import { Passwords } from '../sign-in/passwords.service.js';
import { Phones } from '../persons/phones.service.js';

/** What the system administrator does with accounts. */
@Injectable()
export class AccountAdministration {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly phones: Phones,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `account.login_taken`, `phone.taken` */
  async create(actor: Actor, { login, displayName, phone: text }: CreateAccountRequest): Promise<PasswordLink> {
    const phone = text ? this.phones.normalise(text) : null;
    return this.transactions.run(actor, async (tx) => {
      const personId = await this.accounts.newPerson(tx);
      const { accountId } = await this.accounts.make(tx, { personId, login, displayName }).catch((error: unknown) => {
        throw isUniqueViolation(error) ? new AppError('account.login_taken') : error;
      });
      if (phone) await this.givePhone(tx, personId, phone);
      // The name stays out of it: an entry cannot be changed when a person asks to be forgotten.
      await this.record(tx, 'account.created', accountId, { login });
      return this.passwords.link(tx, accountId);
    });
  }

  /**
   * A new one-time link for somebody who forgot the password; the old password goes on until it is used. Whoever had a
   * link for another administrator would be two of the three: theirs is made at the server itself (`npm run admin-link`).
   *
   * @throws AppError `access.denied`, `account.not_found`
   */
  async passwordLink(actor: Actor, accountId: string): Promise<PasswordLink> {
    return this.transactions.run(actor, async (tx) => {
      await this.accounts.personOf(tx, accountId);
      if (accountId !== actor.accountId && (await isAdministrator(tx, accountId))) throw new AppError('access.denied');
      await this.record(tx, 'account.password_reset', accountId);
      return this.passwords.link(tx, accountId);
    });
  }

  async setDisabled(actor: Actor, accountId: string, disabled: boolean): Promise<void> {
    if (accountId === actor.accountId) throw new AppError('access.denied');
    await this.transactions.run(actor, (tx) => this.disable(tx, accountId, disabled));
  }

  /** @throws AppError `phone.taken` */
  private async givePhone(tx: Tx, personId: string, phone: string): Promise<void> {
    await this.phones.hold(tx, phone);
    if (await this.phones.ownerIn(tx, phone)) throw new AppError('phone.taken');
    await this.phones.put(tx, personId, phone);
  }

  private async disable(tx: Tx, accountId: string, disabled: boolean): Promise<void> {
    const [from, to] = disabled ? ['active', 'disabled'] : ['disabled', 'active'];
    const rows = await tx.query(`UPDATE account SET state = $3 WHERE id = $1 AND state = $2 RETURNING id`, [
      accountId,
      from,
      to,
    ]);
    if (rows.length === 0) {
      await this.accounts.personOf(tx, accountId);
      return;
    }
    if (disabled) await this.passwords.signOutEverywhere(tx, accountId);
    await this.record(tx, disabled ? 'account.disabled' : 'account.enabled', accountId);
  }

  private record(tx: Tx, action: AuditAction, accountId: string, after?: Record<string, unknown>): Promise<void> {
    return this.audit.record(tx, {
      action,
      path: '/',
      subject: { kind: 'account', id: accountId },
      after: after ?? null,
    });
  }
}

/** One who has begun: until there is a password the first link may have to be made again. */
async function isAdministrator(tx: Tx, accountId: string): Promise<boolean> {
  const [row] = await tx.query(
    `SELECT 1 FROM account a JOIN role_grant g ON g.account_id = a.id AND g.revoked_at IS NULL AND g.path = '/'
     WHERE a.id = $1 AND a.password_hash IS NOT NULL`,
    [accountId],
  );
  return row !== undefined;
}
