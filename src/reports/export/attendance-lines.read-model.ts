import { Injectable } from '@nestjs/common';
import type { AttendeeQuery } from '../../contracts/statistics.contract.js';
import { LongPool, type TextRow } from '../../infra/database/long-pool.js';
import { exportedLines } from '../statistics/attendee-lines.js';
import { parametersOf } from '../statistics/attendee-lists.read-model.js';
import { AttendeePhones, type SealedPhones } from '../statistics/attendee-phones.js';
import type { SessionFacts } from '../statistics/session-facts.read-model.js';

/** Rows that are asked for at once: what an export holds of them in memory. */
const FETCHED = 2_000;

/** A person of a session with values as the database writes them, times in the business zone; the phone is a mask. */
export interface AttendanceLine extends TextRow {
  number: string;
  countyId: string | null;
  name: string;
  /** Left as it is stored where nobody asked for it. */
  phone: string | null;
  enterpriseName: string;
  creditCode: string | null;
  jobTitle: string;
  city: string | null;
  county: string | null;
  industry: string | null;
  channel: string;
  registeredAt: string | null;
  firstAt: string | null;
  lastAt: string | null;
  stay: string;
  watch: string;
  replay: string;
  effective: 't' | 'f';
  devices: string;
  ways: string;
}

interface SealedLine extends AttendanceLine, SealedPhones {
  phone: string | null;
}

export interface LinesQuery {
  filter: AttendeeQuery;
  by: 'entry' | 'county';
  /** Opening them is a good part of a line's cost. */
  withPhones: boolean;
}

/** The lines of a query that has begun. */
export class OpenedLines {
  /** How many have been used: those of a part when the next one is asked for. */
  taken = 0;

  constructor(
    private readonly first: SealedLine[],
    private readonly rest: AsyncGenerator<TextRow[]>,
    private readonly phones: AttendeePhones | null,
  ) {}

  /** Once. */
  async *parts(): AsyncGenerator<AttendanceLine[]> {
    if (this.first.length > 0) yield* this.part(this.first);
    for await (const part of this.rest) yield* this.part(part as SealedLine[]);
  }

  private *part(part: SealedLine[]): Generator<AttendanceLine[]> {
    // In place.
    if (this.phones) for (const line of part) line.phone = this.phones.masked(line);
    yield part;
    this.taken += part.length;
  }

  /** Ends the query, whether or not anything was read; harmless afterwards. */
  async close(): Promise<void> {
    await this.rest.return(undefined);
  }
}

/** All lines of a session for a file, of one snapshot, in parts. */
@Injectable()
export class AttendanceLines {
  constructor(
    private readonly pool: LongPool,
    private readonly phones: AttendeePhones,
  ) {}

  /** Resolves when the first lines are there. @param signal ends the query at any time */
  async open(facts: SessionFacts, query: LinesQuery, signal: AbortSignal): Promise<OpenedLines> {
    const sql = exportedLines(query.filter, query.by);
    const rows = this.pool.texts(sql, parametersOf(facts, query.filter), { fetched: FETCHED, signal });
    const first = await rows.next();
    const begun = first.done ? [] : (first.value as SealedLine[]);
    return new OpenedLines(begun, rows, query.withPhones ? this.phones : null);
  }
}
