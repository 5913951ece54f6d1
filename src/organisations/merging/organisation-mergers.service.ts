import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import type { ActiveOrganisation } from '../active-organisation.js';
import { Memberships, type OpenMembership } from '../members/memberships.service.js';
import { type Merger, Mergers } from './mergers.js';
import { StaffNotices } from '../members/staff-notices.service.js';

/** What this room holds of an organisation that is merged into another. */
@Injectable()
export class OrganisationMergers implements OnModuleInit {
  constructor(
    private readonly mergers: Mergers,
    private readonly memberships: Memberships,
    private readonly notices: StaffNotices,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const moves: Record<string, Merger['move']> = {
      memberships: (tx, source, target) => this.members(tx, source, target),
      invitations: (tx, source, target) => this.invitations(tx, source, target),
      serviceItems: moveServiceItems,
      applications: moveApplications,
      profiles: moveProfiles,
      earlierMergers: moveEarlierMergers,
    };
    for (const [name, move] of Object.entries(moves)) this.mergers.register({ name, move });
  }

  /** Who has the same role at the target already only loses the one at the source. */
  private async members(tx: Tx, source: ActiveOrganisation, target: ActiveOrganisation): Promise<number> {
    const members = await tx.query<OpenMembership>(
      `SELECT id, account_id AS "accountId", organisation_id AS "organisationId", role FROM membership
       WHERE organisation_id = $1 AND ended_at IS NULL ORDER BY id FOR UPDATE`,
      [source.id],
    );
    for (const member of members) {
      const { accountId, role } = member;
      const held = await tx.query(
        `SELECT 1 FROM membership WHERE account_id = $1 AND organisation_id = $2 AND role = $3 AND ended_at IS NULL`,
        [accountId, target.id, role],
      );
      await this.memberships.leave(tx, member, null);
      if (held.length === 0) await this.memberships.join(tx, { accountId, role, organisation: target });
    }
    for (const accountId of new Set(members.map((member) => member.accountId))) {
      await this.notices.rolesChanged(tx, accountId);
    }
    return members.length;
  }

  /** The links that are out stay good, unless the target has invited the same person itself. */
  private async invitations(tx: Tx, source: ActiveOrganisation, target: ActiveOrganisation): Promise<number> {
    const moved = await tx.query(
      `UPDATE invitation i SET organisation_id = $2
       WHERE organisation_id = $1 AND state = 'pending' AND NOT EXISTS (
         SELECT 1 FROM invitation o WHERE o.organisation_id = $2 AND o.role = i.role
           AND o.phone_hmac = i.phone_hmac AND o.state = 'pending')
       RETURNING 1`,
      [source.id, target.id],
    );
    await tx.query(
      `UPDATE invitation SET state = 'revoked', answered_at = $2 WHERE organisation_id = $1 AND state = 'pending'`,
      [source.id, this.clock.now()],
    );
    return moved.length;
  }
}

async function moveServiceItems(tx: Tx, source: ActiveOrganisation, target: ActiveOrganisation): Promise<number> {
  const moved = await tx.query(
    `UPDATE service_item SET organisation_id = $2 WHERE organisation_id = $1 AND withdrawn_at IS NULL RETURNING 1`,
    [source.id, target.id],
  );
  return moved.length;
}

/** Open claims are now for the target, and reviewed by its window. */
async function moveApplications(tx: Tx, source: ActiveOrganisation, target: ActiveOrganisation): Promise<number> {
  const moved = await tx.query(
    `UPDATE organisation_application a SET organisation_id = $2, window_id = w.id, path = w.path
     FROM organisation t JOIN organisation w ON w.id = t.parent_id
     WHERE t.id = $2 AND a.organisation_id = $1 AND a.state IN ('submitted', 'returned') RETURNING 1`,
    [source.id, target.id],
  );
  return moved.length;
}

/** Persons who said that they work there. */
async function moveProfiles(tx: Tx, source: ActiveOrganisation, target: ActiveOrganisation): Promise<number> {
  const moved = await tx.query(`UPDATE person_profile SET enterprise_id = $2 WHERE enterprise_id = $1 RETURNING 1`, [
    source.id,
    target.id,
  ]);
  return moved.length;
}

/** What was merged into the source is found at the target in one step. */
async function moveEarlierMergers(tx: Tx, source: ActiveOrganisation, target: ActiveOrganisation): Promise<number> {
  const moved = await tx.query(`UPDATE organisation SET merged_into_id = $2 WHERE merged_into_id = $1 RETURNING 1`, [
    source.id,
    target.id,
  ]);
  return moved.length;
}
