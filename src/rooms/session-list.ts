import type { SessionListQuery, SessionListState } from '../contracts/session.contract.js';
import { endOfDay, startOfDay } from '../infra/business-day.js';
import { likeText } from '../infra/database/like.js';

/** Each word looks through agendas and co-hosts: about 0.1 s over 20,000 sessions. */
const MOST_WORDS = 5;

/** Takes a parameter of the statement; the answer is its place there. One that has no place must not be taken. */
type Value = (value: unknown) => string;

/**
 * In which part of a list a session stands; none where none is true. A session that is a day late and was never started
 * no longer comes; what was cancelled, or postponed to a time yet unknown, is announced for three days.
 */
export const STAGES: Record<SessionListState, (now: () => string) => string> = {
  live: () => `s.state = 'live'`,
  upcoming: (now) => `(
    (s.state = 'scheduled' AND s.ends_at > ${now()}::timestamptz - interval '1 day')
    OR (s.state IN ('postponed', 'cancelled') AND s.state_since > ${now()}::timestamptz - interval '3 days'))`,
  replay: () => `s.state = 'replay' AND NOT coalesce(x.hidden, false)`,
};

/** A session by link is for its holders alone; every other one may be known of. */
export const LISTED = `s.access <> 'link'`;

/** In SQL: what is live (the newest first), what comes (the soonest first), what was (the newest first). */
export const RANK = `CASE s.state WHEN 'live' THEN 0 WHEN 'replay' THEN 2 ELSE 1 END`;
export const PLACE = `(CASE s.state WHEN 'live' THEN -1 WHEN 'replay' THEN -1 ELSE 1 END
  * floor(extract(epoch FROM CASE s.state WHEN 'live' THEN s.live_since ELSE s.starts_at END) * 1000)::bigint)`;

/** Conditions of a list; `now` and everything that a person wrote are parameters. */
export function listConditions(query: SessionListQuery, now: Date, value: Value): string[] {
  const stages = query.state ? [STAGES[query.state]] : Object.values(STAGES);
  return [
    LISTED,
    `(${stages.map((stage) => stage(() => value(now))).join(' OR ')})`,
    ...(query.form ? [`e.form = ${value(query.form)}`] : []),
    ...(query.programme ? [`p.slug = ${value(query.programme)}`] : []),
    ...(query.window ? [windowCondition(query.window, query.below !== undefined, value)] : []),
    ...(query.from ? [`s.starts_at >= ${value(startOfDay(query.from))}`] : []),
    ...(query.to ? [`s.starts_at < ${value(endOfDay(query.to))}`] : []),
    ...wordsOf(query.q).map((word) => wordCondition(value(`%${likeText(word)}%`))),
    ...(query.after ? [afterCondition(query.after, value)] : []),
  ];
}

export function wordsOf(text: string | undefined): string[] {
  return [...new Set(text?.split(/\s+/).filter(Boolean))].slice(0, MOST_WORDS);
}

/** @param window an id or an area code */
function windowCondition(window: string, below: boolean, value: Value): string {
  const given = value(window.toLowerCase());
  const isCode = /^\d{6}$/.test(window);
  const which = isCode ? `w.area_code = ${given} AND w.state <> 'merged'` : `w.id = ${given}::uuid`;
  const covers = below ? 'starts_with(e.path, w.path)' : 'w.id = e.host_id';
  return `EXISTS (SELECT 1 FROM organisation w WHERE w.kind = 'window' AND ${which} AND ${covers})`;
}

/** @param pattern the place of the parameter */
function wordCondition(pattern: string): string {
  return `(s.title ILIKE ${pattern} OR s.summary ILIKE ${pattern} OR e.title ILIKE ${pattern}
    OR o.name ILIKE ${pattern} OR p.name ILIKE ${pattern}
    OR EXISTS (SELECT 1 FROM event_cohost c JOIN organisation co ON co.id = c.organisation_id
               WHERE c.event_id = e.id AND c.state = 'accepted' AND co.name ILIKE ${pattern})
    OR EXISTS (SELECT 1 FROM agenda_item i LEFT JOIN organisation io ON io.id = i.organisation_id
               WHERE i.session_id = s.id
                 AND (i.title ILIKE ${pattern} OR i.presenter ILIKE ${pattern} OR io.name ILIKE ${pattern})))`;
}

function afterCondition(after: string, value: Value): string {
  const [rank, place, id] = after.split('.');
  return `(${RANK}, ${PLACE}, s.id) > (${value(Number(rank))}::int, ${value(place)}::bigint, ${value(id)}::uuid)`;
}
