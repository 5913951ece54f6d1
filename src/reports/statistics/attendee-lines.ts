import type { AttendeeQuery } from '../../contracts/statistics.contract.js';
import { CLOSES_AT, rootBefore } from '../attendance/rollup-statements.js';

/** Which sessions are looked at, in SQL. */
interface Sessions {
  /** A query: id, event_id, closes_at, on_air (seconds), percent (from which on somebody's attendance is effective). */
  place: string;
  /** What a session's id is compared with: ` = $1`, ` IN (…)`. */
  among: string;
  /** Where only some lines are wanted, what their ids are compared with. */
  only?: string;
}

/** `$1` session, `$2` time on air in seconds, `$3` effective percent; then the filter. */
const ONE_SESSION: Sessions = {
  place: `SELECT s.id, s.event_id, ${CLOSES_AT} AS closes_at, $2::int AS on_air, $3::int AS percent FROM session s WHERE s.id = $1`,
  among: '= $1',
};

/**
 * One row for each person and session: those of the pages (`attendance_person`) and those of the venues, who are one
 * where they are known to be. People at a venue count with the session of the event that was nearest in time when they
 * signed in.
 */
const linesOf = ({ place, among, only }: Sessions): string => `
  place AS MATERIALIZED (
    ${place}
  ), on_site AS MATERIALIZED (
    SELECT place.id AS session_id,
           -- One number at two venues is one person, also where nobody knows whose it is.
           first_value(v.id) OVER (PARTITION BY place.event_id, coalesce(v.phone_hmac, v.id::text) ORDER BY v.id) AS id,
           coalesce(root_person_before(v.person_id, place.closes_at), owner.person_id) AS person_id, v.name,
           v.phone_enc, v.enterprise_name, v.enterprise_id, v.job_title,
           -- A roster says who was there, and not when.
           CASE WHEN v.source <> 'roster' THEN v.signed_in_at END AS signed_in_at,
           venue.organisation_id AS county_id
    FROM place JOIN venue ON venue.event_id = place.event_id AND venue.withdrawn_at IS NULL
    JOIN venue_sign_in v ON v.venue_id = venue.id
    LEFT JOIN person_phone owner ON owner.phone_hmac = v.phone_hmac
    WHERE place.id = (
      SELECT n.id FROM session n WHERE n.event_id = place.event_id AND n.state <> 'cancelled'
      ORDER BY greatest(coalesce(n.live_since, n.starts_at) - v.signed_in_at,
                        v.signed_in_at - coalesce(n.ended_at, n.ends_at), interval '0'), n.starts_at, n.id LIMIT 1)
  ), there AS (
    -- Two venues or two sign-ins of one person are one.
    SELECT DISTINCT ON (session_id, coalesce(person_id, id)) * FROM on_site
    ${only ? `WHERE coalesce(person_id, id) ${only}` : ''}
    ORDER BY session_id, coalesce(person_id, id), signed_in_at
  ), registered AS MATERIALIZED (
    SELECT DISTINCT ON (root)
           ${rootBefore('g.person_id', 'planned.closes_at')} AS root,
           g.name, g.job_title, g.registered_at, g.channel_id
    FROM (SELECT event_id, max(coalesce(closes_at, 'infinity')) AS closes_at FROM place GROUP BY event_id) planned
    JOIN registration g USING (event_id) LEFT JOIN person_link l ON l.person_id = g.person_id WHERE g.state = 'registered'
    ORDER BY root, g.registered_at DESC
  ), line AS (
    SELECT coalesce(a.person_id, t.person_id, t.id) AS id, place.id AS session_id,
           coalesce(nullif(g.name, ''), nullif(f.name, ''), t.name, '') AS name,
           p.phone_enc AS phone, t.phone_enc AS venue_phone,
           coalesce(e.name, nullif(a.enterprise_name, ''), nullif(t.enterprise_name, ''), '') AS enterprise_name,
           e.id AS enterprise_id, e.credit_code, e.industry,
           coalesce(nullif(g.job_title, ''), nullif(f.job_title, ''), t.job_title, '') AS job_title,
           coalesce(a.county_id, t.county_id) AS county_id,
           coalesce(a.channel, h.code) AS channel, g.registered_at,
           a.first_at, a.last_at, coalesce(a.stay_seconds, 0) AS stay, coalesce(a.watch_seconds, 0) AS watch,
           coalesce(a.replay_seconds, 0) AS replay, coalesce(a.views, 0) AS views,
           coalesce(a.replay_views, 0) AS replay_views, coalesce(a.devices, '{}') AS devices,
           CASE WHEN t.id IS NULL THEN coalesce(a.ways, '{}') ELSE coalesce(a.ways, '{}') || 'on_site'::text END AS ways,
           t.id IS NOT NULL AS is_on_site, t.signed_in_at, a.exclusion, a.person_id AS page_person_id,
           coalesce(a.is_corrected, false) AS is_corrected,
           a.exclusion IS NULL AND place.on_air > 0 AND coalesce(a.views, 0) > 0
             AND coalesce(a.watch_seconds, 0) * 100 >= place.on_air * place.percent AS effective
    FROM (SELECT * FROM attendance_person WHERE session_id ${among} ${only ? `AND person_id ${only}` : ''}) a
    FULL JOIN there t ON t.person_id = a.person_id AND t.session_id = a.session_id
    JOIN place ON place.id = coalesce(a.session_id, t.session_id)
    LEFT JOIN registered g ON g.root = coalesce(a.person_id, t.person_id)
    LEFT JOIN person_profile f ON f.person_id = coalesce(a.person_id, t.person_id)
    LEFT JOIN person_phone p ON p.person_id = coalesce(a.person_id, t.person_id)
    LEFT JOIN organisation_merge m ON m.source_id = coalesce(a.enterprise_id, t.enterprise_id)
    LEFT JOIN organisation e ON e.id = coalesce(m.target_id, a.enterprise_id, t.enterprise_id)
    LEFT JOIN channel h ON h.id = g.channel_id
  )`;

/** Who took part: watched live for at least 10 s, or was at a venue. */
export const IS_PARTICIPANT = `(exclusion IS NULL AND (views > 0 OR is_on_site))`;

const GROUPS: Record<NonNullable<AttendeeQuery['group']>, string> = {
  viewers: `(exclusion IS NULL AND views > 0)`,
  effective: `effective`,
  replay: `(exclusion IS NULL AND replay_views > 0)`,
  on_site: `(exclusion IS NULL AND is_on_site)`,
  excluded: `exclusion IS NOT NULL`,
};

/**
 * Who had the page open in the minute `$8`, as the curve counts them: a link that was made after the figures were closed
 * joins nobody.
 */
const PRESENT = `
  SELECT ${rootBefore('i.person_id', CLOSES_AT)}
  FROM (SELECT session_id, person_id, started_at, ended_at FROM attendance_interval WHERE kind = 'stay'
        UNION ALL
        SELECT session_id, person_id, started_at, ended_at FROM standing_correction WHERE kind = 'watched') i
  JOIN session s ON s.id = i.session_id LEFT JOIN person_link l USING (person_id)
  WHERE i.session_id = $1
    AND i.started_at < $8::timestamptz + interval '1 minute' AND i.ended_at >= $8::timestamptz`;

/** County and city of a line; a city's own window is among its counties. */
export const placesOf = (lines: string): string => `
  LEFT JOIN organisation county ON county.id = ${lines}.county_id
  LEFT JOIN organisation city ON city.id = CASE WHEN county.level = 'city' THEN county.id ELSE county.parent_id END`;

/** `$4` to `$9`: county, channel, device, way, minute, city; null where nothing is asked for. */
function matching({ group, minute }: AttendeeQuery): string {
  const all = minute ? 'exclusion IS NULL' : IS_PARTICIPANT;
  return `${group ? GROUPS[group] : all}
    AND ($4::text IS NULL OR CASE WHEN $4 = 'none' THEN line.county_id IS NULL ELSE line.county_id = $4::uuid END)
    AND ($5::text IS NULL OR CASE WHEN $5 = 'none' THEN line.channel IS NULL ELSE line.channel = $5 END)
    AND ($6::text IS NULL OR $6 = ANY(line.devices)) AND ($7::text IS NULL OR $7 = ANY(line.ways))
    AND ($8::timestamptz IS NULL OR line.id IN (${PRESENT}))
    AND ($9::text IS NULL OR coalesce(city.id::text, 'none') = $9)`;
}

export function filterParameters({ county, channel, device, way, minute, city }: AttendeeQuery): unknown[] {
  return [county, channel, device, way, minute, city].map((value) => value ?? null);
}

/** Any question about the lines of a session: `rest` reads from `line`. */
export function aboutLines(rest: string): string {
  return aboutLinesOf(ONE_SESSION, rest);
}

/** The same for all lines of several sessions, each with its `session_id`. */
export function aboutLinesOf(sessions: Sessions, rest: string): string {
  return `WITH ${linesOf(sessions)} ${rest}`;
}

const FIRST_ENTRY = `coalesce(line.first_at, line.signed_in_at, 'infinity'), line.id`;
/** Cities and counties in the order of their codes; at the end the lines without one. */
const COUNTY = `city.area_code, county.area_code, line.county_id`;

/** @param more columns, each after a comma */
const listing = (query: AttendeeQuery, more = ''): string => `
  SELECT line.name, line.phone, line.venue_phone AS "venuePhone", line.enterprise_name AS "enterpriseName",
         line.credit_code AS "creditCode", line.industry, line.job_title AS "jobTitle",
         county.name AS county, city.name AS city, coalesce(channel.name, line.channel, '') AS channel,
         line.registered_at AS "registeredAt", coalesce(line.first_at, line.signed_in_at) AS "firstAt",
         line.last_at AS "lastAt", line.stay, line.watch, line.replay, line.effective, line.devices, line.ways,
         line.exclusion, line.page_person_id AS "personId", line.is_corrected AS "isCorrected"${more}
  FROM line ${placesOf('line')}
  LEFT JOIN channel ON channel.code = line.channel
  WHERE ${matching(query)}`;

/**
 * `$10` lines are left out, then `$11` ids of lines taken, in the order of their first entry. The columns of a line are
 * joined for those that are shown (`linesShown`): for everybody it took five times as long.
 */
export function idsOfPage(query: AttendeeQuery): string {
  return aboutLines(`
    SELECT line.id FROM line ${placesOf('line')} WHERE ${matching(query)}
    ORDER BY ${FIRST_ENTRY} OFFSET $10 LIMIT $11`);
}

/** The lines with the ids `$10`, in the same order. */
export function linesShown(query: AttendeeQuery): string {
  return aboutLinesOf({ ...ONE_SESSION, only: '= ANY($10::uuid[])' }, `${listing(query)} ORDER BY ${FIRST_ENTRY}`);
}

/** All lines for a file; where they are listed by county they are also numbered within it. */
export function exportedLines(query: AttendeeQuery, by: 'entry' | 'county'): string {
  const [within, order] = by === 'county' ? [`PARTITION BY ${COUNTY}`, `${COUNTY}, ${FIRST_ENTRY}`] : ['', FIRST_ENTRY];
  const more = `, row_number() OVER (${within} ORDER BY ${FIRST_ENTRY}) AS number, line.county_id AS "countyId"`;
  return aboutLines(`${listing(query, more)} ORDER BY ${order}`);
}

export function countedLines(query: AttendeeQuery): string {
  return aboutLines(`SELECT count(*)::int AS n FROM line ${placesOf('line')} WHERE ${matching(query)}`);
}
