import type { BreakdownRow, MeasureValue } from '../../contracts/statistics.contract.js';
import type { MeasureCode } from '../../contracts/vocabulary.js';
import { placeName } from '../../organisations/network/network-rows.js';
import { versionOf } from '../measures/measures.js';
import { IS_PARTICIPANT, placesOf } from './attendee-lines.js';
import { toMinutes } from './attendee-lists.read-model.js';

/** Lines of a session (`line`), or persons of several sessions (`person`), which have the same columns. */
type Lines = 'line' | 'person';

/** Sums over lines; seconds. */
export interface Sums {
  participants: number;
  viewers: number;
  views: number;
  onSite: number;
  enterprises: number;
  watch: number;
  stay: number;
  effective: number;
  replayViews: number;
  replayViewers: number;
  registered: number;
  registeredEnterprises: number;
  registeredThere: number;
  peak: number;
}

/** An enterprise is its row where it is known, else its name without spaces, in one width and case. */
const ENTERPRISE = `coalesce(enterprise_id::text, nullif(lower(regexp_replace(normalize(enterprise_name, NFKC), '\\s', '', 'g')), ''))`;

export const sumsOver = (lines: Lines): string => `, sums AS (
    SELECT count(*) FILTER (WHERE ${IS_PARTICIPANT})::int AS participants,
           count(*) FILTER (WHERE exclusion IS NULL AND views > 0)::int AS viewers,
           coalesce(sum(views) FILTER (WHERE exclusion IS NULL), 0)::int AS views,
           count(*) FILTER (WHERE exclusion IS NULL AND is_on_site)::int AS "onSite",
           count(DISTINCT ${ENTERPRISE}) FILTER (WHERE ${IS_PARTICIPANT})::int AS enterprises,
           coalesce(sum(watch) FILTER (WHERE exclusion IS NULL AND views > 0), 0)::int AS watch,
           coalesce(sum(stay) FILTER (WHERE exclusion IS NULL), 0)::int AS stay,
           count(*) FILTER (WHERE effective)::int AS effective,
           coalesce(sum(replay_views) FILTER (WHERE exclusion IS NULL), 0)::int AS "replayViews",
           count(*) FILTER (WHERE exclusion IS NULL AND replay_views > 0)::int AS "replayViewers",
           count(*) FILTER (WHERE ${IS_PARTICIPANT} AND registered_at IS NOT NULL)::int AS "registeredThere"
    FROM ${lines})
  SELECT sums.*,
         coalesce((SELECT max(present) FROM attendance_minute WHERE session_id IN (SELECT id FROM place)), 0) AS peak,
         (SELECT count(*)::int FROM registered) AS registered,
         (SELECT count(DISTINCT ${ENTERPRISE})::int FROM registration g
          WHERE g.state = 'registered' AND g.event_id IN (SELECT event_id FROM place)) AS "registeredEnterprises"
  FROM sums`;

/** What a division needs of a line. */
export const COUNTED = `exclusion, views, is_on_site, watch, effective`;

export const keyedByCounty = (lines: Lines): string => `
  SELECT ${lines}.county_id::text AS key, county.name, city.name AS above, city.id::text AS "aboveKey", ${COUNTED} FROM ${lines}
  ${placesOf(lines)}`;

export const keyedByChannel = (lines: Lines): string => `
  SELECT ${lines}.channel AS key, coalesce(channel.name, ${lines}.channel) AS name, NULL AS above, NULL AS "aboveKey", ${COUNTED}
  FROM ${lines} LEFT JOIN channel ON channel.code = ${lines}.channel`;

/** @param keyed a query of key, name, above, aboveKey and `COUNTED` */
export const divided = (keyed: string): string => `, keyed AS (${keyed})
  SELECT key, coalesce(max(name), '') AS name, coalesce(max(above), '') AS above,
         max("aboveKey") AS "aboveKey", count(*)::int AS viewers,
         round(sum(watch) / 60.0)::int AS "watchMinutes", count(*) FILTER (WHERE effective)::int AS effective
  FROM keyed WHERE ${IS_PARTICIPANT} GROUP BY key ORDER BY viewers DESC, key NULLS LAST`;

/** Places in place of the windows' names. */
export function namedPlaces(rows: readonly BreakdownRow[]): BreakdownRow[] {
  return rows.map((row) => ({ ...row, name: placeName(row.name), above: placeName(row.above) }));
}

export function valuesOf(sums: Sums, onAirSeconds: number): MeasureValue[] {
  const value = (code: MeasureCode, number: number | null): MeasureValue => ({
    code,
    version: versionOf(code),
    value: number,
  });
  const rate = (code: MeasureCode, numerator: number, denominator: number): MeasureValue => ({
    ...value(code, denominator > 0 ? Math.round((numerator * 1000) / denominator) / 10 : null),
    numerator,
    denominator,
  });
  const { viewers, watch, effective, registered, registeredThere } = sums;
  return [
    value('participants', sums.participants),
    value('viewers', viewers),
    value('views', sums.views),
    value('on_site', sums.onSite),
    value('enterprises', sums.enterprises),
    value('peak', sums.peak),
    value('on_air_minutes', toMinutes(onAirSeconds)),
    value('watch_minutes', toMinutes(watch)),
    {
      ...value('average_watch_minutes', viewers > 0 ? toMinutes(watch / viewers) : null),
      ...{ numerator: toMinutes(watch), denominator: viewers },
    },
    value('stay_minutes', toMinutes(sums.stay)),
    value('effective', effective),
    rate('effective_rate', effective, viewers),
    value('replay_views', sums.replayViews),
    value('replay_viewers', sums.replayViewers),
    value('registered', registered),
    value('registered_enterprises', sums.registeredEnterprises),
    rate('attendance_rate', registeredThere, registered),
  ];
}
