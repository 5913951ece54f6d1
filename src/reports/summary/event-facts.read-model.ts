import { Injectable } from '@nestjs/common';
import type { EventProgress, EventSummary } from '../../contracts/summary.contract.js';
import type { EventForm, PlanState, SessionState } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { effectivePercentOf, ON_AIR_SECONDS } from '../statistics/session-facts.read-model.js';

export interface SessionOfEvent {
  id: string;
  title: string;
  state: SessionState;
  startsAt: Date;
  endsAt: Date;
}

/** What all figures of an event refer to. */
export interface EventFacts {
  event: EventSummary['event'];
  path: string;
  progress: EventProgress;
  computedAt: Date | null;
  /** Another one after each computation of one of its sessions. */
  revision: string;
  onAirSeconds: number;
  effectivePercent: number;
  sessions: SessionOfEvent[];
}

interface EventRow extends Omit<EventSummary['event'], 'startsAt' | 'endsAt'>, Record<string, unknown> {
  path: string;
  planState: PlanState;
  ownPercent: number | null;
}

interface SessionRow extends SessionOfEvent, Record<string, unknown> {
  computedAt: Date | null;
  revision: string | null;
  onAirSeconds: number;
}

const EVENT_SQL = `
  SELECT e.id, e.path, e.title, e.form, e.mode, e.plan_state AS "planState", e.effective_percent AS "ownPercent",
         jsonb_build_object('id', h.id, 'name', h.name) AS host,
         CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('slug', p.slug, 'name', p.name) END AS programme,
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name) ORDER BY c.invited_at, c.id)
                   FROM event_cohost c JOIN organisation o ON o.id = c.organisation_id AND o.state <> 'merged'
                   WHERE c.event_id = e.id AND c.state = 'accepted'), '[]') AS cohosts
  FROM online_event e JOIN organisation h ON h.id = e.host_id LEFT JOIN programme p ON p.id = e.programme_id
  WHERE e.id = $1`;

const SESSIONS_SQL = `
  SELECT s.id, s.title, s.state, coalesce(s.live_since, s.starts_at) AS "startsAt",
         coalesce(s.ended_at, s.ends_at) AS "endsAt", r.computed_at AS "computedAt",
         r.xmin::text AS revision, ${ON_AIR_SECONDS} AS "onAirSeconds"
  FROM session s LEFT JOIN attendance_rollup r ON r.session_id = s.id WHERE s.event_id = $1
  ORDER BY coalesce(s.live_since, s.starts_at), s.id`;

@Injectable()
export class EventFactsReader {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `event.not_found` */
  async of(eventId: string): Promise<EventFacts> {
    const [[row], sessions] = await Promise.all([
      this.reads.query<EventRow>(EVENT_SQL, [eventId]),
      this.reads.query<SessionRow>(SESSIONS_SQL, [eventId]),
    ]);
    if (!row) throw new AppError('event.not_found');
    const { path, planState, ownPercent, ...event } = row;
    const { effectivePercent } = effectivePercentOf(event.form as EventForm, ownPercent);
    return {
      event: { ...event, ...spanOf(sessions) },
      progress: planState === 'cancelled' ? 'cancelled' : progressOf(sessions, this.clock.now()),
      computedAt: sessions.reduce<Date | null>(
        (last, { computedAt: at }) => (at && (!last || at > last) ? at : last),
        null,
      ),
      revision: sessions.map(({ revision }) => revision).join(),
      onAirSeconds: sessions.reduce((sum, { onAirSeconds }) => sum + onAirSeconds, 0),
      ...{ path, effectivePercent, sessions },
    };
  }
}

function spanOf(sessions: readonly SessionOfEvent[]): { startsAt: string | null; endsAt: string | null } {
  const held = sessions.filter(({ state }) => state !== 'cancelled');
  const last = held.reduce((latest, { endsAt }) => Math.max(latest, endsAt.getTime()), 0);
  return { startsAt: held[0]?.startsAt.toISOString() ?? null, endsAt: last > 0 ? new Date(last).toISOString() : null };
}

/** A session whose time has passed without its having been on air keeps no summary waiting. */
export function progressOf(sessions: readonly SessionOfEvent[], now: Date): EventProgress {
  const isAhead = ({ state, endsAt }: SessionOfEvent) =>
    state === 'live' || state === 'postponed' || (state === 'scheduled' && endsAt > now);
  if (sessions.length > 0 && sessions.every(({ state }) => state === 'cancelled')) return 'cancelled';
  if (sessions.every(({ state }) => !['live', 'ended', 'replay'].includes(state))) return 'planned';
  return sessions.some(isAhead) ? 'running' : 'over';
}
