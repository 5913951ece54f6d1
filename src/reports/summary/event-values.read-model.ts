import { Injectable } from '@nestjs/common';
import type { BreakdownRow, MeasureValue } from '../../contracts/statistics.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import {
  divided,
  keyedByChannel,
  keyedByCounty,
  namedPlaces,
  type Sums,
  sumsOver,
  valuesOf,
} from '../statistics/line-figures.js';
import type { EventFacts } from './event-facts.read-model.js';
import { aboutPersons } from './event-lines.js';

/** The figures of all sessions of an event together, from the same lines as each session's own. */
@Injectable()
export class EventValues {
  constructor(private readonly reads: ReadPool) {}

  async values(facts: EventFacts): Promise<MeasureValue[]> {
    const [sums] = await this.reads.query<Sums & Record<string, unknown>>(
      aboutPersons(sumsOver('person')),
      parametersOf(facts),
    );
    return sums ? valuesOf(sums, facts.onAirSeconds) : [];
  }

  async counties(facts: EventFacts): Promise<BreakdownRow[]> {
    return namedPlaces(await this.divide(facts, keyedByCounty('person')));
  }

  channels(facts: EventFacts): Promise<BreakdownRow[]> {
    return this.divide(facts, keyedByChannel('person'));
  }

  private divide(facts: EventFacts, keyed: string): Promise<BreakdownRow[]> {
    return this.reads.query<BreakdownRow & Record<string, unknown>>(aboutPersons(divided(keyed)), parametersOf(facts));
  }
}

function parametersOf({ event, effectivePercent }: EventFacts): unknown[] {
  return [event.id, effectivePercent];
}
