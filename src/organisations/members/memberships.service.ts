import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Grants } from '../../accounts/administration/grants.service.js';
import { MEMBER_ROLES, type MemberRole, type OrganisationKind, type Role } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';

/** One role of an account at an organisation. */
interface Joining {
  accountId: string;
  role: MemberRole;
  organisation: { id: string; path: string };
  /** Who lets them in, where that is not who acts. */
  givenBy?: string;
}

export interface OpenMembership {
  id: string;
  accountId: string;
  organisationId: string;
  role: MemberRole;
}

/** By the first role of each kind an organisation is managed. */
const MANAGERS: readonly string[] = Object.values(MEMBER_ROLES).map(([manager]) => manager);

/** Memberships with the grants beside them; nobody has the one without the other. */
@Injectable()
export class Memberships implements OnModuleInit {
  constructor(
    private readonly grants: Grants,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.grants.accompany({
      given: async (tx, { accountId, role, organisationId }) => {
        await this.insert(tx, { accountId, role, organisationId });
      },
      taken: async (tx, { accountId, role, organisationId }) => {
        await tx.query(
          `UPDATE membership SET ended_at = $4, ended_by = $5
           WHERE account_id = $1 AND role = $2 AND organisation_id = $3 AND ended_at IS NULL`,
          [accountId, role, organisationId, this.clock.now(), tx.actor.accountId],
        );
      },
    });
  }

  /** @returns the membership's id @throws AppError `membership.exists`, `grant.role_refused` */
  async join(tx: Tx, joining: Joining): Promise<string> {
    const { accountId, role, organisation } = joining;
    const id = await this.insert(tx, { accountId, role, organisationId: organisation.id });
    if (!id) throw new AppError('membership.exists');
    await this.grants.give(tx, joining);
    return id;
  }

  /** @returns its id, null where there is one already */
  private async insert(
    tx: Tx,
    { accountId, role, organisationId }: { accountId: string; role: Role; organisationId: string },
  ): Promise<string | null> {
    const [made] = await tx.query<{ id: string }>(
      `INSERT INTO membership (id, account_id, organisation_id, role, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account_id, organisation_id, role) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
      [newId(), accountId, organisationId, role, this.clock.now()],
    );
    return made?.id ?? null;
  }

  async leave(tx: Tx, { id, accountId, role, organisationId }: OpenMembership, successorId: string | null) {
    await tx.query(`UPDATE membership SET ended_at = $2, ended_by = $3, successor_id = $4 WHERE id = $1`, [
      id,
      this.clock.now(),
      tx.actor.accountId,
      successorId,
    ]);
    await this.grants.revoke(tx, { accountId, role, organisationId });
  }

  /** Call it while the organisation is held for writing. @throws AppError `membership.not_found` */
  async open(tx: Tx, id: string): Promise<OpenMembership> {
    const [row] = await tx.query<OpenMembership>(
      `SELECT id, account_id AS "accountId", organisation_id AS "organisationId", role FROM membership
       WHERE id = $1 AND ended_at IS NULL FOR UPDATE`,
      [id],
    );
    if (!row) throw new AppError('membership.not_found');
    return row;
  }

  /** @throws AppError `membership.last_manager` when nobody else could manage the organisation */
  async refuseLastManager(tx: Tx, { id, organisationId, role }: OpenMembership): Promise<void> {
    if (!MANAGERS.includes(role)) return;
    const [other] = await tx.query(
      `SELECT 1 FROM membership m JOIN account a ON a.id = m.account_id AND a.state = 'active'
       WHERE m.organisation_id = $1 AND m.role = $2 AND m.ended_at IS NULL AND m.id <> $3 LIMIT 1`,
      [organisationId, role, id],
    );
    if (!other) throw new AppError('membership.last_manager');
  }
}

/** A role of another kind of organisation is given to nobody. @throws AppError `grant.role_refused` */
export function refuseForeignRole(kind: OrganisationKind, role: string): void {
  if (!(MEMBER_ROLES[kind] as readonly string[]).includes(role)) throw new AppError('grant.role_refused');
}
