import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Links } from '../accounts/links.js';
import { Persons } from '../accounts/persons/persons.service.js';
import type { SessionEntryView, SessionNeed } from '../contracts/registration.contract.js';
import { SessionAccess } from '../events/sessions/session-access.service.js';
import type { SessionStatus } from '../events/sessions/session-states.service.js';
import { type Actor, hasCapability, mayBeOnStage } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { AppError, isUnavailable } from '../infra/errors.js';
import { SignedTokens } from '../infra/signed-token.js';
import { type Ticket, TICKET_PURPOSE, TICKET_TTL_SECONDS } from '../infra/socket/ticket.js';
import { RecentRefusals } from './recent-refusals.js';

/**
 * Whoever is let in carries a pass, the viewer's capability, that opens board and streams without asking the database.
 * It is renewed while it is used, by the rules as they are then: a registration that was withdrawn closes the streams
 * within this time.
 */
const PASS_MS = 5 * 60_000;
const RENEW_BELOW_MS = PASS_MS / 2;

const NEEDS: Partial<Record<SessionStatus['access'], SessionNeed>> = {
  registered: 'registration',
  code: 'code',
  phones: 'phone',
};

/** Who may come in, and the ticket with which the socket opens. */
@Injectable()
export class SessionEntry {
  private readonly refused = new RecentRefusals();

  constructor(
    private readonly links: Links,
    private readonly persons: Persons,
    private readonly access: SessionAccess,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /**
   * By the rules as they are now, whatever pass is carried; else by a link.
   *
   * @throws AppError `access.*`, `registration.required`, `session.code_required`, `phone.required`,
   *   `session.phone_not_listed`
   */
  async admit(actor: Actor, status: SessionStatus, link: string | undefined, response: Response): Promise<void> {
    if (status.access === 'public' || mayBeOnStage(actor, status.id)) return;
    if (status.access === 'link' && mayWatch(actor, status.id)) return;
    const refusal = await this.access.refusal(actor, status);
    if (refusal === null) this.givePass(actor, status.id, response);
    else if (link) this.redeem(actor, status.id, link, response);
    else throw new AppError(refusal);
  }

  /**
   * What the page tells the caller: title, agenda and form stand open where only the picture is not for everybody. A
   * session by link has no page without its link.
   */
  async view(
    actor: Actor,
    status: SessionStatus,
    link: string | undefined,
    response: Response,
  ): Promise<SessionEntryView> {
    try {
      await this.admit(actor, status, link, response);
      return { allowed: true, needs: null, code: null };
    } catch (error) {
      if (status.access === 'link' || !(error instanceof AppError)) throw error;
      return { allowed: false, needs: NEEDS[status.access] ?? null, code: error.code };
    }
  }

  /**
   * For what is asked for all the time, board and segments: a pass is enough, and one that ends soon is renewed. While
   * the database is away a pass is good until it ends.
   */
  async stays(actor: Actor, status: SessionStatus, response: Response): Promise<boolean> {
    if (status.access === 'public' || mayBeOnStage(actor, status.id)) return true;
    const left = this.passLeft(actor, status.id);
    if (left > RENEW_BELOW_MS || (status.access === 'link' && left > 0)) return true;
    try {
      const refused = await this.refused.remembered(actor, status.id, () => this.access.refusal(actor, status));
      if (!refused) this.givePass(actor, status.id, response);
      return !refused || left > 0;
    } catch (error) {
      if (left > 0 && isUnavailable(error)) return true;
      throw error;
    }
  }

  async ticket(
    actor: Actor,
    claim: Omit<Ticket, 'personId'>,
    response: Response,
    ttlSeconds = TICKET_TTL_SECONDS,
  ): Promise<{ ticket: string; expiresAt: Date }> {
    const { personId } = await this.identify(actor, response);
    const { token, expiresAt } = this.tokens.sign(TICKET_PURPOSE, { ...claim, personId } satisfies Ticket, ttlSeconds);
    return { ticket: token, expiresAt };
  }

  /** Who acts, minted now where the browser was nobody yet. */
  identify(actor: Actor, response: Response): Promise<Actor & { personId: string }> {
    return this.persons.identify(actor, response);
  }

  private redeem(actor: Actor, sessionId: string, link: string, response: Response): void {
    this.persons.remember(actor, response, this.links.redeem(link, 'viewer', sessionId), this.clock.now());
  }

  private givePass(actor: Actor, sessionId: string, response: Response): void {
    if (this.passLeft(actor, sessionId) > PASS_MS) return;
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + PASS_MS);
    this.persons.remember(actor, response, { purpose: 'viewer', subject: sessionId, expiresAt }, now);
  }

  private passLeft(actor: Actor, sessionId: string): number {
    const pass = actor.capabilities.find(({ purpose, subject }) => purpose === 'viewer' && subject === sessionId);
    return pass ? pass.expiresAt.getTime() - this.clock.now().getTime() : 0;
  }
}

function mayWatch(actor: Actor, sessionId: string): boolean {
  return hasCapability(actor, 'viewer', sessionId) || mayBeOnStage(actor, sessionId);
}
