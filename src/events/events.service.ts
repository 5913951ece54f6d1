import { Injectable } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import { Ledger } from '../activity/ledger.js';
import type { EventRequest, KeyEventRequest } from '../contracts/event.contract.js';
import type { Actor } from '../infra/actor.js';
import { businessDay } from '../infra/business-day.js';
import { Clock } from '../infra/clock.js';
import { Transactions, type Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { newId } from '../infra/id.js';
import { IdempotentCommands } from '../infra/idempotency.js';
import { auditedEvent } from './audited-event.js';
import { holdEvent, refuseClosed } from './event-holding.js';
import { hostFor } from './hosts.js';
import { OnlineEvent } from './online-event.entity.js';
import { checkOwnFields } from './own-fields.js';
import { checkedProgrammeFields, missingProgrammeFields } from './programmes/programme-check.js';

/** Declaring events and changing what they say of themselves. */
@Injectable()
export class Events {
  constructor(
    private readonly transactions: Transactions,
    private readonly commands: IdempotentCommands,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * A draft of the organisation, or of the window that it asks to host.
   *
   * @returns the event's id
   * @throws AppError `organisation.*`, `programme.*`, `request.invalid`
   */
  declare(actor: Actor, organisationId: string, request: EventRequest, key: string | undefined): Promise<string> {
    return this.commands.run(actor, { key, scope: `event.declare:${organisationId}`, request }, async (tx) => {
      const { host, declaredById } = await hostFor(tx, organisationId, request.hostId);
      const { id } = await this.insert(tx, {
        ...(await this.content(tx, request, null)),
        hostId: host.id,
        path: host.path,
        declaredById,
        responsibleAccountId: declaredById ? null : actor.accountId,
      });
      return id;
    });
  }

  /** @throws AppError `event.changed_meanwhile` when the caller has read an older version; otherwise as `declare` */
  async change(actor: Actor, id: string, request: EventRequest): Promise<void> {
    if (request.version === undefined) {
      throw new AppError('request.invalid', { fields: [{ path: 'version', rule: 'required' }] });
    }
    await this.transactions.run(actor, async (tx) => {
      const event = await holdEvent(tx, id);
      refuseClosed(event);
      if (request.version !== event.version) throw new AppError('event.changed_meanwhile');
      if (request.hostId && request.hostId.toLowerCase() !== event.hostId) {
        throw new AppError('request.invalid', { fields: [{ path: 'hostId', rule: 'unchanged' }] });
      }
      const content = await this.content(tx, request, event);
      if (event.publicationState === 'published') await this.refuseIncomplete(tx, content);
      await this.update(tx, event, { ...content, version: event.version + 1 });
    });
  }

  /** 重点活动 is a flag with its date and reason. */
  async setKey(actor: Actor, id: string, { key, reason, since }: KeyEventRequest): Promise<void> {
    if (key && reason === '') {
      throw new AppError('request.invalid', { fields: [{ path: 'reason', rule: 'required' }] });
    }
    await this.transactions.run(actor, async (tx) => {
      const event = await holdEvent(tx, id);
      refuseClosed(event);
      const day = since ?? businessDay(this.clock.now());
      await this.update(tx, event, key ? { keySince: day, keyReason: reason } : { keySince: null, keyReason: '' });
    });
  }

  /** A new draft: declared (申报), and in the audit. */
  async insert(tx: Tx, content: Partial<OnlineEvent>): Promise<OnlineEvent> {
    const now = this.clock.now();
    const event = tx.manager.create(OnlineEvent, { id: newId(), createdAt: now, updatedAt: now, ...content });
    await tx.manager.insert(OnlineEvent, event);
    const written = await tx.manager.findOneByOrFail(OnlineEvent, { id: event.id });
    await this.audit.record(tx, {
      action: 'event.created',
      path: written.path,
      subject: { kind: 'event', id: written.id },
      after: auditedEvent(written),
    });
    const details = { eventId: written.id, programmeId: written.programmeId, declaredById: written.declaredById };
    await this.ledger.record(tx, { verb: 'event.declared', path: written.path, details });
    return written;
  }

  private async update(tx: Tx, before: OnlineEvent, change: Partial<OnlineEvent>): Promise<void> {
    await tx.manager.update(OnlineEvent, { id: before.id }, { ...change, updatedAt: this.clock.now() });
    await this.audit.record(tx, {
      action: 'event.changed',
      path: before.path,
      subject: { kind: 'event', id: before.id },
      before: auditedEvent(before),
      after: auditedEvent({ ...before, ...change }),
    });
  }

  private async content(tx: Tx, request: EventRequest, before: OnlineEvent | null): Promise<Partial<OnlineEvent>> {
    checkOwnFields('questions', request.questions);
    const programmeId = request.programmeId ?? null;
    const programmeFields = request.programmeFields ?? {};
    return {
      title: request.title,
      form: request.form,
      mode: request.mode,
      summary: request.summary,
      description: request.description,
      programmeId,
      programmeFields: await checkedProgrammeFields(tx, { programmeId, programmeFields }, before),
      capacity: request.capacity ?? null,
      registrationOpen: request.registrationOpen,
      registrationUntil: request.registrationUntil ? new Date(request.registrationUntil) : null,
      questions: request.questions.map(({ key, label, type, options, required }) => ({
        key,
        label,
        type,
        options,
        required,
      })),
    };
  }

  private async refuseIncomplete(tx: Tx, content: Partial<OnlineEvent>): Promise<void> {
    const { programmeId = null, programmeFields = {} } = content;
    const missing = await missingProgrammeFields(tx, { programmeId, programmeFields });
    if (missing.length > 0) throw new AppError('event.incomplete', { fields: missing });
  }
}
