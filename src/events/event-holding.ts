import type { Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { OnlineEvent } from './online-event.entity.js';
import { Session } from './sessions/session.entity.js';

/**
 * An event's row, held until the transaction ends: whoever plans an event waits for the one before. Sessions are always
 * held after their event, so that two who come from different sides never wait for each other.
 *
 * @throws AppError `event.not_found`
 */
export async function holdEvent(tx: Tx, id: string): Promise<OnlineEvent> {
  const event = await tx.manager.findOne(OnlineEvent, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!event) throw new AppError('event.not_found');
  return event;
}

/** A session with its event, both held. @throws AppError `session.not_found` */
export async function holdSession(tx: Tx, id: string): Promise<{ event: OnlineEvent; session: Session }> {
  const known = await tx.manager.findOneBy(Session, { id });
  if (!known) throw new AppError('session.not_found');
  const event = await holdEvent(tx, known.eventId);
  const session = await tx.manager.findOne(Session, { where: { id }, lock: { mode: 'pessimistic_write' } });
  // Removed from the draft while this waited for the event.
  if (!session) throw new AppError('session.not_found');
  return { event, session };
}

/** @throws AppError `event.not_editable` for what was cancelled or put into the archive */
export function refuseClosed({ planState, publicationState }: OnlineEvent): void {
  if (planState === 'cancelled' || publicationState === 'archived') throw new AppError('event.not_editable');
}

/** Notes that something of the event has changed, its sessions and co-hosts included. */
export async function touchEvent(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.manager.update(OnlineEvent, { id }, { updatedAt: now });
}
