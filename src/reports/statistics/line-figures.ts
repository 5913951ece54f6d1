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

/** Seconds of a million people are more than an integer holds; a double counts them exactly. */
export const sumsOver = (lines: Lines): string => `, sums AS (
    SELECT count(*) FILTER (WHERE ${IS_PARTICIPANT})::int AS participants,
           count(*) FILTER (WHERE exclusion IS NULL AND views > 0)::int AS viewers,
           coalesce(sum(views) FILTER (WHERE exclusion IS NULL), 0)::int AS views,
           count(*) FILTER (WHERE exclusion IS NULL AND is_on_site)::int AS "onSite",
           count(DISTINCT ${ENTERPRISE}) FILTER (WHERE ${IS_PARTICIPANT})::int AS enterprises,
           coalesce(sum(watch) FILTER (WHERE exclusion IS NULL AND views > 0), 0)::float8 AS watch,
           coalesce(sum(stay) FILTER (WHERE exclusion IS NULL), 0)::float8 AS stay,
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

const unnested = (column: string, one: string): string => `
  SELECT ${one} AS key, '' AS name, NULL AS above, NULL AS "aboveKey",
         sum(viewers)::int AS viewers, sum(watch) AS watch, sum(effective)::int AS effective
  FROM part, unnest(${column}) AS ${one} GROUP BY ${one}`;

/** By which column lines divide, and the rows of the breakdown, from `part`: one row for each of its values. */
const DIVISIONS = {
  counties: {
    column: 'county_id',
    rows: `SELECT part.county_id::text AS key, county.name, city.name AS above, city.id::text AS "aboveKey",
                  viewers, watch, effective
           FROM part ${placesOf('part')}`,
  },
  channels: {
    column: 'channel',
    rows: `SELECT part.channel AS key, coalesce(channel.name, part.channel) AS name, NULL AS above, NULL AS "aboveKey",
                  viewers, watch, effective
           FROM part LEFT JOIN channel ON channel.code = part.channel`,
  },
  // Somebody who used two devices stands in both rows.
  devices: { column: 'devices', rows: unnested('devices', 'device') },
  ways: { column: 'ways', rows: unnested('ways', 'way') },
};
export type Division = keyof typeof DIVISIONS;
export type DivisionRow = BreakdownRow & { division: Division } & Record<string, unknown>;

/** All breakdowns of the participants from one pass over the lines: `DivisionRow`s, the fullest first. */
export function dividedBy(lines: Lines, divisions: readonly Division[]): string {
  const columns = divisions.map((one) => DIVISIONS[one].column);
  // grouping() has a bit for each column that is not grouped by; the first column's is the highest.
  const ungrouped = (index: number): number => 2 ** columns.length - 1 - 2 ** (columns.length - 1 - index);
  const breakdowns = divisions.map(
    (one, index) => `
      SELECT '${one}' AS division, b.* FROM (
        WITH part AS (SELECT * FROM counted WHERE ungrouped = ${ungrouped(index)}) ${DIVISIONS[one].rows}) b`,
  );
  return `, counted AS (
    SELECT ${columns.join(', ')}, grouping(${columns.join(', ')}) AS ungrouped, count(*)::int AS viewers,
           sum(watch) AS watch, count(*) FILTER (WHERE effective)::int AS effective
    FROM ${lines} WHERE ${IS_PARTICIPANT} GROUP BY GROUPING SETS (${columns.map((one) => `(${one})`).join(', ')}))
  SELECT division, key, coalesce(name, '') AS name, coalesce(above, '') AS above, "aboveKey", viewers,
         round(watch / 60.0)::int AS "watchMinutes", effective
  FROM (${breakdowns.join(' UNION ALL ')}) AS breakdown ORDER BY viewers DESC, key NULLS LAST`;
}

/** One of the breakdowns. */
export function breakdownOf(rows: readonly DivisionRow[], asked: Division): BreakdownRow[] {
  const found = rows.filter(({ division }) => division === asked).map(({ division: _, ...row }) => row);
  return asked === 'counties' ? namedPlaces(found) : found;
}

/** Places in place of the windows' names. */
function namedPlaces(rows: readonly BreakdownRow[]): BreakdownRow[] {
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
