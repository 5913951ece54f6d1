import { Injectable } from '@nestjs/common';
import type { CloneAnswer, CloneEventRequest } from '../contracts/event.contract.js';
import type { Actor } from '../infra/actor.js';
import { businessDay, DAY_MS, startOfDay } from '../infra/business-day.js';
import { Clock } from '../infra/clock.js';
import type { Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { IdempotentCommands } from '../infra/idempotency.js';
import { holdEvent } from './event-holding.js';
import { Events } from './events.service.js';
import { activeWindow } from './hosts.js';
import type { OnlineEvent } from './online-event.entity.js';
import { Programme } from './programmes/programme.entity.js';
import { copySession } from './sessions/session-copies.js';
import { Session } from './sessions/session.entity.js';

const FARTHEST_MS = 2 * 366 * DAY_MS;

type LeftOut = CloneAnswer['leftOut'];

/** "Like last month": an event once more, from another day on. */
@Injectable()
export class EventClones {
  constructor(
    private readonly commands: IdempotentCommands,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /**
   * A draft with everything but people, registrations, states and the key flag. Its sessions keep their distance in days
   * and their times of day; those that were cancelled are not repeated.
   *
   * @throws AppError `session.times_refused` for a first day that is over or years ahead
   */
  clone(
    actor: Actor,
    id: string,
    request: CloneEventRequest,
    key: string | undefined,
  ): Promise<{ id: string; leftOut: LeftOut }> {
    this.refuseDay(request.firstDay);
    return this.commands.run(actor, { key, scope: `event.clone:${id}`, request }, async (tx) => {
      const source = await holdEvent(tx, id);
      const host = await activeWindow(tx, source.hostId);
      const sessions = await repeated(tx, id);
      const shiftMs = shiftTo(request.firstDay, sessions);
      const programme = await closedProgramme(tx, source.programmeId);
      const copy = await this.events.insert(tx, {
        ...content(source, shiftMs),
        ...(programme && { programmeId: null, programmeFields: {} }),
        ...(request.title && { title: request.title }),
        hostId: host.id,
        path: host.path,
        responsibleAccountId: actor.accountId,
        clonedFromId: id,
      });
      for (const session of sessions) {
        await copySession(tx, session, { eventId: copy.id, path: host.path, shiftMs, now: this.clock.now() });
      }
      return { id: copy.id, leftOut: { ...(await people(tx, id, sessions)), programme } };
    });
  }

  private refuseDay(firstDay: string): void {
    const now = this.clock.now();
    const tooFar = startOfDay(firstDay).getTime() > now.getTime() + FARTHEST_MS;
    if (firstDay < businessDay(now) || tooFar) throw new AppError('session.times_refused');
  }
}

function content(source: OnlineEvent, shiftMs: number): Partial<OnlineEvent> {
  const { title, form, mode, summary, description, programmeId, programmeFields } = source;
  const { capacity, registrationOpen, registrationUntil, questions, posterFileId, declaredById } = source;
  return {
    ...{ title, form, mode, summary, description, programmeId, programmeFields },
    ...{ capacity, registrationOpen, questions, posterFileId, declaredById },
    registrationUntil: registrationUntil && new Date(registrationUntil.getTime() + shiftMs),
  };
}

/** All but cancelled ones; of an event that was cancelled as a whole, all. */
async function repeated(tx: Tx, eventId: string): Promise<Session[]> {
  const sessions = await tx.manager.find(Session, { where: { eventId }, order: { startsAt: 'ASC', id: 'ASC' } });
  const held = sessions.filter(({ state }) => state !== 'cancelled');
  return held.length > 0 ? held : sessions;
}

/** Whole days: China keeps no summer time, so times of day and weekdays' order stay. */
function shiftTo(firstDay: string, [first]: readonly Session[]): number {
  if (!first) return 0;
  return startOfDay(firstDay).getTime() - startOfDay(businessDay(first.startsAt)).getTime();
}

async function closedProgramme(tx: Tx, id: string | null): Promise<LeftOut['programme']> {
  const programme = id && (await tx.manager.findOneBy(Programme, { id }));
  return programme && programme.closedAt ? { id: programme.id, name: programme.name } : null;
}

async function people(tx: Tx, eventId: string, sessions: Session[]): Promise<Omit<LeftOut, 'programme'>> {
  const cohosts = await tx.query<{ id: string; name: string }>(
    `SELECT o.id, o.name FROM event_cohost c JOIN organisation o ON o.id = c.organisation_id AND o.state <> 'merged'
     WHERE c.event_id = $1 AND c.state <> 'declined' ORDER BY c.invited_at, c.id`,
    [eventId],
  );
  const sessionsWithPhones = sessions.filter(({ access }) => access === 'phones').length;
  return { cohosts, sessionsWithPhones };
}
