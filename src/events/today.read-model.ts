import { Injectable } from '@nestjs/common';
import type { TodaySession, TodayView } from '../contracts/today.contract.js';
import type { Actor } from '../infra/actor.js';
import { businessDay, DAY_MS, endOfDay, startOfDay } from '../infra/business-day.js';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { CohostLists } from './cohosts/cohosts.read-model.js';
import { EventLines } from './event-lines.read-model.js';
import { SupervisedSessions } from './supervised-sessions.read-model.js';

interface TodayRow extends Omit<TodaySession, 'event' | 'startsAt' | 'endsAt'> {
  eventId: string;
  eventTitle: string;
  startsAt: Date;
  endsAt: Date;
}

/** Published events that the organisation hosts, declared or co-hosts. */
const MINE = `
  online_event e ON e.id = s.event_id AND e.publication_state = 'published'
    AND (e.host_id = $1 OR e.declared_by_id = $1 OR EXISTS (
      SELECT 1 FROM event_cohost c WHERE c.event_id = e.id AND c.organisation_id = $1 AND c.state = 'accepted'))`;

const SESSION_SQL = `
  SELECT s.id, s.title, s.state, s.on_air AS "onAir", s.access, e.host_id = $1 AS hosted, s.starts_at AS "startsAt", s.ends_at AS "endsAt",
         e.id AS "eventId", e.title AS "eventTitle",
         (SELECT count(*)::int FROM registration r WHERE r.event_id = e.id AND r.state = 'registered') AS registered
  FROM session s JOIN ${MINE}`;

const MOST_SESSIONS = 100;
const MOST_AHEAD = 20;
const MOST_DRAFTS = 5;

/** What an organisation's people look at first: what is on today, and what waits for them. */
@Injectable()
export class Today {
  constructor(
    private readonly reads: ReadPool,
    private readonly lines: EventLines,
    private readonly cohosts: CohostLists,
    private readonly supervised: SupervisedSessions,
    private readonly clock: Clock,
  ) {}

  async view(actor: Actor, organisationId: string): Promise<TodayView> {
    const now = this.clock.now();
    const day = businessDay(now);
    const [sessions, { drafts, count }, invitations, { ahead, nextSevenDays }, below] = await Promise.all([
      this.sessions(organisationId, day),
      this.lines.drafts(organisationId, MOST_DRAFTS),
      this.cohosts.waiting(organisationId),
      this.ahead(organisationId, day),
      this.supervised.below(actor, organisationId),
    ]);
    return {
      day,
      sessions,
      drafts,
      draftCount: count,
      invitations,
      nextSevenDays,
      ahead,
      below,
      now: now.toISOString(),
    };
  }

  /** What runs, and whatever is planned for a part of the day. */
  private async sessions(organisationId: string, day: string): Promise<TodaySession[]> {
    const rows = await this.reads.query<TodayRow & Record<string, unknown>>(
      `${SESSION_SQL}
       WHERE s.state = 'live'
          OR (s.state NOT IN ('cancelled', 'postponed') AND s.starts_at < $3 AND s.ends_at > $2)
       ORDER BY s.starts_at, s.id LIMIT ${MOST_SESSIONS}`,
      [organisationId, startOfDay(day), endOfDay(day)],
    );
    return rows.map(todaySession);
  }

  private async ahead(organisationId: string, day: string): Promise<Pick<TodayView, 'ahead' | 'nextSevenDays'>> {
    const tomorrow = endOfDay(day);
    const rows = await this.reads.query<TodayRow & { total: number } & Record<string, unknown>>(
      `SELECT *, count(*) OVER ()::int AS total FROM (
         ${SESSION_SQL} WHERE s.state = 'scheduled' AND s.starts_at >= $2 AND s.starts_at < $3) AS ahead
       ORDER BY "startsAt", id LIMIT ${MOST_AHEAD}`,
      [organisationId, tomorrow, new Date(tomorrow.getTime() + 7 * DAY_MS)],
    );
    return { ahead: rows.map(todaySession), nextSevenDays: rows[0]?.total ?? 0 };
  }
}

function todaySession({ eventId, eventTitle, startsAt, endsAt, ...row }: TodayRow): TodaySession {
  const { id, title, state, onAir, access, hosted, registered } = row;
  return {
    ...{ id, title, state, onAir, access, hosted, registered },
    event: { id: eventId, title: eventTitle },
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  };
}
