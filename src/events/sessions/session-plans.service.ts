import { Injectable } from '@nestjs/common';
import type { AuditContent } from '../../accounts/audit/audit-content.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { PostponeRequest, SessionRequest } from '../../contracts/event.contract.js';
import type { AuditAction } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { IdempotentCommands } from '../../infra/idempotency.js';
import { newAccessCode } from './access-code.js';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { holdEvent, holdSession, refuseClosed, touchEvent } from '../event-holding.js';
import type { OnlineEvent } from '../online-event.entity.js';
import { SessionStates } from './session-states.service.js';
import { checkedSpan, sameSpan, type Span } from './session-times.js';
import { Session } from './session.entity.js';

/** Sessions of one event; a series of a year with one a week fits in. */
export const MOST_SESSIONS = 50;

/** Planning the sessions of an event. Once it is published, a time changes only with a notice to those registered. */
@Injectable()
export class SessionPlans {
  constructor(
    private readonly commands: IdempotentCommands,
    private readonly states: SessionStates,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @returns the session's id. @throws AppError `event.*`, `session.times_refused` */
  add(actor: Actor, eventId: string, request: SessionRequest, key: string | undefined): Promise<string> {
    return this.commands.run(actor, { key, scope: `session.add:${eventId}`, request }, async (tx) => {
      const event = await holdEvent(tx, eventId);
      refuseClosed(event);
      if ((await tx.manager.countBy(Session, { eventId })) >= MOST_SESSIONS) throw new AppError('event.sessions_full');
      const span = checkedSpan(request, this.clock.now());
      const [id, now] = [newId(), this.clock.now()];
      const row = { ...texts(request, null), ...span, id, eventId, path: event.path, createdAt: now, stateSince: now };
      await tx.manager.insert(Session, row);
      await this.written(tx, event, 'session.changed', id, null, row);
      return id;
    });
  }

  /**
   * @returns its event's id
   * @throws AppError `session.changed_meanwhile` when the caller has read an older version, `session.postpone_needed`
   *   for another time of a published session
   */
  async change(actor: Actor, id: string, request: SessionRequest, key: string | undefined): Promise<string> {
    if (request.version === undefined) {
      throw new AppError('request.invalid', { fields: [{ path: 'version', rule: 'required' }] });
    }
    return this.commands.run(actor, { key, scope: `session.change:${id}`, request }, async (tx) => {
      const { event, session } = await holdSession(tx, id);
      refuseClosed(event);
      if (request.version !== session.version) throw new AppError('session.changed_meanwhile');
      if (session.state === 'cancelled') throw new AppError('session.wrong_state');
      const wanted = { startsAt: new Date(request.startsAt), endsAt: new Date(request.endsAt) };
      const span = sameSpan(wanted, session) ? null : this.newSpan(event, request);
      const change = { ...texts(request, session), ...span, version: session.version + 1 };
      await tx.manager.update(Session, { id }, change);
      if (span) await moveAgenda(tx, session, span);
      return this.written(tx, event, 'session.changed', id, session, { ...session, ...change });
    });
  }

  /** @returns its event's id. @throws AppError `event.wrong_state` once that is published: then it can only be cancelled */
  remove(actor: Actor, id: string): Promise<string> {
    return this.commands.run(actor, { key: undefined, scope: `session.remove:${id}`, request: null }, async (tx) => {
      const { event, session } = await holdSession(tx, id);
      if (event.publicationState !== 'draft' || session.state !== 'scheduled') throw new AppError('event.wrong_state');
      await tx.query(`DELETE FROM invited_phone WHERE session_id = $1`, [id]);
      await tx.manager.delete(AgendaItem, { sessionId: id });
      await tx.manager.delete(Session, { id });
      return this.written(tx, event, 'session.changed', id, session, null);
    });
  }

  /**
   * To another time, or to one that will be announced; those registered are told.
   *
   * @returns its event's id
   * @throws AppError `session.wrong_state`, `session.times_refused`
   */
  async postpone(actor: Actor, id: string, request: PostponeRequest, key: string | undefined): Promise<string> {
    const { startsAt, endsAt } = request;
    if ((startsAt === undefined) !== (endsAt === undefined)) {
      throw new AppError('request.invalid', { fields: [{ path: startsAt ? 'endsAt' : 'startsAt', rule: 'required' }] });
    }
    return this.commands.run(actor, { key, scope: `session.postpone:${id}`, request }, async (tx) => {
      const { event, session } = await this.holdAnnounced(tx, id);
      const span = startsAt && endsAt ? checkedSpan({ startsAt, endsAt }, this.clock.now()) : null;
      if (span) await this.reschedule(tx, session, span);
      else await this.states.postpone(tx, session);
      const after = { ...session, ...span, state: span ? 'scheduled' : 'postponed' };
      return this.written(tx, event, 'session.postponed', id, session, after);
    });
  }

  /** Those registered are told why. @returns its event's id. @throws AppError `session.wrong_state` */
  cancel(actor: Actor, id: string, reason: string, key: string | undefined): Promise<string> {
    return this.commands.run(actor, { key, scope: `session.cancel:${id}`, request: { reason } }, async (tx) => {
      const { event, session } = await this.holdAnnounced(tx, id);
      await this.states.cancel(tx, session, reason);
      const after = { ...session, state: 'cancelled', cancelReason: reason };
      return this.written(tx, event, 'session.cancelled', id, session, after);
    });
  }

  private async reschedule(tx: Tx, session: Session, span: Span): Promise<void> {
    if (session.state === 'scheduled' && sameSpan(span, session)) throw new AppError('session.times_refused');
    await this.states.reschedule(tx, session, span);
    await moveAgenda(tx, session, span);
  }

  private newSpan(event: OnlineEvent, request: SessionRequest): Span {
    if (event.publicationState !== 'draft') throw new AppError('session.postpone_needed');
    return checkedSpan(request, this.clock.now());
  }

  /** A draft's session has nobody to tell: it is changed or removed. */
  private async holdAnnounced(tx: Tx, id: string): Promise<{ event: OnlineEvent; session: Session }> {
    const held = await holdSession(tx, id);
    refuseClosed(held.event);
    if (held.event.publicationState !== 'published') throw new AppError('event.wrong_state');
    return held;
  }

  private async written(
    tx: Tx,
    { id: eventId, path }: OnlineEvent,
    action: AuditAction,
    id: string,
    before: object | null,
    after: object | null,
  ): Promise<string> {
    await touchEvent(tx, eventId, this.clock.now());
    await this.audit.record(tx, {
      action,
      path,
      subject: { kind: 'session', id },
      before: before && audited(before),
      after: after && audited(after),
    });
    return eventId;
  }
}

/** The version says nothing that the other columns do not say. */
function audited(row: object): AuditContent {
  const { version: _version, ...rest }: { version?: number } = row;
  return { ...rest };
}

/** Everything but the time. A code is kept, replaced or made; other ways in need none. */
function texts(request: SessionRequest, before: Session | null): Partial<Session> {
  const { title, summary, description, access } = request;
  const accessCode = access === 'code' ? (request.accessCode ?? before?.accessCode ?? newAccessCode()) : null;
  return { title, summary, description, access, accessCode };
}

/** Agenda items keep their distance from the session's start. */
async function moveAgenda(tx: Tx, { id, startsAt }: Session, span: Span): Promise<void> {
  const seconds = (span.startsAt.getTime() - startsAt.getTime()) / 1000;
  await tx.query(`UPDATE agenda_item SET starts_at = starts_at + make_interval(secs => $2) WHERE session_id = $1`, [
    id,
    seconds,
  ]);
}
