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
  total: string;
}

export interface LinesQuery {
  filter: AttendeeQuery;
  by: 'entry' | 'county';
  /** Opening them is a good part of a line's cost. */
  withPhones: boolean;
}

/** The lines of a query that has begun. */
export interface OpenedLines {
  total: number;
  parts: AsyncGenerator<AttendanceLine[]>;
  /** Ends the query, whether or not anything was read; harmless afterwards. */
  close(): Promise<void>;
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
    return {
      total: Number(begun[0]?.total ?? 0),
      parts: this.lines(begun, rows, query.withPhones),
      close: async () => void (await rows.return(undefined)),
    };
  }

  private async *lines(first: SealedLine[], rest: AsyncGenerator<TextRow[]>, withPhones: boolean) {
    const masked = (part: SealedLine[]): AttendanceLine[] => (withPhones ? this.withPhones(part) : part);
    if (first.length > 0) yield masked(first);
    for await (const part of rest) yield masked(part as SealedLine[]);
  }

  /** In place. */
  private withPhones(part: SealedLine[]): AttendanceLine[] {
    for (const line of part) line.phone = this.phones.masked(line);
    return part;
  }
}
