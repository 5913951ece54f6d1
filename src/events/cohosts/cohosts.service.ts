import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Ledger } from '../../activity/ledger.js';
import type { AnswerCohostRequest, InviteCohostRequest } from '../../contracts/event.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { IdempotentCommands } from '../../infra/idempotency.js';
import { moveState } from '../../infra/state-machine.js';
import { activeOrganisation } from '../../organisations/active-organisation.js';
import { CohostNotices } from './cohost-notices.service.js';
import { EventCohost } from './event-cohost.entity.js';
import { holdEvent, refuseClosed, touchEvent } from '../event-holding.js';
import type { OnlineEvent } from '../online-event.entity.js';

const MOST_COHOSTS = 60;

/** Co-hosting (协办): the host invites, the invited organisation answers. */
@Injectable()
export class Cohosts {
  constructor(
    private readonly commands: IdempotentCommands,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly notices: CohostNotices,
    private readonly clock: Clock,
  ) {}

  /** Also asks one that has declined again. @throws AppError `organisation.*`, `cohost.exists`, `cohost.refused` */
  async invite(actor: Actor, eventId: string, request: InviteCohostRequest, key: string | undefined): Promise<void> {
    await this.commands.run(actor, { key, scope: `cohost.invite:${eventId}`, request }, async (tx) => {
      const event = await holdEvent(tx, eventId);
      refuseClosed(event);
      const organisationId = request.organisationId.toLowerCase();
      await this.refuseUnfit(tx, event, organisationId);
      const id = await this.write(tx, event, organisationId, request.message);
      await this.notices.invited(tx, event, { id, organisationId });
      await touchEvent(tx, eventId, this.clock.now());
      await this.audit.record(tx, {
        action: 'cohost.invited',
        path: event.path,
        subject: { kind: 'cohost', id },
        after: { eventId, organisationId, message: request.message },
      });
    });
  }

  /** @throws AppError `cohost.wrong_state` when it has been answered, `event.not_editable` when there is nothing to co-host */
  async answer(actor: Actor, id: string, { accepted, reason }: AnswerCohostRequest): Promise<void> {
    await this.commands.run(actor, { key: undefined, scope: `cohost.answer:${id}`, request: null }, async (tx) => {
      const known = await tx.manager.findOneBy(EventCohost, { id });
      if (!known) throw new AppError('cohost.not_found');
      const event = await holdEvent(tx, known.eventId);
      refuseClosed(event);
      const to = accepted ? 'accepted' : 'declined';
      const set = { answered_by: actor.accountId, answered_at: this.clock.now(), reason };
      await moveState(tx, { ...COHOST, id, from: ['invited'], to, set });
      await this.tell(tx, event, known, to);
      await this.audit.record(tx, {
        action: 'cohost.answered',
        path: event.path,
        subject: { kind: 'cohost', id },
        before: { state: 'invited' },
        after: { state: to, reason },
      });
    });
  }

  private async tell(tx: Tx, event: OnlineEvent, cohost: EventCohost, to: 'accepted' | 'declined'): Promise<void> {
    await touchEvent(tx, event.id, this.clock.now());
    await this.notices.answered(tx, event, cohost, to);
    const details = { eventId: event.id, organisationId: cohost.organisationId };
    await this.ledger.record(tx, { verb: `cohost.${to}`, path: event.path, details });
  }

  private async refuseUnfit(tx: Tx, event: OnlineEvent, organisationId: string): Promise<void> {
    const organisation = await activeOrganisation(tx, organisationId);
    if (organisation.kind === 'enterprise' || organisationId === event.hostId) throw new AppError('cohost.refused');
  }

  private async write(tx: Tx, { id: eventId }: OnlineEvent, organisationId: string, message: string): Promise<string> {
    const others = await tx.manager.findBy(EventCohost, { eventId });
    const known = others.find((cohost) => cohost.organisationId === organisationId);
    if (known && known.state !== 'declined') throw new AppError('cohost.exists');
    if (!known && others.length >= MOST_COHOSTS) throw new AppError('cohost.refused');
    const invited = { message, invitedBy: tx.actor.accountId ?? '', invitedAt: this.clock.now() };
    if (known) {
      const set = { message, invited_by: invited.invitedBy, invited_at: invited.invitedAt, reason: '' };
      const unanswered = { answered_by: null, answered_at: null };
      await moveState(tx, {
        ...COHOST,
        id: known.id,
        from: ['declined'],
        to: 'invited',
        set: { ...set, ...unanswered },
      });
      return known.id;
    }
    const id = newId();
    await tx.manager.insert(EventCohost, { id, eventId, organisationId, state: 'invited', ...invited });
    return id;
  }
}

const COHOST = { table: 'event_cohost', wrongState: 'cohost.wrong_state', notFound: 'cohost.not_found' } as const;
