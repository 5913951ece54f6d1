import { Injectable } from '@nestjs/common';
import type { GiveGrantRequest } from '../../contracts/account.contract.js';
import {
  ADMIN_ROLES,
  type AdminRole,
  MEMBER_ROLES,
  type MemberRole,
  type OrganisationKind,
  type Role,
} from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { AccessTokens } from '../sign-in/access-tokens.service.js';
import { AccountNotices } from './account-notices.service.js';
import { Accounts } from '../accounts.service.js';
import { Grants } from './grants.service.js';

/** What the security administrator does: who holds which role, and who is locked out. */
@Injectable()
export class AccountSecurity {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly grants: Grants,
    private readonly tokens: AccessTokens,
    private readonly notices: AccountNotices,
  ) {}

  /** @throws AppError `grant.role_refused`, `grant.roles_conflict`, `organisation.not_found`, `account.not_found` */
  async give(actor: Actor, { accountId, role, organisationId }: GiveGrantRequest): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const personId = await this.accounts.personOf(tx, accountId);
      if (isAdminRole(role)) {
        if (organisationId) throw new AppError('grant.role_refused');
        await this.grants.giveAdmin(tx, accountId, role);
      } else {
        const organisation = await placeFor(tx, role, organisationId);
        await this.grants.giveOutright(tx, { accountId, role, organisation });
      }
      await this.notices.rolesChanged(tx, personId);
    });
  }

  /** @throws AppError `grant.not_found`, `grant.role_refused` to who would take a role from himself */
  async revoke(actor: Actor, grantId: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const { accountId } = await this.grants.revokeById(tx, grantId);
      if (accountId === actor.accountId) throw new AppError('grant.role_refused');
      await this.notices.rolesChanged(tx, await this.accounts.personOf(tx, accountId));
    });
  }

  async unlock(actor: Actor, accountId: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      await this.accounts.personOf(tx, accountId);
      await tx.query(`UPDATE account SET locked_until = NULL, failed_attempts = 0 WHERE id = $1`, [accountId]);
      await this.notices.record(tx, 'account.unlocked', accountId);
    });
  }

  /** For a lost telephone: the next sign-in sets a new authenticator up. */
  async resetTotp(actor: Actor, accountId: string): Promise<void> {
    if (accountId === actor.accountId) throw new AppError('access.denied');
    await this.transactions.run(actor, async (tx) => {
      await this.accounts.personOf(tx, accountId);
      await tx.query(
        `UPDATE account SET totp_secret = NULL, totp_pending = NULL, totp_confirmed_at = NULL, totp_last_step = NULL
         WHERE id = $1`,
        [accountId],
      );
      await this.tokens.revokeAll(tx, accountId);
      await this.notices.record(tx, 'account.totp_reset', accountId);
    });
  }
}

/** The organisation for a role, if the role is one of its kind; held, so that it does not move under the grant. */
async function placeFor(
  tx: Tx,
  role: MemberRole,
  organisationId: string | undefined,
): Promise<{ id: string; path: string }> {
  const [row] = await tx.query<{ id: string; path: string; kind: OrganisationKind }>(
    `SELECT id, path, kind FROM organisation WHERE id = $1 AND state = 'active' FOR SHARE`,
    [organisationId ?? null],
  );
  if (!row) throw new AppError('organisation.not_found');
  if (!(MEMBER_ROLES[row.kind] as readonly string[]).includes(role)) throw new AppError('grant.role_refused');
  return row;
}

function isAdminRole(role: Role): role is AdminRole {
  return (ADMIN_ROLES as readonly string[]).includes(role);
}
