import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { AttendanceWriter } from '../../activity/attendance/attendance-writer.service.js';
import {
  type Advance,
  type Attendee,
  advance,
  BEAT_S,
  begin,
  type Beat,
  type BeatState,
  FIRST_BEAT_S,
} from '../../activity/attendance/beats.js';
import type { BeatAnswer, BeatRequest } from '../../contracts/attendance.contract.js';
import type { Exclusion } from '../../contracts/vocabulary.js';
import { SessionStates, type SessionStatus } from '../../events/sessions/session-states.service.js';
import { type Actor, hasRight, mayBeOnStage } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { AppError } from '../../infra/errors.js';
import { RateLimit } from '../../infra/http/rate-limit.js';
import { newId } from '../../infra/id.js';
import { SignedTokens } from '../../infra/signed-token.js';
import { SessionEntry } from '../session-entry.service.js';
import { deviceOf, isRobot } from './device.js';

const TICKET_PURPOSE = 'attendance';
/** Far beyond the three missed beats after which a page begins anew anyway; then it is asked again who may watch. */
const TICKET_TTL_S = 10 * 60;
/** Pages that one person may begin per minute: reloading is free, a thousand tabs are not. */
const BEGINNINGS_PER_MINUTE = 60;

/** What a page is at, and how far. */
interface Ticket {
  who: Attendee;
  state: BeatState;
}

/** Beats of the pages that show a session: who is let in begins, the ticket alone goes on. */
@Injectable()
export class Attending {
  private readonly beginnings = new RateLimit(BEGINNINGS_PER_MINUTE);

  constructor(
    private readonly states: SessionStates,
    private readonly entry: SessionEntry,
    private readonly writer: AttendanceWriter,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /**
   * A page's first beat, or one whose ticket is too old.
   *
   * @throws AppError `session.not_found`, `session.wrong_state` where there is nothing to watch, what
   *   `SessionEntry.admit` throws, `request.too_many`
   */
  async begin(actor: Actor, sessionId: string, request: BeatRequest, response: Response): Promise<BeatAnswer> {
    const status = await this.states.status(sessionId);
    if (status.state !== 'live' && status.state !== 'replay') throw new AppError('session.wrong_state');
    if (!(await this.entry.stays(actor, status, response))) await this.entry.admit(actor, status, undefined, response);
    const { personId } = await this.entry.identify(actor, response);
    await this.beginnings.take(personId);
    const who: Attendee = {
      sessionId,
      personId,
      channel: request.channel ?? null,
      device: deviceOf(actor.userAgent),
      exclusion: exclusionOf(actor, status),
    };
    return this.go(who, begin(beatOf(request), this.now(), newId), FIRST_BEAT_S);
  }

  /**
   * Any later beat. It asks no database.
   *
   * @returns null where the page has to begin anew: its ticket has expired
   * @throws AppError `attendance.ticket_invalid`, `attendance.ticket_foreign` for another person's or session's
   */
  beat(personId: string | null, sessionId: string, request: BeatRequest): BeatAnswer | null {
    const verified = this.tokens.verify<Ticket>(TICKET_PURPOSE, request.ticket);
    if (!verified.ok && verified.reason === 'expired') return null;
    if (!verified.ok) throw new AppError('attendance.ticket_invalid');
    const { who, state } = verified.payload;
    if (who.personId !== personId || who.sessionId !== sessionId) throw new AppError('attendance.ticket_foreign');
    return this.go(who, advance(state, beatOf(request), this.now(), newId), BEAT_S);
  }

  private go(who: Attendee, { state, stretches }: Advance, nextInSeconds: number): BeatAnswer {
    this.writer.keep(who, stretches);
    const { token } = this.tokens.sign(TICKET_PURPOSE, { who, state } satisfies Ticket, TICKET_TTL_S);
    return { ticket: token, nextInSeconds };
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

/** Nothing else of a request may find its way into a ticket. */
function beatOf({ playing, played, way }: BeatRequest): Beat {
  return { playing, played, way };
}

function exclusionOf(actor: Actor, { id, path }: SessionStatus): Exclusion | null {
  if (mayBeOnStage(actor, id)) return 'stage';
  if (hasRight(actor, 'event.read', path)) return 'staff';
  return isRobot(actor.userAgent) ? 'robot' : null;
}
