import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Persons } from '../accounts/persons/persons.service.js';
import type { EnterStageAnswer, EnterStageRequest } from '../contracts/stage.contract.js';
import type { Actor } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { TICKET_TTL_SECONDS } from '../infra/socket/ticket.js';
import { SessionEntry } from '../rooms/session-entry.service.js';
import { StageEntry } from './people/stage-entry.service.js';
import { StageAdmission } from './stage-admission.service.js';

type Admitted = Pick<EnterStageAnswer, 'you' | 'ticket' | 'ticketExpiresAt' | 'linkExpiresAt'>;

/** Lets somebody onto a stage: the right, the row, the ticket of the socket. */
@Injectable()
export class StageAccess {
  constructor(
    private readonly admission: StageAdmission,
    private readonly people: StageEntry,
    private readonly persons: Persons,
    private readonly entry: SessionEntry,
    private readonly clock: Clock,
  ) {}

  async admit(actor: Actor, sessionId: string, request: EnterStageRequest, response: Response): Promise<Admitted> {
    const admission = await this.admission.of(actor, sessionId, request.link, response);
    const person = await this.persons.identify(actor, response);
    const { id, role, name, unit } = await this.people.enter(person, sessionId, admission, request);
    const left = Math.floor((admission.expiresAt.getTime() - this.clock.now().getTime()) / 1000);
    const purpose = role === 'host' ? ('host' as const) : ('speaker' as const);
    const claim = { subject: sessionId, purpose, participantId: id };
    const { ticket, expiresAt } = await this.entry.ticket(person, claim, response, Math.min(TICKET_TTL_SECONDS, left));
    return {
      you: { id, role, name, unit },
      ticket,
      ticketExpiresAt: expiresAt.toISOString(),
      linkExpiresAt: admission.expiresAt.toISOString(),
    };
  }
}
