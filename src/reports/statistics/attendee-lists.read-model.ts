import { Injectable } from '@nestjs/common';
import type { Attendee, AttendeeList, AttendeePageQuery, AttendeeQuery } from '../../contracts/statistics.contract.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { ReportPool } from '../../infra/database/read-pool.js';
import { placeName } from '../../organisations/network/network-rows.js';
import { countedLines, filterParameters, idsOfPage, linesShown } from './attendee-lines.js';
import { AttendeePhones, type SealedPhones } from './attendee-phones.js';
import type { SessionFacts } from './session-facts.read-model.js';

const PAGE = 100;

interface Row
  extends
    SealedPhones,
    Omit<
      Attendee,
      | 'number'
      | 'phone'
      | 'county'
      | 'city'
      | 'registeredAt'
      | 'firstAt'
      | 'lastAt'
      | 'stayMinutes'
      | 'watchMinutes'
      | 'watchPercent'
      | 'replayMinutes'
    > {
  county: string | null;
  city: string | null;
  registeredAt: Date | null;
  firstAt: Date | null;
  lastAt: Date | null;
  stay: number;
  watch: number;
  replay: number;
}

/** Who attended a session, line by line; phone numbers masked. */
@Injectable()
export class AttendeeLists {
  constructor(
    private readonly reports: ReportPool,
    private readonly phones: AttendeePhones,
  ) {}

  /** Ids of persons for those alone who may correct something: they are the same in all sessions of all organisers. */
  async page(actor: Actor, facts: SessionFacts, { after = 0, ...query }: AttendeePageQuery): Promise<AttendeeList> {
    const [rows, total] = await Promise.all([this.rows(facts, query, after), this.count(facts, query)]);
    const next = after + rows.length < total && rows.length > 0 ? after + rows.length : null;
    const withIds = hasRight(actor, 'attendance.edit', facts.path);
    const attendees = rows.map((row, index) => ({ number: after + index + 1, ...this.attendee(facts, row, withIds) }));
    return { attendees, total, next };
  }

  private async rows(facts: SessionFacts, query: AttendeeQuery, after: number): Promise<Row[]> {
    const parameters = parametersOf(facts, query);
    const ids = await this.reports.query<{ id: string }>(idsOfPage(query), [...parameters, after, PAGE]);
    return this.reports.query<Row & Record<string, unknown>>(linesShown(query), [
      ...parameters,
      ids.map(({ id }) => id),
    ]);
  }

  private async count(facts: SessionFacts, query: AttendeeQuery): Promise<number> {
    const [row] = await this.reports.query<{ n: number }>(countedLines(query), parametersOf(facts, query));
    return row?.n ?? 0;
  }

  private attendee({ onAirSeconds }: SessionFacts, row: Row, withId: boolean): Omit<Attendee, 'number'> {
    const { phone, venuePhone, stay, watch, replay, county, city, registeredAt, firstAt, lastAt, ...same } = row;
    return {
      ...same,
      personId: withId ? same.personId : null,
      phone: this.phones.masked({ phone, venuePhone }),
      county: county ? placeName(county) : '',
      city: city ? placeName(city) : '',
      registeredAt: registeredAt?.toISOString() ?? null,
      firstAt: firstAt?.toISOString() ?? null,
      lastAt: lastAt?.toISOString() ?? null,
      stayMinutes: toMinutes(stay),
      watchMinutes: toMinutes(watch),
      watchPercent: watchPercent(watch, onAirSeconds),
      replayMinutes: toMinutes(replay),
    };
  }
}

/** One decimal. */
export function toMinutes(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}

/** Of the time on air, one decimal; null while nothing was on air. */
export function watchPercent(watchSeconds: number, onAirSeconds: number): number | null {
  return onAirSeconds > 0 ? Math.min(100, Math.round((watchSeconds * 1000) / onAirSeconds) / 10) : null;
}

export function parametersOf({ id, onAirSeconds, effectivePercent }: SessionFacts, query: AttendeeQuery): unknown[] {
  return [id, onAirSeconds, effectivePercent, ...filterParameters(query)];
}
