import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { StripSpan } from '../../contracts/session.contract.js';
import { SessionStates } from '../../events/sessions/session-states.service.js';
import type { Actor } from '../../infra/actor.js';
import { SessionEntry } from '../../rooms/session-entry.service.js';
import { Strips } from './strips.read-model.js';

/** Who may see the picture may know who is on it, and nobody else. */
@Injectable()
export class StripAudience {
  constructor(
    private readonly states: SessionStates,
    private readonly entry: SessionEntry,
    private readonly strips: Strips,
  ) {}

  /** @throws AppError `session.not_found`, and what keeps somebody from watching */
  async list(actor: Actor, sessionId: string, response: Response): Promise<StripSpan[]> {
    const status = await this.states.status(sessionId);
    if (!(await this.entry.stays(actor, status, response))) await this.entry.admit(actor, status, undefined, response);
    return this.strips.of(sessionId);
  }
}
