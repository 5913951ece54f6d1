import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { EnterStageAnswer } from '../contracts/stage.contract.js';
import type { Actor } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { TICKET_TTL_SECONDS } from '../infra/socket/ticket.js';
import { LiveRooms } from '../rooms/live-rooms.service.js';
import { MediaProvider } from '../rooms/media.provider.js';
import { SessionEntry } from '../rooms/session-entry.service.js';
import { StageAdmission } from './stage-admission.service.js';

/** What a studio needs to begin. */
@Injectable()
export class StageAccess {
  constructor(
    private readonly admission: StageAdmission,
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
    const { expiresAt: until } = await this.admission.of(actor, sessionId, link, response);
    await this.rooms.open(sessionId);
    const rtpCapabilities = await this.provider.media.capabilities({ roomId: sessionId, role: 'publisher' });
    const left = Math.floor((until.getTime() - this.clock.now().getTime()) / 1000);
    const claim = { subject: sessionId, purpose: 'host' as const };
    const { ticket, expiresAt } = await this.entry.ticket(actor, claim, response, Math.min(TICKET_TTL_SECONDS, left));
    return {
      ticket,
      ticketExpiresAt: expiresAt.toISOString(),
      linkExpiresAt: until.toISOString(),
      rtpCapabilities,
    };
  }
}
