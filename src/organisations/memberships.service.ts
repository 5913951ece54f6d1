import { Injectable } from '@nestjs/common';
import { Grants } from '../accounts/grants.service.js';
import { MEMBER_ROLES, type MemberRole, type OrganisationKind } from '../contracts/vocabulary.js';
import { Clock } from '../infra/clock.js';
import type { Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { newId } from '../infra/id.js';

/** One role of an account at an organisation. */
interface Joining {
  accountId: string;
  role: MemberRole;
  organisation: { id: string; path: string };
  /** Who lets them in, where that is not who acts. */
  givenBy?: string;
}

/** Memberships with the grants beside them; nobody has the one without the other. */
@Injectable()
export class Memberships {
  constructor(
    private readonly grants: Grants,
    private readonly clock: Clock,
  ) {}

  /** @returns the membership's id @throws AppError `membership.exists`, `grant.role_refused` */
  async join(tx: Tx, joining: Joining): Promise<string> {
    const { accountId, role, organisation } = joining;
    const id = newId();
    const [made] = await tx.query(
      `INSERT INTO membership (id, account_id, organisation_id, role, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account_id, organisation_id, role) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
      [id, accountId, organisation.id, role, this.clock.now()],
    );
    if (!made) throw new AppError('membership.exists');
    await this.grants.give(tx, joining);
    return id;
  }
}

/** A role of another kind of organisation is given to nobody. @throws AppError `grant.role_refused` */
export function refuseForeignRole(kind: OrganisationKind, role: string): void {
  if (!(MEMBER_ROLES[kind] as readonly string[]).includes(role)) throw new AppError('grant.role_refused');
}
