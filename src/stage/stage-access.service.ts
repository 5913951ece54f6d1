import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Links } from '../accounts/links.js';
import { Persons } from '../accounts/persons.service.js';
import type { EnterStageAnswer } from '../contracts/stage.contract.js';
import type { Actor, Capability } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { AppError } from '../infra/errors.js';
import { TICKET_TTL_SECONDS } from '../infra/socket/ticket.js';
import { LiveRooms } from '../rooms/live-rooms.service.js';
import { MediaProvider } from '../rooms/media.provider.js';
import { SessionEntry } from '../rooms/session-entry.service.js';

/** Who may run a session, and what a studio needs to begin. */
@Injectable()
export class StageAccess {
  constructor(
    private readonly links: Links,
    private readonly persons: Persons,
    private readonly entry: SessionEntry,
    private readonly rooms: LiveRooms,
    private readonly provider: MediaProvider,
    private readonly clock: Clock,
  ) {}

  async admit(
    actor: Actor,
    sessionId: string,
    link: string | undefined,
    response: Response,
  ): Promise<Pick<EnterStageAnswer, 'ticket' | 'ticketExpiresAt' | 'linkExpiresAt' | 'rtpCapabilities'>> {
    const capability = this.capability(actor, sessionId, link);
    await this.rooms.open(sessionId);
    const rtpCapabilities = await this.provider.media.capabilities({ roomId: sessionId, role: 'publisher' });
    this.persons.remember(actor, response, capability, this.clock.now());
    const left = Math.floor((capability.expiresAt.getTime() - this.clock.now().getTime()) / 1000);
    const claim = { subject: sessionId, purpose: 'host' as const };
    const { ticket, expiresAt } = await this.entry.ticket(actor, claim, response, Math.min(TICKET_TTL_SECONDS, left));
    return {
      ticket,
      ticketExpiresAt: expiresAt.toISOString(),
      linkExpiresAt: capability.expiresAt.toISOString(),
      rtpCapabilities,
    };
  }

  private capability(actor: Actor, sessionId: string, link: string | undefined): Capability {
    if (link) return this.links.redeem(link, 'host', sessionId);
    const held = actor.capabilities.find(({ purpose, subject }) => purpose === 'host' && subject === sessionId);
    if (!held) throw new AppError('access.denied');
    return held;
  }
}
