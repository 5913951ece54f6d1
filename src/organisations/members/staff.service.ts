import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ChangeMembershipRequest, EndMembershipRequest } from '../../contracts/organisation.contract.js';
import type { AuditAction } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { IdempotentCommands } from '../../infra/idempotency.js';
import { type ActiveOrganisation, activeOrganisation } from '../active-organisation.js';
import { HandOvers } from './hand-overs.js';
import { type OpenMembership, Memberships, refuseForeignRole } from './memberships.service.js';
import { StaffNotices } from './staff-notices.service.js';

interface Held {
  membership: OpenMembership;
  organisation: ActiveOrganisation;
}

/** Changing and ending memberships. Nobody does it to his own, and a manager always remains. */
@Injectable()
export class Staff {
  constructor(
    private readonly commands: IdempotentCommands,
    private readonly memberships: Memberships,
    private readonly handOvers: HandOvers,
    private readonly notices: StaffNotices,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `membership.not_found`, `membership.exists`, `membership.last_manager`, `grant.role_refused` */
  async change(actor: Actor, key: string | undefined, id: string, { role }: ChangeMembershipRequest): Promise<void> {
    const command = { key, scope: `membership.change:${id}`, request: { role } };
    await this.commands.run(actor, command, async (tx) => {
      const { membership, organisation } = await this.held(tx, id);
      refuseForeignRole(organisation.kind, role);
      if (membership.role === role) return;
      await this.memberships.refuseLastManager(tx, membership);
      await this.memberships.leave(tx, membership, null);
      await this.memberships.join(tx, { accountId: membership.accountId, role, organisation });
      await this.notices.rolesChanged(tx, membership.accountId);
      await this.record(tx, 'membership.changed', organisation, membership, { role });
    });
  }

  /**
   * @throws AppError `membership.not_found`, `membership.last_manager`, `membership.successor_needed`,
   *   `grant.role_refused` for one's own
   */
  async end(actor: Actor, key: string | undefined, id: string, { successorId }: EndMembershipRequest): Promise<void> {
    const command = { key, scope: `membership.end:${id}`, request: { successorId } };
    await this.commands.run(actor, command, async (tx) => {
      const { membership, organisation } = await this.held(tx, id);
      await this.memberships.refuseLastManager(tx, membership);
      const successor = await this.successor(tx, membership, successorId);
      await this.memberships.leave(tx, membership, successor?.id ?? null);
      if (successor) await this.handOver(tx, membership, successor, organisation);
      await this.notices.rolesChanged(tx, membership.accountId);
      await this.record(tx, 'membership.ended', organisation, membership, {
        successorId: successor?.accountId ?? null,
      });
    });
  }

  /** The organisation is held first: of two managers who dismiss each other one stays. */
  private async held(tx: Tx, id: string): Promise<Held> {
    const [row] = await tx.query<{ organisation_id: string }>(
      `SELECT organisation_id FROM membership WHERE id = $1 AND ended_at IS NULL`,
      [id],
    );
    if (!row) throw new AppError('membership.not_found');
    const organisation = await activeOrganisation(tx, row.organisation_id, { lock: 'NO KEY UPDATE' });
    const membership = await this.memberships.open(tx, id);
    if (membership.accountId === tx.actor.accountId) throw new AppError('grant.role_refused');
    return { membership, organisation };
  }

  /** Needed where the leaver is in charge of something and has no other role here by which to stay so. */
  private async successor(tx: Tx, leaver: OpenMembership, successorId?: string): Promise<OpenMembership | null> {
    if (successorId) return colleague(await this.memberships.open(tx, successorId), leaver);
    const { id, accountId, organisationId } = leaver;
    const [remaining] = await tx.query(
      `SELECT 1 FROM membership
       WHERE account_id = $1 AND organisation_id = $2 AND ended_at IS NULL AND id <> $3 LIMIT 1`,
      [accountId, organisationId, id],
    );
    if (remaining || (await this.handOvers.count(accountId, organisationId)) === 0) return null;
    throw new AppError('membership.successor_needed');
  }

  private async handOver(
    tx: Tx,
    { accountId: from, organisationId }: OpenMembership,
    { accountId: to }: OpenMembership,
    organisation: ActiveOrganisation,
  ): Promise<void> {
    await this.handOvers.move(tx, from, to, organisationId);
    await this.notices.handedOver(tx, { from, to, organisation: organisation.name });
  }

  private record(
    tx: Tx,
    action: AuditAction,
    { path }: ActiveOrganisation,
    { accountId, role }: OpenMembership,
    after: Record<string, unknown>,
  ): Promise<void> {
    return this.audit.record(tx, {
      action,
      path,
      subject: { kind: 'account', id: accountId },
      before: { role },
      after,
    });
  }
}

/** Somebody else of the same organisation. @throws AppError `membership.successor_needed` */
function colleague(successor: OpenMembership, leaver: OpenMembership): OpenMembership {
  const fits = successor.organisationId === leaver.organisationId && successor.accountId !== leaver.accountId;
  if (!fits) throw new AppError('membership.successor_needed');
  return successor;
}
