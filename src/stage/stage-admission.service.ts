import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Links } from '../accounts/links.js';
import { Persons } from '../accounts/persons/persons.service.js';
import { type Actor, hasRight } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { AppError } from '../infra/errors.js';
import { Resources } from '../infra/resources.js';

/** How long a studio that staff opened stays without asking anew; an access token lives no longer. */
const STAFF_HOURS = 12;

/** Who may run a session. */
@Injectable()
export class StageAdmission {
  constructor(
    private readonly links: Links,
    private readonly persons: Persons,
    private readonly resources: Resources,
    private readonly clock: Clock,
  ) {}

  /**
   * By link, by what a link left, or as staff of the host window. Staff get no capability to keep: what they may do ends
   * with their role.
   *
   * @throws AppError `access.*`, `session.not_found`
   */
  async of(
    actor: Actor,
    sessionId: string,
    link: string | undefined,
    response: Response,
  ): Promise<{ expiresAt: Date }> {
    if (link) {
      const capability = this.links.redeem(link, 'host', sessionId);
      this.persons.remember(actor, response, capability, this.clock.now());
      return capability;
    }
    const held = actor.capabilities.find(({ purpose, subject }) => purpose === 'host' && subject === sessionId);
    if (held) return held;
    if (actor.owesTotp) throw new AppError('access.totp_required');
    // Who holds no role learns nothing of which sessions there are.
    if (actor.grants.length === 0) throw new AppError('access.denied');
    const path = await this.resources.path('session', sessionId);
    if (!hasRight(actor, 'stage.run', path)) throw new AppError('access.denied');
    return { expiresAt: new Date(this.clock.now().getTime() + STAFF_HOURS * 3_600_000) };
  }
}
