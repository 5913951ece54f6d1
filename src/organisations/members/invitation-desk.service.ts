import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import type { InvitationView, InviteMemberRequest } from '../../contracts/organisation.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { normalisePhone } from '../../infra/phone.js';
import { Messenger } from '../../notifications/messenger.js';
import { type Invited, Invitations } from './invitations.service.js';
import { MemberViews } from './members.read-model.js';

/** Inviting to become a member: by SMS where one goes out, and by the link that the answer holds. */
@Injectable()
export class InvitationDesk {
  private readonly logger = new Logger(InvitationDesk.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly invitations: Invitations,
    private readonly messenger: Messenger,
    private readonly views: MemberViews,
  ) {}

  /** @throws AppError those of `Invitations.invite` */
  async invite(actor: Actor, organisationId: string, request: InviteMemberRequest): Promise<InvitationView> {
    const invited = await this.transactions.run(actor, (tx) => this.invitations.invite(tx, organisationId, request));
    // Behind the `#` it never reaches a server, nor the logs of one.
    const url = `${this.config.publicUrl}/invitation#${invited.token}`;
    const sent = await this.send(invited, request, url);
    return { ...(await this.views.invitation(invited.id)), url, sent };
  }

  async revoke(actor: Actor, id: string): Promise<void> {
    await this.transactions.run(actor, (tx) => this.invitations.revoke(tx, id));
  }

  /** Not as a notice: those are stored, and the link is a right. @returns whether it went out */
  private async send({ organisation }: Invited, { role, phone }: InviteMemberRequest, url: string): Promise<boolean> {
    const to = normalisePhone(phone);
    if (!to || !this.messenger.has('sms')) return false;
    const params = { organisation: organisation.name, role, url };
    try {
      await this.messenger.send({ channel: 'sms', to, template: 'invitation_member', params });
      return true;
    } catch (error) {
      this.logger.warn(`An invitation did not go out: ${(error as Error).message}`);
      return false;
    }
  }
}
