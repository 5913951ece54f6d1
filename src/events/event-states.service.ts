import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import { Ledger } from '../activity/ledger.js';
import type { ActivityVerb, AuditAction, SessionState } from '../contracts/vocabulary.js';
import type { Actor } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { Transactions, type Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { moveState, type StateMove } from '../infra/state-machine.js';
import { holdEvent, refuseClosed } from './event-holding.js';
import type { OnlineEvent } from './online-event.entity.js';
import { missingProgrammeFields } from './programmes/programme-check.js';
import { SessionStates } from './sessions/session-states.service.js';
import { Session } from './sessions/session.entity.js';

type Move = Pick<StateMove, 'column' | 'from' | 'to' | 'set'>;

/** In these a session will still begin, or might. */
const TO_COME: readonly SessionState[] = ['scheduled', 'postponed'];
/** In these it has taken place, or does: the event is held, or will be in a moment. */
const BEGUN: readonly SessionState[] = ['live', 'ended', 'replay'];

/** Moves an event through publication and plan: two things that have nothing to do with the time of its sessions. */
@Injectable()
export class EventStates implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly sessions: SessionStates,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.ledger.subscribe('session.ended', 'event_held', {
      handler: async (tx, { sessionId, occurredAt }) => {
        if (sessionId) await this.hold(tx, sessionId, occurredAt);
      },
    });
  }

  /** @throws AppError `event.incomplete` with what is missing, `event.wrong_state`, `event.not_editable` */
  publish(actor: Actor, id: string): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const event = await holdEvent(tx, id);
      refuseClosed(event);
      const now = this.clock.now();
      await this.move(tx, event, publication(['draft'], 'published', { published_at: now }), 'event.published');
      await this.refuseIncomplete(tx, event);
      await this.record(tx, 'event.published', event);
    });
  }

  /** Back to a draft, as long as nobody relies on it. @throws AppError `event.not_withdrawable`, `event.wrong_state` */
  unpublish(actor: Actor, id: string): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const event = await holdEvent(tx, id);
      await this.move(tx, event, publication(['published'], 'draft', { published_at: null }), 'event.unpublished');
      const [inUse] = await tx.query(
        `SELECT 1 FROM registration WHERE event_id = $1 AND state = 'registered'
         UNION ALL
         SELECT 1 FROM session WHERE event_id = $1 AND state <> 'scheduled' LIMIT 1`,
        [id],
      );
      if (inUse) throw new AppError('event.not_withdrawable');
    });
  }

  /** Puts away what is over, or a draft that nobody needs. @throws AppError `event.wrong_state` */
  archive(actor: Actor, id: string): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const event = await holdEvent(tx, id);
      const sessions = event.publicationState === 'published' ? await tx.manager.findBy(Session, { eventId: id }) : [];
      if (sessions.some((session) => isAhead(session, this.clock.now()))) throw new AppError('event.wrong_state');
      await this.move(tx, event, publication(['draft', 'published'], 'archived'), 'event.archived');
      await this.record(tx, 'event.archived', event);
    });
  }

  /** All its sessions with it; those registered are told once. @throws AppError `event.wrong_state` when one is live or was */
  cancel(actor: Actor, id: string, reason: string): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const event = await holdEvent(tx, id);
      if (event.publicationState !== 'published') throw new AppError('event.wrong_state');
      const sessions = await tx.manager.find(Session, {
        where: { eventId: id },
        order: { id: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      });
      if (sessions.some(({ state }) => BEGUN.includes(state))) throw new AppError('event.wrong_state');
      const move: Move = { column: 'plan_state', from: ['declared'], to: 'cancelled', set: { cancel_reason: reason } };
      await this.move(tx, event, move, 'event.cancelled');
      for (const session of sessions.filter(({ state }) => TO_COME.includes(state))) {
        await this.sessions.cancel(tx, session, reason, { withEvent: true });
      }
      await this.record(tx, 'event.cancelled', event);
    });
  }

  /** The first of its sessions has ended: the event was held. */
  private async hold(tx: Tx, sessionId: string, occurredAt: Date): Promise<void> {
    const session = await tx.manager.findOneByOrFail(Session, { id: sessionId });
    const event = await holdEvent(tx, session.eventId);
    if (event.planState !== 'declared') return;
    const move: Move = { column: 'plan_state', from: ['declared'], to: 'held' };
    await moveState(tx, { ...EVENT, id: event.id, ...move });
    await this.record(tx, 'event.held', event, occurredAt);
  }

  private async refuseIncomplete(tx: Tx, event: OnlineEvent): Promise<void> {
    const sessions = await tx.manager.findBy(Session, { eventId: event.id });
    const ahead = sessions.some((session) => isAhead(session, this.clock.now()));
    const missing = [
      ...(ahead ? [] : [{ path: 'sessions', rule: 'required' }]),
      ...(await missingProgrammeFields(tx, event)),
    ];
    if (missing.length > 0) throw new AppError('event.incomplete', { fields: missing });
  }

  private async move(tx: Tx, event: OnlineEvent, move: Move, action: AuditAction): Promise<void> {
    await moveState(tx, { ...EVENT, id: event.id, ...move, set: { ...move.set, updated_at: this.clock.now() } });
    const column = move.column === 'plan_state' ? 'planState' : 'publicationState';
    await this.audit.record(tx, {
      action,
      path: event.path,
      subject: { kind: 'event', id: event.id },
      before: { [column]: event[column] },
      after: { [column]: move.to, ...(move.set?.['cancel_reason'] ? { reason: move.set['cancel_reason'] } : {}) },
    });
  }

  private record(tx: Tx, verb: ActivityVerb, event: OnlineEvent, occurredAt = this.clock.now()): Promise<void> {
    const details = { eventId: event.id, programmeId: event.programmeId, form: event.form };
    return this.ledger.record(tx, { verb, path: event.path, details, occurredAt });
  }
}

const EVENT = { table: 'online_event', wrongState: 'event.wrong_state', notFound: 'event.not_found' } as const;

function publication(from: string[], to: string, set: Record<string, unknown> = {}): Move {
  return { column: 'publication_state', from, to, set };
}

/** Whether a session is live or may still come. One that was never started is over with its time. */
function isAhead({ state, endsAt }: Session, now: Date): boolean {
  return state === 'live' || state === 'postponed' || (state === 'scheduled' && endsAt > now);
}
