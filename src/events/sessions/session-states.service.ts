import { Injectable } from '@nestjs/common';
import type { ActivityVerb, OnAirState, SessionAccess, SessionState } from '../../contracts/vocabulary.js';
import { type ActivityLine, Ledger } from '../../activity/ledger.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { moveState, type StateMove } from '../../infra/state-machine.js';
import { OnAirWindow } from './on-air-window.entity.js';
import type { Session } from './session.entity.js';
import type { Span } from './session-times.js';

/** The columns of a session that decide what may be done with it. */
export interface SessionStatus {
  id: string;
  eventId: string;
  path: string;
  state: SessionState;
  onAir: OnAirState;
  /** Cut (紧急切断), and not lifted yet. */
  cut: boolean;
  access: SessionAccess;
  startsAt: Date;
  liveSince: Date | null;
  currentItemId: string | null;
}

interface SessionRow {
  id: string;
  path: string;
}

/** Moves a session through its states; each move is one row, one on-air window and one ledger line. */
@Injectable()
export class SessionStates {
  constructor(
    private readonly reads: ReadPool,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `session.not_found`; drafts and archived events have no session that anybody may see */
  async status(id: string): Promise<SessionStatus> {
    const [row] = await this.reads.query<SessionStatus & Record<string, unknown>>(
      `SELECT s.id, s.event_id AS "eventId", s.path, s.state, s.on_air AS "onAir", s.access, s.starts_at AS "startsAt", s.live_since AS "liveSince",
              s.current_item_id AS "currentItemId",
              EXISTS (SELECT 1 FROM session_cut c WHERE c.session_id = s.id AND c.lifted_at IS NULL) AS cut
       FROM session s JOIN online_event e ON e.id = s.event_id
       WHERE s.id = $1 AND e.publication_state = 'published'`,
      [id],
    );
    if (!row) throw new AppError('session.not_found');
    return row;
  }

  async start(tx: Tx, id: string): Promise<void> {
    const now = this.clock.now();
    await this.holdPublished(tx, id);
    const row = await this.enter(tx, { id, from: ['scheduled'], to: 'live', set: { on_air: 'on', live_since: now } });
    await this.openWindow(tx, id, now);
    await this.record(tx, 'session.started', row, now);
  }

  async pause(tx: Tx, id: string): Promise<void> {
    const now = this.clock.now();
    const row = await this.move(tx, { id, column: 'on_air', from: ['on'], to: 'paused' });
    await this.closeWindow(tx, id, now);
    await this.record(tx, 'session.paused', row, now);
  }

  async resume(tx: Tx, id: string): Promise<void> {
    const now = this.clock.now();
    const row = await this.move(tx, { id, column: 'on_air', from: ['paused'], to: 'on' });
    await this.openWindow(tx, id, now);
    await this.record(tx, 'session.resumed', row, now);
  }

  async end(tx: Tx, id: string): Promise<void> {
    const now = this.clock.now();
    const set = { on_air: 'off', ended_at: now, current_item_id: null };
    const row = await this.enter(tx, { id, from: ['live'], to: 'ended', set });
    await this.closeWindow(tx, id, now);
    await this.record(tx, 'session.ended', row, now);
  }

  /** The recording is ready: the ended session can be watched again under the same address. */
  async openReplay(tx: Tx, id: string): Promise<void> {
    const row = await this.enter(tx, { id, from: ['ended'], to: 'replay' });
    await this.record(tx, 'session.reopened_as_replay', row, this.clock.now());
  }

  /**
   * The session, held by the caller, will begin at another time. It is `scheduled` (again), so that it can start.
   *
   * @throws AppError `session.wrong_state`
   */
  async reschedule(tx: Tx, session: Session, { startsAt, endsAt }: Span): Promise<void> {
    const set = { starts_at: startsAt, ends_at: endsAt, ...this.moved(session) };
    const row = await this.enter(tx, { id: session.id, from: ['scheduled', 'postponed'], to: 'scheduled', set });
    await this.record(tx, 'session.rescheduled', row, this.clock.now(), {
      from: session.startsAt.toISOString(),
      to: startsAt.toISOString(),
    });
  }

  /** The session will not begin when it should have; when it will is not known yet. @throws AppError `session.wrong_state` */
  async postpone(tx: Tx, session: Session): Promise<void> {
    const row = await this.enter(tx, {
      id: session.id,
      from: ['scheduled'],
      to: 'postponed',
      set: this.moved(session),
    });
    await this.record(tx, 'session.postponed', row, this.clock.now(), { from: session.startsAt.toISOString() });
  }

  /** @param withEvent the whole event was cancelled, and those registered are told of that. @throws AppError `session.wrong_state` */
  async cancel(tx: Tx, session: Session, reason: string, { withEvent = false } = {}): Promise<void> {
    const { calendarVersion, version } = session;
    const set = { cancel_reason: reason, calendar_version: calendarVersion + 1, version: version + 1 };
    const row = await this.enter(tx, { id: session.id, from: ['scheduled', 'postponed'], to: 'cancelled', set });
    await this.record(tx, 'session.cancelled', row, this.clock.now(), { withEvent });
  }

  private moved({ startsAt, calendarVersion, version }: Session): Record<string, unknown> {
    return { postponed_from: startsAt, calendar_version: calendarVersion + 1, version: version + 1 };
  }

  /** A draft, an archived and a cancelled event have nothing to start; none becomes one of these while this runs. */
  private async holdPublished(tx: Tx, sessionId: string): Promise<void> {
    const [published] = await tx.query(
      `SELECT e.id FROM online_event e JOIN session s ON s.event_id = e.id
       WHERE s.id = $1 AND e.publication_state = 'published' FOR SHARE OF e`,
      [sessionId],
    );
    if (!published) throw new AppError('session.not_found');
  }

  /** A move of the state itself, with the time since when it is in it. */
  private enter(tx: Tx, move: Omit<StateMove, 'table' | 'wrongState' | 'notFound'>): Promise<SessionRow> {
    return this.move(tx, { ...move, set: { ...move.set, state_since: this.clock.now() } });
  }

  private move(tx: Tx, move: Omit<StateMove, 'table' | 'wrongState' | 'notFound'>): Promise<SessionRow> {
    return moveState<SessionRow>(tx, {
      table: 'session',
      wrongState: 'session.wrong_state',
      notFound: 'session.not_found',
      ...move,
    });
  }

  private async openWindow(tx: Tx, sessionId: string, startedAt: Date): Promise<void> {
    await tx.manager.insert(OnAirWindow, { id: newId(), sessionId, startedAt });
  }

  private async closeWindow(tx: Tx, sessionId: string, endedAt: Date): Promise<void> {
    await tx.query(`UPDATE on_air_window SET ended_at = $2 WHERE session_id = $1 AND ended_at IS NULL`, [
      sessionId,
      endedAt,
    ]);
  }

  private record(
    tx: Tx,
    verb: ActivityVerb,
    row: SessionRow,
    occurredAt: Date,
    details?: ActivityLine['details'],
  ): Promise<void> {
    return this.ledger.record(tx, { verb, sessionId: row.id, path: row.path, occurredAt, ...(details && { details }) });
  }
}
