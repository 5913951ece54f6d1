import { Injectable } from '@nestjs/common';
import type { BreakdownRow, MeasureValue } from '../../contracts/statistics.contract.js';
import { type Exclusion, EXCLUSIONS, type MeasureCode } from '../../contracts/vocabulary.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { placeName } from '../../organisations/network/network-rows.js';
import { versionOf } from '../measures/measures.js';
import { aboutLines, IS_PARTICIPANT } from './attendee-lines.js';
import { toMinutes } from './attendee-lists.read-model.js';
import type { SessionFacts } from './session-facts.read-model.js';

/** Sums over the lines of a session; seconds. */
interface Sums {
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

const SUMS = aboutLines(`, sums AS (
    SELECT count(*) FILTER (WHERE ${IS_PARTICIPANT})::int AS participants,
           count(*) FILTER (WHERE exclusion IS NULL AND views > 0)::int AS viewers,
           coalesce(sum(views) FILTER (WHERE exclusion IS NULL), 0)::int AS views,
           count(*) FILTER (WHERE is_on_site)::int AS "onSite",
           count(DISTINCT ${ENTERPRISE}) FILTER (WHERE ${IS_PARTICIPANT})::int AS enterprises,
           coalesce(sum(watch) FILTER (WHERE exclusion IS NULL AND views > 0), 0)::int AS watch,
           coalesce(sum(stay) FILTER (WHERE exclusion IS NULL), 0)::int AS stay,
           count(*) FILTER (WHERE effective)::int AS effective,
           coalesce(sum(replay_views) FILTER (WHERE exclusion IS NULL), 0)::int AS "replayViews",
           count(*) FILTER (WHERE exclusion IS NULL AND replay_views > 0)::int AS "replayViewers",
           count(*) FILTER (WHERE ${IS_PARTICIPANT} AND registered_at IS NOT NULL)::int AS "registeredThere"
    FROM line)
  SELECT sums.*, coalesce((SELECT max(present) FROM attendance_minute WHERE session_id = $1), 0) AS peak,
         (SELECT count(*)::int FROM registered) AS registered,
         (SELECT count(DISTINCT ${ENTERPRISE})::int FROM registration g JOIN place ON place.event_id = g.event_id
          WHERE g.state = 'registered') AS "registeredEnterprises"
  FROM sums`);

/** What a division needs of a line. */
const COUNTED = `line.exclusion, line.views, line.is_on_site, line.watch, line.effective`;

/** The figures of a session and how they divide, all from the same lines. */
@Injectable()
export class SessionValues {
  constructor(private readonly reads: ReadPool) {}

  async values(facts: SessionFacts): Promise<MeasureValue[]> {
    const [sums] = await this.reads.query<Sums & Record<string, unknown>>(SUMS, parametersOf(facts));
    return sums ? valuesOf(sums, facts.onAirSeconds) : [];
  }

  async excluded(facts: SessionFacts): Promise<Record<Exclusion, number>> {
    const rows = await this.reads.query<{ exclusion: Exclusion; n: number }>(
      `SELECT exclusion, count(*)::int AS n FROM attendance_person
       WHERE session_id = $1 AND exclusion IS NOT NULL GROUP BY exclusion`,
      [facts.id],
    );
    const found = new Map(rows.map(({ exclusion, n }) => [exclusion, n]));
    return Object.fromEntries(EXCLUSIONS.map((one) => [one, found.get(one) ?? 0])) as Record<Exclusion, number>;
  }

  /** `result[p]`: viewers who watched at least p % of the time on air. */
  async watchedAtLeast(facts: SessionFacts): Promise<number[]> {
    const rows = await this.reads.query<{ percent: number; n: number }>(
      `SELECT least(100, watch_seconds * 100 / greatest($2::int, 1)) AS percent, count(*)::int AS n FROM attendance_person
       WHERE session_id = $1 AND exclusion IS NULL AND views > 0 GROUP BY percent`,
      [facts.id, facts.onAirSeconds],
    );
    const exactly = Array.from({ length: 101 }, () => 0);
    for (const { percent, n } of rows) exactly[percent] = n;
    let above = 0;
    return exactly
      .toReversed()
      .map((n) => (above += n))
      .toReversed();
  }

  async counties(facts: SessionFacts): Promise<BreakdownRow[]> {
    const rows = await this.divide(
      facts,
      `SELECT line.county_id::text AS key, county.name, city.name AS above, ${COUNTED} FROM line
       LEFT JOIN organisation county ON county.id = line.county_id
       LEFT JOIN organisation city ON city.id = CASE WHEN county.level = 'city' THEN county.id ELSE county.parent_id END`,
    );
    return rows.map((row) => ({ ...row, name: placeName(row.name), above: placeName(row.above) }));
  }

  channels(facts: SessionFacts): Promise<BreakdownRow[]> {
    return this.divide(
      facts,
      `SELECT line.channel AS key, coalesce(channel.name, line.channel) AS name, NULL AS above, ${COUNTED}
       FROM line LEFT JOIN channel ON channel.code = line.channel`,
    );
  }

  /** Somebody who used two devices stands in both rows. */
  devices(facts: SessionFacts): Promise<BreakdownRow[]> {
    return this.divide(
      facts,
      `SELECT device AS key, '' AS name, NULL AS above, ${COUNTED} FROM line, unnest(devices) AS device`,
    );
  }

  ways(facts: SessionFacts): Promise<BreakdownRow[]> {
    return this.divide(
      facts,
      `SELECT way AS key, '' AS name, NULL AS above, ${COUNTED} FROM line, unnest(ways) AS way`,
    );
  }

  private divide(facts: SessionFacts, keyed: string): Promise<BreakdownRow[]> {
    return this.reads.query<BreakdownRow & Record<string, unknown>>(
      aboutLines(`, keyed AS (${keyed})
        SELECT key, coalesce(max(name), '') AS name, coalesce(max(above), '') AS above, count(*)::int AS viewers,
               round(sum(watch) / 60.0)::int AS "watchMinutes", count(*) FILTER (WHERE effective)::int AS effective
        FROM keyed WHERE ${IS_PARTICIPANT} GROUP BY key ORDER BY viewers DESC, key NULLS LAST`),
      parametersOf(facts),
    );
  }
}

function parametersOf({ id, onAirSeconds, effectivePercent }: SessionFacts): unknown[] {
  return [id, onAirSeconds, effectivePercent];
}

function valuesOf(sums: Sums, onAirSeconds: number): MeasureValue[] {
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
