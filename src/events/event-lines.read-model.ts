import { Injectable } from '@nestjs/common';
import type { EventLine, EventList, EventListQuery, EventListState } from '../contracts/event.contract.js';
import { type Actor, pathsWithRight } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { AppError } from '../infra/errors.js';
import { likeText } from '../infra/database/like.js';

interface LineRow extends Record<string, unknown>, Omit<EventLine, 'host' | 'startsAt' | 'updatedAt'> {
  hostId: string;
  hostName: string;
  startsAt: Date | null;
  updatedAt: Date;
}

/** $1: now. The next session is the first that has not ended; without one the last counts. */
const LINE_SQL = `
  SELECT e.id, e.title, e.form, e.plan_state AS "planState", e.publication_state AS "publicationState",
         h.id AS "hostId", h.name AS "hostName", e.updated_at AS "updatedAt",
         coalesce(s.next, s.last) AS "startsAt", coalesce(s.count, 0)::int AS sessions, coalesce(s.live, false) AS live,
         (SELECT count(*)::int FROM registration r WHERE r.event_id = e.id AND r.state = 'registered') AS registered
  FROM online_event e
  JOIN organisation h ON h.id = e.host_id
  LEFT JOIN LATERAL (
    SELECT count(*) AS count, bool_or(state = 'live') AS live, max(starts_at) AS last,
           min(starts_at) FILTER (WHERE state IN ('scheduled', 'live') AND ends_at > $1) AS next
    FROM session WHERE event_id = e.id) s ON true`;

const STATES: Record<EventListState, string> = {
  draft: `e.publication_state = 'draft'`,
  published: `e.publication_state = 'published' AND e.plan_state <> 'cancelled'`,
  archived: `e.publication_state = 'archived'`,
  held: `e.plan_state = 'held'`,
  cancelled: `e.plan_state = 'cancelled'`,
};

const PAGE = 30;
const MOST_WORDS = 8;

/** Lists of events for those who plan them. */
@Injectable()
export class EventLines {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /** What the organisation hosts, declared or co-hosts. @throws AppError `access.denied` for `below` without the right */
  async list(actor: Actor, organisationId: string, query: EventListQuery): Promise<EventList> {
    const values: unknown[] = [this.clock.now(), organisationId];
    const value = (given: unknown): string => `$${values.push(given)}`;
    const conditions = [await this.belonging(actor, organisationId, query, value)];
    if (query.state) conditions.push(STATES[query.state]);
    if (query.form) conditions.push(`e.form = ${value(query.form)}`);
    if (query.programme) conditions.push(`e.programme_id = ${value(query.programme)}`);
    if (query.after) conditions.push(`e.id < ${value(query.after)}`);
    const words = query.q?.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS) ?? [];
    for (const word of words) conditions.push(`e.title ILIKE ${value(`%${likeText(word)}%`)}`);
    const rows = await this.reads.query<LineRow>(
      `${LINE_SQL} WHERE ${conditions.join(' AND ')} ORDER BY e.id DESC LIMIT ${PAGE + 1}`,
      values,
    );
    const page = rows.slice(0, PAGE);
    return { events: page.map(line), next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
  }

  /** The newest drafts of a window, and how many there are. */
  async drafts(hostId: string, most: number): Promise<{ drafts: EventLine[]; count: number }> {
    const mine = `e.host_id = $2 AND e.publication_state = 'draft' AND e.plan_state <> 'cancelled'`;
    const rows = await this.reads.query<LineRow & { total: number }>(
      `SELECT *, count(*) OVER ()::int AS total FROM (${LINE_SQL} WHERE ${mine}) AS d ORDER BY d.id DESC LIMIT $3`,
      [this.clock.now(), hostId, most],
    );
    return { drafts: rows.map(line), count: rows[0]?.total ?? 0 };
  }

  private async belonging(
    actor: Actor,
    organisationId: string,
    { below }: EventListQuery,
    value: (given: unknown) => string,
  ): Promise<string> {
    const own = `(e.host_id = $2 OR e.declared_by_id = $2 OR EXISTS (
      SELECT 1 FROM event_cohost c WHERE c.event_id = e.id AND c.organisation_id = $2 AND c.state <> 'declined'))`;
    if (!below) return own;
    const [row] = await this.reads.query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [
      organisationId,
    ]);
    const held = pathsWithRight(actor, 'event.read').filter((grant) => grant.below);
    if (!row || !held.some(({ path }) => row.path.startsWith(path))) throw new AppError('access.denied');
    return `(${own} OR e.path LIKE ${value(`${likeText(row.path)}%`)})`;
  }
}

function line({ hostId, hostName, startsAt, updatedAt, ...row }: LineRow): EventLine {
  return {
    id: row.id,
    title: row.title,
    form: row.form,
    planState: row.planState,
    publicationState: row.publicationState,
    host: { id: hostId, name: hostName },
    startsAt: startsAt?.toISOString() ?? null,
    sessions: row.sessions,
    live: row.live,
    registered: row.registered,
    updatedAt: updatedAt.toISOString(),
  };
}
