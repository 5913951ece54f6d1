import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Persons } from '../accounts/persons/persons.service.js';
import type { SessionEntryView } from '../contracts/registration.contract.js';
import { SessionAccess } from '../events/sessions/session-access.service.js';
import { SessionStates } from '../events/sessions/session-states.service.js';
import type { Actor } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { AppError } from '../infra/errors.js';
import { RateLimit } from '../infra/http/rate-limit.js';

const WRONG_PER_MINUTE_OF_DEVICE = 10;
/** Of everybody together: a code of four signs would take days to be guessed. */
const WRONG_PER_MINUTE_OF_SESSION = 200;
const CODE_LIFE_MS = 12 * 60 * 60_000;

/** The access codes of sessions: who knows one may join from that browser for half a day. */
@Injectable()
export class SessionCodes {
  private readonly wrongOfDevice = new RateLimit(WRONG_PER_MINUTE_OF_DEVICE);
  private readonly wrongOfSession = new RateLimit(WRONG_PER_MINUTE_OF_SESSION);

  constructor(
    private readonly states: SessionStates,
    private readonly access: SessionAccess,
    private readonly persons: Persons,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `session.code_wrong`; `session.wrong_state` where the session has no code */
  async enter(actor: Actor, sessionId: string, code: string, response: Response): Promise<SessionEntryView> {
    const { access } = await this.states.status(sessionId);
    if (access !== 'code') throw new AppError('session.wrong_state');
    const device = await this.persons.identify(actor, response);
    // Taken before the code is looked at, so that many tries at once cannot pass together; only wrong ones stay taken.
    await this.wrongOfDevice.take(device.personId);
    await this.wrongOfSession.take(sessionId);
    if (!(await this.access.isCode(sessionId, code))) throw new AppError('session.code_wrong');
    await Promise.all([this.wrongOfDevice.giveBack(device.personId), this.wrongOfSession.giveBack(sessionId)]);
    const now = this.clock.now();
    const subject = this.access.codeSubject(sessionId, code);
    const expiresAt = new Date(now.getTime() + CODE_LIFE_MS);
    this.persons.remember(actor, response, { purpose: 'code', subject, expiresAt }, now);
    return { allowed: true, needs: null, code: null };
  }
}
