import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Persons } from '../../accounts/persons/persons.service.js';
import { SessionStates } from '../../events/sessions/session-states.service.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { SessionEntry } from '../../rooms/session-entry.service.js';

/** How long a guest's right to be on stage lasts: longer than any session. */
const GUEST_MS = 12 * 60 * 60_000;

/** Who may watch may raise a hand; who was called carries the right to be on stage. */
@Injectable()
export class HandAudience {
  constructor(
    private readonly states: SessionStates,
    private readonly entry: SessionEntry,
    private readonly persons: Persons,
    private readonly clock: Clock,
  ) {}

  async admit(actor: Actor, sessionId: string, response: Response): Promise<Actor & { personId: string }> {
    await this.entry.admit(actor, await this.states.status(sessionId), undefined, response);
    return this.persons.identify(actor, response);
  }

  letOnStage(actor: Actor, sessionId: string, response: Response): void {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + GUEST_MS);
    this.persons.remember(actor, response, { purpose: 'speaker', subject: sessionId, expiresAt }, now);
  }
}
