import { Injectable } from '@nestjs/common';
import type { BreakdownRow, MeasureValue } from '../../contracts/statistics.contract.js';
import { type Exclusion, EXCLUSIONS } from '../../contracts/vocabulary.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { aboutLines } from './attendee-lines.js';
import {
  COUNTED,
  divided,
  keyedByChannel,
  keyedByCounty,
  namedPlaces,
  type Sums,
  sumsOver,
  valuesOf,
} from './line-figures.js';
import type { SessionFacts } from './session-facts.read-model.js';

/** The figures of a session and how they divide, all from the same lines. */
@Injectable()
export class SessionValues {
  constructor(private readonly reads: ReadPool) {}

  async values(facts: SessionFacts): Promise<MeasureValue[]> {
    const [sums] = await this.reads.query<Sums & Record<string, unknown>>(
      aboutLines(sumsOver('line')),
      parametersOf(facts),
    );
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
    return namedPlaces(await this.divide(facts, keyedByCounty('line')));
  }

  channels(facts: SessionFacts): Promise<BreakdownRow[]> {
    return this.divide(facts, keyedByChannel('line'));
  }

  /** Somebody who used two devices stands in both rows. */
  devices(facts: SessionFacts): Promise<BreakdownRow[]> {
    return this.divide(
      facts,
      `SELECT device AS key, '' AS name, NULL AS above, NULL AS "aboveKey", ${COUNTED} FROM line, unnest(devices) AS device`,
    );
  }

  ways(facts: SessionFacts): Promise<BreakdownRow[]> {
    return this.divide(
      facts,
      `SELECT way AS key, '' AS name, NULL AS above, NULL AS "aboveKey", ${COUNTED} FROM line, unnest(ways) AS way`,
    );
  }

  private divide(facts: SessionFacts, keyed: string): Promise<BreakdownRow[]> {
    return this.reads.query<BreakdownRow & Record<string, unknown>>(aboutLines(divided(keyed)), parametersOf(facts));
  }
}

function parametersOf({ id, onAirSeconds, effectivePercent }: SessionFacts): unknown[] {
  return [id, onAirSeconds, effectivePercent];
}
