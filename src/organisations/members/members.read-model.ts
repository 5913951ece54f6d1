import { Injectable } from '@nestjs/common';
import { Phones } from '../../accounts/persons/phones.service.js';
import type { InvitationPage, InvitationView, MemberList, MemberView } from '../../contracts/organisation.contract.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { maskPhone } from '../../infra/phone.js';
import { SealedText } from '../../infra/sealed-text.js';
import { HandOvers } from './hand-overs.js';
import { INVITED_CONTEXT } from './invitations.service.js';
import { invitationDigest } from './invitation-token.js';

/** More people than work for any organisation of the network. */
const MOST = 300;

interface MemberRow extends Record<string, unknown>, Omit<MemberView, 'phone' | 'since' | 'lastSeenAt' | 'inCharge'> {
  phoneEnc: string | null;
  since: Date;
  lastSeenAt: Date | null;
}

interface InvitationRow
  extends Record<string, unknown>, Omit<InvitationView, 'phone' | 'createdAt' | 'expiresAt' | 'url' | 'sent'> {
  phoneEnc: string;
  createdAt: Date;
  expiresAt: Date;
}

const INVITATION_SQL = `
  SELECT i.id, i.role, i.name, i.state, i.phone_enc AS "phoneEnc", i.created_at AS "createdAt",
         i.expires_at AS "expiresAt", a.display_name AS "invitedBy"
  FROM invitation i JOIN account a ON a.id = i.invited_by`;

/** Who works for an organisation, and who is invited to. */
@Injectable()
export class MemberViews {
  constructor(
    private readonly reads: ReadPool,
    private readonly handOvers: HandOvers,
    private readonly phones: Phones,
    private readonly sealed: SealedText,
    private readonly clock: Clock,
  ) {}

  async list(organisationId: string): Promise<MemberList> {
    const [members, invitations] = await Promise.all([
      this.reads.query<MemberRow>(
        `SELECT m.id, m.account_id AS "accountId", a.display_name AS name, p.phone_enc AS "phoneEnc", m.role,
                m.created_at AS since,
                (SELECT max(last_used_at) FROM access_token WHERE account_id = m.account_id) AS "lastSeenAt"
         FROM membership m
         JOIN account a ON a.id = m.account_id
         LEFT JOIN person_phone p ON p.person_id = a.person_id
         WHERE m.organisation_id = $1 AND m.ended_at IS NULL ORDER BY m.id LIMIT $2`,
        [organisationId, MOST],
      ),
      this.reads.query<InvitationRow>(
        `${INVITATION_SQL} WHERE i.organisation_id = $1 AND i.state = 'pending' ORDER BY i.id DESC LIMIT $2`,
        [organisationId, MOST],
      ),
    ]);
    const inCharge = await this.inCharge(members, organisationId);
    return {
      members: members.map((row) => this.member(row, inCharge)),
      invitations: invitations.map((row) => this.invited(row)),
    };
  }

  /** @throws AppError `invitation.not_found` */
  async invitation(id: string): Promise<InvitationView> {
    const [row] = await this.reads.query<InvitationRow>(`${INVITATION_SQL} WHERE i.id = $1`, [id]);
    if (!row) throw new AppError('invitation.not_found');
    return this.invited(row);
  }

  /** What the bearer of a link sees before signing in. @throws AppError `invitation.not_found` */
  async page(token: string): Promise<InvitationPage> {
    const [row] = await this.reads.query<InvitationRow & Pick<InvitationPage, 'organisation'>>(
      `SELECT i.*, json_build_object('id', o.id, 'name', o.name, 'kind', o.kind, 'level', o.level) AS organisation
       FROM (${INVITATION_SQL} WHERE i.digest = $1) AS i
       JOIN organisation o ON o.id = (SELECT organisation_id FROM invitation WHERE digest = $1)`,
      [invitationDigest(token)],
    );
    if (!row) throw new AppError('invitation.not_found');
    const { id, role, name, phone, invitedBy, state } = this.invited(row);
    return { id, organisation: row.organisation, role, name, phone, invitedBy, state };
  }

  /** For each person once, however many roles they have here. */
  private async inCharge(rows: MemberRow[], organisationId: string): Promise<Map<string, number>> {
    const accounts = [...new Set(rows.map(({ accountId }) => accountId))];
    const counts = await Promise.all(accounts.map((id) => this.handOvers.count(id, organisationId)));
    return new Map(accounts.map((id, index) => [id, counts[index] ?? 0]));
  }

  private member({ phoneEnc, since, lastSeenAt, ...row }: MemberRow, inCharge: Map<string, number>): MemberView {
    return {
      ...row,
      phone: this.phones.masked(phoneEnc),
      since: since.toISOString(),
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
      inCharge: inCharge.get(row.accountId) ?? 0,
    };
  }

  private invited({ phoneEnc, createdAt, expiresAt, ...row }: InvitationRow): InvitationView {
    const isExpired = row.state === 'pending' && expiresAt <= this.clock.now();
    return {
      ...row,
      state: isExpired ? 'expired' : row.state,
      phone: phoneEnc ? maskPhone(this.sealed.open(phoneEnc, INVITED_CONTEXT)) : '',
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      url: null,
      sent: null,
    };
  }
}
