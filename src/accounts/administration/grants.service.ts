import { Injectable } from '@nestjs/common';
import type { MemberRole, Role } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError, isUniqueViolation } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { ActorCache } from '../sign-in/actor-cache.js';
import { Audit } from '../audit/audit.service.js';

interface Place {
  accountId: string;
  role: MemberRole;
  organisation: { id: string; path: string };
  /** Who gives it, where that is not who acts: an invitation is accepted by the invited. */
  givenBy?: string;
}

/** What stands beside a role at an organisation (the membership); it belongs to another room, which is told here. */
export interface GrantCompanion {
  given: (tx: Tx, grant: { accountId: string; role: Role; organisationId: string }) => Promise<void>;
  taken: (tx: Tx, grant: { accountId: string; role: Role; organisationId: string }) => Promise<void>;
}

/**
 * Roles on paths: what the policies read. Who may give which role is decided by who calls; here only what holds for
 * everybody is kept: nobody gives a role to himself, and the three administrators are three people.
 */
@Injectable()
export class Grants {
  private companion: GrantCompanion | null = null;

  constructor(
    private readonly cache: ActorCache,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Whoever registers last is told. */
  accompany(companion: GrantCompanion): void {
    this.companion = companion;
  }

  /** By an administrator: whoever has the role is a member, too. @throws AppError `grant.role_refused` */
  async giveOutright(tx: Tx, place: Place): Promise<void> {
    await this.give(tx, place);
    const { accountId, role, organisation } = place;
    await this.companion?.given(tx, { accountId, role, organisationId: organisation.id });
  }

  /** A role that is held already is left as it is. @throws AppError `grant.role_refused` to who would give it to himself */
  async give(tx: Tx, { accountId, role, organisation, givenBy }: Place): Promise<void> {
    await this.insert(tx, { accountId, role, organisation, givenBy: givenBy ?? tx.actor.accountId });
  }

  /** @throws AppError `grant.roles_conflict`, `grant.role_refused` */
  async giveAdmin(tx: Tx, accountId: string, role: Role): Promise<void> {
    await this.insert(tx, { accountId, role, organisation: null, givenBy: tx.actor.accountId });
  }

  async revoke(
    tx: Tx,
    { accountId, role, organisationId }: { accountId: string; role: Role; organisationId: string },
  ): Promise<void> {
    const rows = await tx.query<{ id: string; path: string }>(
      `UPDATE role_grant SET revoked_at = $4
       WHERE account_id = $1 AND role = $2 AND organisation_id = $3 AND revoked_at IS NULL RETURNING id, path`,
      [accountId, role, organisationId, this.clock.now()],
    );
    for (const row of rows) await this.recordRevoked(tx, { ...row, accountId, role });
  }

  /** By an administrator: the membership ends with the role. @throws AppError `grant.not_found` */
  async revokeById(tx: Tx, id: string): Promise<{ accountId: string; role: Role }> {
    const [row] = await tx.query<{ accountId: string; role: Role; path: string; organisationId: string | null }>(
      `UPDATE role_grant SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
       RETURNING account_id AS "accountId", role, path, organisation_id AS "organisationId"`,
      [id, this.clock.now()],
    );
    if (!row) throw new AppError('grant.not_found');
    const { accountId, role, organisationId } = row;
    await this.recordRevoked(tx, { id, ...row });
    if (organisationId) await this.companion?.taken(tx, { accountId, role, organisationId });
    return { accountId, role };
  }

  /** Everything that an account may do for an organisation, or at all. */
  async revokeAll(
    tx: Tx,
    { accountId, organisationId }: { accountId: string; organisationId?: string },
  ): Promise<void> {
    const rows = await tx.query<{ id: string; role: Role; path: string }>(
      `UPDATE role_grant SET revoked_at = $3
       WHERE account_id = $1 AND ($2::uuid IS NULL OR organisation_id = $2) AND revoked_at IS NULL
       RETURNING id, role, path`,
      [accountId, organisationId ?? null, this.clock.now()],
    );
    for (const row of rows) await this.recordRevoked(tx, { ...row, accountId });
  }

  /** Organisations have moved: grants follow them in the caller's own SQL, the remembered ones are dropped. */
  forgetAll(tx: Tx): void {
    tx.afterCommit(() => this.cache.forgetAll());
  }

  private async insert(
    tx: Tx,
    {
      accountId,
      role,
      organisation,
      givenBy,
    }: { accountId: string; role: Role; organisation: Place['organisation'] | null; givenBy: string | null },
  ): Promise<void> {
    if (givenBy === accountId) throw new AppError('grant.role_refused');
    const id = newId();
    const path = organisation?.path ?? '/';
    try {
      const [row] = await tx.query(
        `INSERT INTO role_grant (id, account_id, role, path, organisation_id, given_by, given_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (account_id, role, path) WHERE revoked_at IS NULL DO NOTHING RETURNING id`,
        [id, accountId, role, path, organisation?.id ?? null, givenBy, this.clock.now()],
      );
      if (!row) return;
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError('grant.roles_conflict');
      throw error;
    }
    await this.audit.record(tx, {
      action: 'grant.given',
      path,
      subject: { kind: 'account', id: accountId },
      after: { role },
    });
    tx.afterCommit(() => this.cache.forget(accountId));
  }

  private async recordRevoked(
    tx: Tx,
    { accountId, role, path }: { id: string; accountId: string; role: Role; path: string },
  ): Promise<void> {
    await this.audit.record(tx, {
      action: 'grant.revoked',
      path,
      subject: { kind: 'account', id: accountId },
      before: { role },
    });
    tx.afterCommit(() => this.cache.forget(accountId));
  }
}
