import { Injectable } from '@nestjs/common';
import type { MeasureValue, SessionStatistics } from '../../contracts/statistics.contract.js';
import { type Exclusion, EXCLUSIONS } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import { ReportPool } from '../../infra/database/read-pool.js';
import { KeptAnswers } from '../../infra/kept-answers.js';
import { aboutLines } from './attendee-lines.js';
import { breakdownOf, dividedBy, type DivisionRow, type Sums, sumsOver, valuesOf } from './line-figures.js';
import type { SessionFacts } from './session-facts.read-model.js';

type Figures = Pick<
  SessionStatistics,
  'values' | 'watchedAtLeast' | 'counties' | 'channels' | 'devices' | 'ways' | 'excluded'
>;

/** The figures of a session and how they divide, all from the same lines. */
@Injectable()
export class SessionValues {
  private readonly figures: KeptAnswers<Figures>;

  constructor(
    private readonly reports: ReportPool,
    clock: Clock,
  ) {
    this.figures = new KeptAnswers(clock, 0);
  }

  /** Those of a large session are kept for seconds: somebody who signs in at a venue meanwhile is seen after that. */
  of(facts: SessionFacts): Promise<Figures> {
    return this.figures.of(JSON.stringify([facts.revision, ...parametersOf(facts)]), () => this.read(facts));
  }

  async values(facts: SessionFacts): Promise<MeasureValue[]> {
    const [sums] = await this.reports.query<Sums & Record<string, unknown>>(
      aboutLines(sumsOver('line')),
      parametersOf(facts),
    );
    return sums ? valuesOf(sums, facts.onAirSeconds) : [];
  }

  private async read(facts: SessionFacts): Promise<Figures> {
    const [values, watchedAtLeast, rows, excluded] = await Promise.all([
      this.values(facts),
      this.watchedAtLeast(facts),
      this.reports.query<DivisionRow>(
        aboutLines(dividedBy('line', ['counties', 'channels', 'devices', 'ways'])),
        parametersOf(facts),
      ),
      this.excluded(facts),
    ]);
    const [counties, channels] = [breakdownOf(rows, 'counties'), breakdownOf(rows, 'channels')];
    const [devices, ways] = [breakdownOf(rows, 'devices'), breakdownOf(rows, 'ways')];
    return { values, watchedAtLeast, counties, channels, devices, ways, excluded };
  }

  private async excluded(facts: SessionFacts): Promise<Record<Exclusion, number>> {
    const rows = await this.reports.query<{ exclusion: Exclusion; n: number }>(
      `SELECT exclusion, count(*)::int AS n FROM attendance_person
       WHERE session_id = $1 AND exclusion IS NOT NULL GROUP BY exclusion`,
      [facts.id],
    );
    const found = new Map(rows.map(({ exclusion, n }) => [exclusion, n]));
    return Object.fromEntries(EXCLUSIONS.map((one) => [one, found.get(one) ?? 0])) as Record<Exclusion, number>;
  }

  /** `result[p]`: viewers who watched at least p % of the time on air. */
  private async watchedAtLeast(facts: SessionFacts): Promise<number[]> {
    const rows = await this.reports.query<{ percent: number; n: number }>(
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
}

function parametersOf({ id, onAirSeconds, effectivePercent }: SessionFacts): unknown[] {
  return [id, onAirSeconds, effectivePercent];
}
