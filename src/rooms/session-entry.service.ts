import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Links } from '../accounts/links.js';
import { Persons } from '../accounts/persons.service.js';
import type { SessionStatus } from '../events/session-states.service.js';
import { type Actor, hasCapability } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { AppError } from '../infra/errors.js';
import { SignedTokens } from '../infra/signed-token.js';
import { type Ticket, TICKET_PURPOSE, TICKET_TTL_SECONDS } from '../infra/socket/ticket.js';

/** Who may come in, and the ticket with which the socket opens. */
@Injectable()
export class SessionEntry {
  constructor(
    private readonly links: Links,
    private readonly persons: Persons,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `access.*` when the session needs a link and the actor has none that is good */
  admit(actor: Actor, status: SessionStatus, link: string | undefined, response: Response): void {
    if (status.access === 'public' || mayWatch(actor, status.id)) return;
    if (!link) throw new AppError('access.denied');
    this.persons.remember(actor, response, this.links.redeem(link, 'viewer', status.id), this.clock.now());
  }

  async ticket(
    actor: Actor,
    claim: Omit<Ticket, 'personId'>,
    response: Response,
    ttlSeconds = TICKET_TTL_SECONDS,
  ): Promise<{ ticket: string; expiresAt: Date }> {
    const { personId } = await this.persons.identify(actor, response);
    const { token, expiresAt } = this.tokens.sign(TICKET_PURPOSE, { ...claim, personId } satisfies Ticket, ttlSeconds);
    return { ticket: token, expiresAt };
  }
}

export function mayWatch(actor: Actor, sessionId: string): boolean {
  return hasCapability(actor, 'viewer', sessionId) || hasCapability(actor, 'host', sessionId);
}
