import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Links } from '../../accounts/links.js';
import { Persons } from '../../accounts/persons/persons.service.js';
import { CONFIG, type Config } from '../../config.js';
import type { HallLink } from '../../contracts/summary.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { EventFactsReader } from '../summary/event-facts.read-model.js';

const DAY_S = 24 * 3_600;

/** Signed links for the computer at the wall, where nobody should be signed in. */
@Injectable()
export class HallLinks {
  constructor(
    private readonly links: Links,
    private readonly persons: Persons,
    private readonly events: EventFactsReader,
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Good until a day after the event's planned end. @throws AppError `event.not_found` */
  async issue(eventId: string): Promise<HallLink> {
    const { event } = await this.events.of(eventId);
    const ahead = event.endsAt ? Math.round((Date.parse(event.endsAt) - this.clock.now().getTime()) / 1000) : 0;
    const { token, expiresAt } = this.links.issue('hall', eventId, Math.max(ahead, 0) + DAY_S);
    return { url: `${this.config.publicUrl}/hall/${eventId}?link=${token}`, expiresAt: expiresAt.toISOString() };
  }

  /** Leaves the right with the browser. @throws AppError `access.link_invalid`, `access.link_expired` */
  enter(actor: Actor, eventId: string, link: string, response: Response): void {
    this.persons.remember(actor, response, this.links.redeem(link, 'hall', eventId), this.clock.now());
  }
}
