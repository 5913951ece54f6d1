import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Persons } from '../../accounts/persons/persons.service.js';
import type { VenueSignInPage, VenueSignInRequest } from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { RateLimit } from '../../infra/http/rate-limit.js';
import { VenueDoors } from './venue-doors.read-model.js';
import { VenueSignIns } from './venue-sign-ins.service.js';
import { VenueVisitors } from './venue-visitors.service.js';

/** A volunteer with a tablet signs people in as fast as they can say their number. */
const PER_MINUTE_OF_DEVICE = 30;

/** Signing in at the door of a venue. */
@Injectable()
export class VenueSignInDesk {
  private readonly limit = new RateLimit(PER_MINUTE_OF_DEVICE);

  constructor(
    private readonly transactions: Transactions,
    private readonly doors: VenueDoors,
    private readonly visitors: VenueVisitors,
    private readonly signIns: VenueSignIns,
    private readonly persons: Persons,
  ) {}

  async page(actor: Actor, venueId: string, key: string): Promise<VenueSignInPage> {
    return this.doors.page(actor, await this.doors.door(venueId, key));
  }

  /** @throws AppError `access.link_invalid`, `venue.not_found`, `venue.closed`, `phone.required`, `request.invalid` */
  async signIn(
    actor: Actor,
    venueId: string,
    request: VenueSignInRequest,
    response: Response,
  ): Promise<VenueSignInPage> {
    const door = await this.doors.door(venueId, request.key);
    if (!door.open) throw new AppError('venue.closed');
    const device = await this.persons.identify(actor, response);
    await this.limit.take(device.personId);
    const visitor = await this.visitors.of(device.personId, request);
    // Of somebody who was only named the ledger knows no person, least of all that of the tablet at the door.
    const as = visitor.personId ? device : { ...device, personId: null };
    await this.transactions.run(as, (tx) => this.signIns.add(tx, door, visitor));
    return { ...(await this.doors.page(device, door)), signedIn: true };
  }
}
