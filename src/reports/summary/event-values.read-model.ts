import { Injectable } from '@nestjs/common';
import type { EventSummary } from '../../contracts/summary.contract.js';
import { Clock } from '../../infra/clock.js';
import { ReportPool } from '../../infra/database/read-pool.js';
import { KeptAnswers } from '../../infra/kept-answers.js';
import { breakdownOf, dividedBy, type DivisionRow, type Sums, sumsOver, valuesOf } from '../statistics/line-figures.js';
import type { EventFacts } from './event-facts.read-model.js';
import { aboutPersons } from './event-lines.js';

type Figures = Pick<EventSummary, 'values' | 'counties' | 'channels'>;

/** The figures of all sessions of an event together, from the same lines as each session's own. */
@Injectable()
export class EventValues {
  private readonly figures: KeptAnswers<Figures>;

  constructor(
    private readonly reports: ReportPool,
    clock: Clock,
  ) {
    this.figures = new KeptAnswers(clock, 0);
  }

  /** Those of a large event are kept for seconds. */
  of(facts: EventFacts): Promise<Figures> {
    return this.figures.of(JSON.stringify([facts.revision, facts.onAirSeconds, ...parametersOf(facts)]), () =>
      this.read(facts),
    );
  }

  private async read(facts: EventFacts): Promise<Figures> {
    const [[sums], rows] = await Promise.all([
      this.reports.query<Sums & Record<string, unknown>>(aboutPersons(sumsOver('person')), parametersOf(facts)),
      this.reports.query<DivisionRow>(aboutPersons(dividedBy('person', ['counties', 'channels'])), parametersOf(facts)),
    ]);
    return {
      values: sums ? valuesOf(sums, facts.onAirSeconds) : [],
      counties: breakdownOf(rows, 'counties'),
      channels: breakdownOf(rows, 'channels'),
    };
  }
}

function parametersOf({ event, effectivePercent }: EventFacts): unknown[] {
  return [event.id, effectivePercent];
}
