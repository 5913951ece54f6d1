import { Injectable } from '@nestjs/common';
import type { RegisterRequest } from '../../contracts/registration.contract.js';
import type { RegistrationState } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { Turns } from '../../infra/turns.js';
import { checkedAnswers } from './registration-answers.js';
import { RegistrationFacts } from './registration-facts.service.js';
import { RegistrationParticulars } from './registration-particulars.service.js';
import { type Registrant, Registrants } from './registration-registrant.service.js';
import { closedBecause, isOver, lockTerms, type RegistrationTerms } from './registration-rules.js';
import { Registration } from './registration.entity.js';

/** Registrations of one event wait for each other: more of them than this would only hold connections while waiting. */
const AT_ONCE = 4;
const MOST_WAITING = 2_000;

interface Earlier extends Record<string, unknown> {
  id: string;
  state: RegistrationState;
}

/** Registering for an event, changing it, cancelling it: one row per human and event. */
@Injectable()
export class Registrations {
  private readonly turns = new Turns(AT_ONCE, MOST_WAITING, 10);

  constructor(
    private readonly transactions: Transactions,
    private readonly registrants: Registrants,
    private readonly particulars: RegistrationParticulars,
    private readonly facts: RegistrationFacts,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `phone.required`, `consent.required`, `event.not_found`, `registration.closed`, `registration.full` */
  async register(actor: Actor, eventId: string, request: RegisterRequest): Promise<void> {
    const registrant = await this.registrants.require(actor, request.consent === true);
    await this.turns.run(() =>
      this.transactions.run(actor, (tx) => this.enter(tx, registrant, { eventId, request, now: this.clock.now() })),
    );
  }

  /** Cancelling twice is fine. @throws AppError `registration.not_found` */
  async cancel(actor: Actor, eventId: string): Promise<void> {
    const registrant = await this.registrants.of(actor);
    if (!registrant) throw new AppError('registration.not_found');
    await this.transactions.run(actor, async (tx) => {
      const rows = await this.rowsOf(tx, registrant, eventId);
      if (rows.length === 0) throw new AppError('registration.not_found');
      const cancelled = await tx.query<Earlier & { path: string }>(
        `UPDATE registration r SET state = 'cancelled', cancelled_at = $2 FROM online_event e
         WHERE r.id = ANY($1) AND r.state = 'registered' AND e.id = r.event_id RETURNING r.id, r.state, e.path`,
        [rows.map(({ id }) => id), this.clock.now()],
      );
      for (const { id, path } of cancelled) await this.facts.cancelled(tx, { eventId, registrationId: id, path });
    });
  }

  private async enter(
    tx: Tx,
    registrant: Registrant,
    { eventId, request, now }: { eventId: string; request: RegisterRequest; now: Date },
  ): Promise<void> {
    const terms = await lockTerms(tx, eventId, now);
    const [earlier] = await this.rowsOf(tx, registrant, eventId);
    const isChange = earlier?.state === 'registered';
    refuseIfClosed(terms, isChange, now);
    const answers = checkedAnswers(terms.questions, request.answers);
    const { profile, columns } = await this.particulars.of(tx, request);
    const id = earlier?.id ?? newId();
    if (isChange) await tx.manager.update(Registration, { id }, { ...columns, answers });
    else await this.begin(tx, { id, registrant, terms, request, isNew: !earlier, row: { ...columns, answers }, now });
    await this.registrants.remember(tx, registrant, { ...consentsOf(request), profile });
  }

  /** A first registration, or one after it was cancelled. The channel that brought a person first stays theirs. */
  private async begin(
    tx: Tx,
    entry: {
      id: string;
      registrant: Registrant;
      terms: RegistrationTerms;
      request: RegisterRequest;
      isNew: boolean;
      row: Partial<Registration>;
      now: Date;
    },
  ): Promise<void> {
    const { id, registrant, terms, request, isNew, row, now } = entry;
    const again = { ...row, state: 'registered' as const, registeredAt: now, cancelledAt: null };
    if (isNew) {
      const channelId = await this.particulars.channel(tx, request.channel);
      const key = { id, eventId: terms.id, personId: registrant.root, channelId };
      await tx.manager.insert(Registration, { ...again, ...key });
    } else {
      await tx.manager.update(Registration, { id }, again);
    }
    await this.facts.made(tx, { terms, registrationId: id, root: registrant.root });
  }

  /** A human whose persons were linked later may have several; the one that stands comes first. */
  private rowsOf(tx: Tx, { persons }: Registrant, eventId: string): Promise<Earlier[]> {
    return tx.query<Earlier>(
      `SELECT id, state FROM registration WHERE event_id = $1 AND person_id = ANY($2)
       ORDER BY state = 'registered' DESC, id FOR UPDATE`,
      [eventId, persons],
    );
  }
}

/** Who is registered may correct what they told until it is over, also when all places are taken. */
function refuseIfClosed(terms: RegistrationTerms, isChange: boolean, now: Date): void {
  if (isChange && !isOver(terms)) return;
  const closed = closedBecause(terms, now);
  if (closed) throw new AppError(closed === 'full' ? 'registration.full' : 'registration.closed');
}

function consentsOf({ consent, reminders }: RegisterRequest): { consent?: boolean; reminders?: boolean } {
  return { ...(consent !== undefined && { consent }), ...(reminders !== undefined && { reminders }) };
}
