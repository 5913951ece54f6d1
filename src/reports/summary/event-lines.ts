import { CLOSES_AT, OPEN_DAYS, rootBefore } from '../attendance/rollup-statements.js';
import { aboutLinesOf } from '../statistics/attendee-lines.js';
import { ON_AIR_SECONDS } from '../statistics/session-facts.read-model.js';

/** `$1` event, `$2` effective percent. */
const SESSIONS_OF_EVENT = {
  place: `SELECT s.id, s.event_id, ${CLOSES_AT} AS closes_at, ${ON_AIR_SECONDS} AS on_air, $2::int AS percent
    FROM session s LEFT JOIN attendance_rollup r ON r.session_id = s.id WHERE s.event_id = $1`,
  among: 'IN (SELECT id FROM session WHERE event_id = $1)',
};

/** Where a person is known by several sessions, the first one that knows it decides. */
const firstOf = (column: string) =>
  `(array_agg(${column} ORDER BY starts_at, session_id) FILTER (WHERE ${column} IS NOT NULL))[1] AS ${column}`;
const sumOf = (column: string, where: string) => `coalesce(sum(${column}) FILTER (WHERE ${where}), 0) AS ${column}`;

/**
 * The lines of all sessions of an event, brought together: one row for each person, with the columns of a line. Who was
 * on the stage of one session may be counted for another. Two browsers that turn out to be one person are one, unless
 * that is learnt after the figures were closed.
 */
const PERSONS = `, closing AS (
    SELECT max(coalesce(s.ended_at, s.ends_at)) + interval '${OPEN_DAYS} days' AS at FROM session s WHERE s.event_id = $1
  ), told AS (
    SELECT line.*, s.starts_at, ${rootBefore('line.id', 'c.at')} AS root
    FROM line JOIN session s ON s.id = line.session_id CROSS JOIN closing c
    LEFT JOIN person_link l ON l.person_id = line.id
  ), person AS (
    SELECT root AS id, CASE WHEN bool_and(exclusion IS NOT NULL) THEN max(exclusion) END AS exclusion,
           ${sumOf('views', 'exclusion IS NULL')}, ${sumOf('replay_views', 'exclusion IS NULL')},
           ${sumOf('watch', 'exclusion IS NULL AND views > 0')}, ${sumOf('stay', 'exclusion IS NULL')},
           coalesce(bool_or(is_on_site) FILTER (WHERE exclusion IS NULL), false) AS is_on_site,
           bool_or(effective) AS effective, max(registered_at) AS registered_at,
           ${firstOf('county_id')}, ${firstOf('channel')}, ${firstOf('enterprise_id')},
           coalesce((array_agg(enterprise_name ORDER BY starts_at, session_id) FILTER (WHERE enterprise_name <> ''))[1], '')
             AS enterprise_name
    FROM told GROUP BY root
  )`;

/** Any question about the persons of an event: `rest` reads from `person`. */
export function aboutPersons(rest: string): string {
  return aboutLinesOf(SESSIONS_OF_EVENT, PERSONS + rest);
}
