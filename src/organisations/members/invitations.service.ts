import { Injectable } from '@nestjs/common';
import { Accounts } from '../../accounts/accounts.service.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Phones } from '../../accounts/persons/phones.service.js';
import type { InviteMemberRequest } from '../../contracts/organisation.contract.js';
import type { MemberRole } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { SealedText } from '../../infra/sealed-text.js';
import { moveState } from '../../infra/state-machine.js';
import { type ActiveOrganisation, activeOrganisation } from '../active-organisation.js';
import { Invitation } from './invitation.entity.js';
import { invitationDigest, newInvitationToken } from './invitation-token.js';
import { refuseForeignRole } from './memberships.service.js';

/** Under which the invited number is sealed. */
export const INVITED_CONTEXT = 'invitation';
const VALID_MS = 7 * 24 * 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** To one number on behalf of one organisation: each is a text message. */
const MOST_PER_DAY = 5;
/** To whatever numbers: nobody sends text messages to all the world as an invitation. */
const MOST_OF_ORGANISATION_PER_DAY = 200;

export interface Invited {
  id: string;
  /** Stands in the link and nowhere else. */
  token: string;
  organisation: ActiveOrganisation;
}

/** The rows of invitations and their states. */
@Injectable()
export class Invitations {
  constructor(
    private readonly accounts: Accounts,
    private readonly phones: Phones,
    private readonly sealed: SealedText,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes the place of one that is still open for the same role and number.
   *
   * @throws AppError `grant.role_refused`, `membership.exists`, `request.too_many`, `organisation.wrong_state`
   */
  async invite(tx: Tx, organisationId: string, { role, name, phone: text }: InviteMemberRequest): Promise<Invited> {
    const phone = this.phones.normalise(text);
    // Held for writing: two who invite the same number come one after the other.
    const organisation = await activeOrganisation(tx, organisationId, { lock: 'NO KEY UPDATE' });
    refuseForeignRole(organisation.kind, role);
    await this.refuseMember(tx, organisationId, role, phone);
    const phoneHmac = this.phones.digest(phone);
    await this.refuseFlood(tx, organisationId, phoneHmac);
    await this.replaceOpen(tx, organisationId, role, phoneHmac);
    const [id, { token, digest }, now] = [newId(), newInvitationToken(), this.clock.now()];
    const phoneEnc = this.sealed.seal(phone, INVITED_CONTEXT);
    const expiresAt = new Date(now.getTime() + VALID_MS);
    const row = { id, organisationId, role, name, phoneEnc, phoneHmac, digest, createdAt: now, expiresAt };
    await tx.manager.insert(Invitation, { ...row, invitedBy: tx.actor.accountId ?? undefined });
    const subject = { kind: 'invitation', id } as const;
    // Without the name: an entry cannot be changed when somebody asks to be forgotten.
    const after = { role, phone };
    await this.audit.record(tx, { action: 'membership.invited', path: organisation.path, subject, after });
    return { id, token, organisation };
  }

  /** @throws AppError `invitation.not_found`, `invitation.wrong_state` */
  async revoke(tx: Tx, id: string): Promise<void> {
    const row = await moveState<{ organisation_id: string }>(tx, {
      ...{ table: 'invitation', id, from: ['pending'], to: 'revoked', set: { answered_at: this.clock.now() } },
      ...{ wrongState: 'invitation.wrong_state', notFound: 'invitation.not_found' },
    });
    const [organisation] = await tx.query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [
      row.organisation_id,
    ]);
    const subject = { kind: 'invitation', id } as const;
    const line = { action: 'membership.changed', path: organisation?.path ?? '/', subject } as const;
    await this.audit.record(tx, { ...line, before: { state: 'pending' }, after: { state: 'revoked' } });
  }

  /**
   * The pending invitation of a link, for this transaction alone.
   *
   * @throws AppError `invitation.not_found`, `invitation.wrong_state`, `invitation.expired`
   */
  async ofToken(tx: Tx, token: string): Promise<Invitation> {
    const lock = { mode: 'pessimistic_write' } as const;
    const row = await tx.manager.findOne(Invitation, { where: { digest: invitationDigest(token) }, lock });
    if (!row) throw new AppError('invitation.not_found');
    if (row.state !== 'pending') throw new AppError('invitation.wrong_state');
    if (row.expiresAt <= this.clock.now()) throw new AppError('invitation.expired');
    return row;
  }

  async settle(tx: Tx, { id }: Invitation, state: 'accepted' | 'declined'): Promise<void> {
    const { accountId } = tx.actor;
    await tx.manager.update(Invitation, { id }, { state, answeredAt: this.clock.now(), accountId });
  }

  /** Nobody invites himself, nobody is invited twice. */
  private async refuseMember(tx: Tx, organisationId: string, role: MemberRole, phone: string): Promise<void> {
    const known = await this.accounts.byPhone(tx, phone);
    if (!known) return;
    if (known.accountId === tx.actor.accountId) throw new AppError('grant.role_refused');
    const [member] = await tx.query(
      `SELECT 1 FROM membership WHERE account_id = $1 AND organisation_id = $2 AND role = $3 AND ended_at IS NULL`,
      [known.accountId, organisationId, role],
    );
    if (member) throw new AppError('membership.exists');
  }

  private async refuseFlood(tx: Tx, organisationId: string, phoneHmac: string): Promise<void> {
    const [row] = await tx.query<{ here: number; all: number }>(
      `SELECT count(*) FILTER (WHERE phone_hmac = $2)::int AS here, count(*)::int AS all
       FROM invitation WHERE organisation_id = $1 AND created_at > $3`,
      [organisationId, phoneHmac, new Date(this.clock.now().getTime() - DAY_MS)],
    );
    const { here, all } = row ?? { here: 0, all: 0 };
    if (here >= MOST_PER_DAY || all >= MOST_OF_ORGANISATION_PER_DAY)
      throw new AppError('request.too_many', { retryAfter: DAY_MS / 1000 });
  }

  private async replaceOpen(tx: Tx, organisationId: string, role: MemberRole, phoneHmac: string): Promise<void> {
    await tx.query(
      `UPDATE invitation SET state = 'revoked', answered_at = $4
       WHERE organisation_id = $1 AND role = $2 AND phone_hmac = $3 AND state = 'pending'`,
      [organisationId, role, phoneHmac, this.clock.now()],
    );
  }
}
