import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { VenueRequest } from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { holdEvent, refuseClosed } from '../event-holding.js';
import { activeWindow } from '../hosts.js';
import type { OnlineEvent } from '../online-event.entity.js';
import { Venue } from './venue.entity.js';

const MOST_VENUES = 200;

/** Planning the places (分会场) where people watch an event together. */
@Injectable()
export class VenuePlans {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `event.not_found`, `event.not_editable`, `organisation.*`, `venue.limit_reached`; @returns its id */
  async add(actor: Actor, eventId: string, request: VenueRequest): Promise<string> {
    return this.transactions.run(actor, async (tx) => {
      const event = await this.event(tx, eventId);
      const others = await tx.query(`SELECT 1 FROM venue WHERE event_id = $1 AND withdrawn_at IS NULL`, [eventId]);
      if (others.length >= MOST_VENUES) throw new AppError('venue.limit_reached');
      const columns = await this.columns(tx, request);
      const id = newId();
      await tx.manager.insert(Venue, { id, eventId, createdAt: this.clock.now(), ...columns });
      await this.record(tx, event, id, { before: null, after: { eventId, ...columns } });
      return id;
    });
  }

  /** @throws AppError `venue.not_found`, `event.not_editable`, `organisation.*` */
  async change(actor: Actor, id: string, request: VenueRequest): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const venue = await this.hold(tx, id);
      const event = await this.event(tx, venue.eventId);
      const columns = await this.columns(tx, request);
      await tx.manager.update(Venue, { id }, columns);
      const { organisationId, name, address, capacity } = venue;
      await this.record(tx, event, id, { before: { organisationId, name, address, capacity }, after: columns });
    });
  }

  /** Who signed in there stays on record; the place is no longer shown or counted. @throws AppError `venue.not_found` */
  async withdraw(actor: Actor, id: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const venue = await this.hold(tx, id);
      const event = await this.event(tx, venue.eventId);
      const withdrawnAt = this.clock.now();
      await tx.manager.update(Venue, { id }, { withdrawnAt });
      await this.record(tx, event, id, { before: { withdrawnAt: null }, after: { withdrawnAt } });
    });
  }

  private async hold(tx: Tx, id: string): Promise<Venue> {
    const venue = await tx.manager.findOne(Venue, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!venue || venue.withdrawnAt) throw new AppError('venue.not_found');
    return venue;
  }

  private async event(tx: Tx, eventId: string): Promise<OnlineEvent> {
    const event = await holdEvent(tx, eventId);
    refuseClosed(event);
    return event;
  }

  private async columns(tx: Tx, { organisationId, name, address, capacity }: VenueRequest) {
    const { id } = await activeWindow(tx, organisationId);
    return { organisationId: id, name: name.trim(), address: address.trim(), capacity: capacity ?? null };
  }

  private async record(
    tx: Tx,
    { path }: OnlineEvent,
    id: string,
    { before, after }: { before: Record<string, unknown> | null; after: Record<string, unknown> },
  ): Promise<void> {
    await this.audit.record(tx, { action: 'venue.changed', path, subject: { kind: 'venue', id }, before, after });
  }
}
