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

/** As what somebody may come, until when, and by which invitation. */
export interface Admission {
  role: 'host' | 'speaker';
  expiresAt: Date;
  invitationId: string | null;
}

/** Who may come onto the stage of a session. */
@Injectable()
export class StageAdmission {
  constructor(
    private readonly links: Links,
    private readonly persons: Persons,
    private readonly resources: Resources,
    private readonly clock: Clock,
  ) {}

  /**
   * By link, by what a link left, or as staff of the host window; a host before a speaker. Staff get no capability to
   * keep: what they may do ends with their role.
   *
   * @throws AppError `access.*`, `session.not_found`
   */
  async of(actor: Actor, sessionId: string, link: string | undefined, response: Response): Promise<Admission> {
    if (link) {
      const { purpose, subject, expiresAt, invitation } = this.links.redeem(link, ['host', 'speaker'], sessionId);
      this.persons.remember(actor, response, { purpose, subject, expiresAt }, this.clock.now());
      return { role: purpose === 'host' ? 'host' : 'speaker', expiresAt, invitationId: invitation };
    }
    return this.held(actor, sessionId, 'host') ?? (await this.asStaff(actor, sessionId));
  }

  private async asStaff(actor: Actor, sessionId: string): Promise<Admission> {
    const speaker = this.held(actor, sessionId, 'speaker');
    if (actor.owesTotp && !speaker) throw new AppError('access.totp_required');
    // Who holds no role learns nothing of which sessions there are.
    const path = actor.grants.length > 0 ? await this.resources.path('session', sessionId) : null;
    if (path !== null && hasRight(actor, 'stage.run', path)) {
      const expiresAt = new Date(this.clock.now().getTime() + STAFF_HOURS * 3_600_000);
      return { role: 'host', expiresAt, invitationId: null };
    }
    if (!speaker) throw new AppError('access.denied');
    return speaker;
  }

  private held(actor: Actor, sessionId: string, role: 'host' | 'speaker'): Admission | null {
    const held = actor.capabilities.find(({ purpose, subject }) => purpose === role && subject === sessionId);
    return held ? { role, expiresAt: held.expiresAt, invitationId: null } : null;
  }
}
