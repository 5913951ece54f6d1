import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Phones } from '../../accounts/persons/phones.service.js';
import type { AnswerInvitationRequest } from '../../contracts/organisation.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { activeOrganisation } from '../active-organisation.js';
import type { Invitation } from './invitation.entity.js';
import { Invitations } from './invitations.service.js';
import { Memberships } from './memberships.service.js';

/** Answering an invitation: once, and by whose phone number it was sent to. */
@Injectable()
export class InvitationAnswers {
  constructor(
    private readonly transactions: Transactions,
    private readonly invitations: Invitations,
    private readonly memberships: Memberships,
    private readonly phones: Phones,
    private readonly audit: Audit,
  ) {}

  /**
   * @throws AppError `invitation.not_found`, `invitation.wrong_state`, `invitation.expired`, `phone.required`,
   *   `invitation.not_yours`, `membership.exists`, `organisation.wrong_state`
   */
  async answer(actor: Actor, { token, accepted }: AnswerInvitationRequest): Promise<{ organisationId: string }> {
    const phone = actor.personId ? await this.phones.of(actor.personId) : null;
    return this.transactions.run(actor, async (tx) => {
      const invitation = await this.invitations.ofToken(tx, token);
      if (!phone) throw new AppError('phone.required');
      if (this.phones.digest(phone) !== invitation.phoneHmac) throw new AppError('invitation.not_yours');
      await this.invitations.settle(tx, invitation, accepted ? 'accepted' : 'declined');
      if (accepted) await this.join(tx, invitation);
      return { organisationId: invitation.organisationId };
    });
  }

  private async join(tx: Tx, { organisationId, role, invitedBy, name }: Invitation): Promise<void> {
    const organisation = await activeOrganisation(tx, organisationId);
    const accountId = tx.actor.accountId ?? '';
    const id = await this.memberships.join(tx, { accountId, role, organisation, givenBy: invitedBy });
    // Who signed in by phone alone has no name yet; colleagues know this one.
    await tx.query(`UPDATE account SET display_name = $2 WHERE id = $1 AND display_name = ''`, [accountId, name]);
    const subject = { kind: 'membership', id } as const;
    const line = { action: 'membership.accepted', path: organisation.path, subject } as const;
    await this.audit.record(tx, { ...line, after: { role } });
  }
}
