import { Injectable } from '@nestjs/common';
import { Phones } from '../../accounts/persons/phones.service.js';
import type { RegistrationLine, RegistrationList, RegistrationQuery } from '../../contracts/registration.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { VIEW_COLUMNS, type ViewRow, viewOf } from './registration-forms.read-model.js';

const PAGE = 100;

export type RegistrationFilter = Pick<RegistrationQuery, 'state' | 'county' | 'channel'>;

interface LineRow extends ViewRow {
  id: string;
  number: number;
  phoneEnc: string | null;
  channelId: string | null;
  channelName: string | null;
}

/** `$1` the event, `$2` to `$4` the filter. */
const MATCHING = `
  r.event_id = $1 AND ($2::text IS NULL OR r.state = $2) AND ($3::uuid IS NULL OR r.county_id = $3)
  AND ($4::uuid IS NULL OR r.channel_id = $4)`;

const LINES = `
  SELECT r.id, ${VIEW_COLUMNS}, p.phone_enc AS "phoneEnc", r.channel_id AS "channelId", h.name AS "channelName"
  FROM registration r
  LEFT JOIN organisation c ON c.id = r.county_id
  LEFT JOIN channel h ON h.id = r.channel_id
  LEFT JOIN person_phone p ON p.person_id = root_person(r.person_id)`;

/** Who has registered, for the organisers of an event; phone numbers masked. */
@Injectable()
export class RegistrationLists {
  constructor(
    private readonly reads: ReadPool,
    private readonly phones: Phones,
  ) {}

  async list(eventId: string, { after, ...filter }: RegistrationQuery): Promise<RegistrationList> {
    const [lines, total] = await Promise.all([this.page(eventId, filter, after), this.count(eventId, filter)]);
    return { registrations: lines, total, next: (lines.length === PAGE && lines.at(-1)?.id) || null };
  }

  async count(eventId: string, filter: RegistrationFilter): Promise<number> {
    const [row] = await this.reads.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM registration r WHERE ${MATCHING}`,
      parametersOf(eventId, filter),
    );
    return row?.n ?? 0;
  }

  /** In the order in which they came, page by page: for files, whose length is not bounded. */
  async *all(eventId: string, filter: RegistrationFilter): AsyncGenerator<Omit<RegistrationLine, 'number'>> {
    let after: string | undefined;
    for (;;) {
      const rows: LineRow[] = await this.reads.query<LineRow>(
        `${LINES} WHERE ${MATCHING} AND ($5::uuid IS NULL OR r.id > $5) ORDER BY r.id LIMIT $6`,
        [...parametersOf(eventId, filter), after ?? null, PAGE * 5],
      );
      for (const row of rows) yield this.line(row);
      after = rows.at(-1)?.id;
      if (after === undefined) return;
    }
  }

  private async page(
    eventId: string,
    filter: RegistrationFilter,
    after: string | undefined,
  ): Promise<RegistrationLine[]> {
    const rows = await this.reads.query<LineRow>(
      `SELECT numbered.number, line.* FROM (${LINES} WHERE ${MATCHING} AND ($5::uuid IS NULL OR r.id < $5)
         ORDER BY r.id DESC LIMIT $6) line
       JOIN (SELECT id, (row_number() OVER (ORDER BY id))::int AS number FROM registration WHERE event_id = $1) numbered
         USING (id)
       ORDER BY line.id DESC`,
      [...parametersOf(eventId, filter), after ?? null, PAGE],
    );
    return rows.map((row) => ({ ...this.line(row), number: row.number }));
  }

  private line(row: LineRow): Omit<RegistrationLine, 'number'> {
    const { id, phoneEnc, channelId, channelName } = row;
    const channel = channelId && channelName ? { id: channelId, name: channelName } : null;
    return { ...viewOf(row), id, phone: this.phones.masked(phoneEnc), channel };
  }
}

function parametersOf(eventId: string, { state, county, channel }: RegistrationFilter): unknown[] {
  return [eventId, state ?? null, county ?? null, channel ?? null];
}
