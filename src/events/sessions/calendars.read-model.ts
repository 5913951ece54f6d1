import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import type { SessionAccess as Access } from '../../contracts/vocabulary.js';
import { type Actor, hasCapability } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { type CalendarEntry, calendarFile } from './calendar-file.js';
import { SessionAccess } from './session-access.service.js';

interface EntryRow extends Record<string, unknown>, Omit<CalendarEntry, 'address'> {
  eventId: string;
  eventTitle: string;
  path: string;
  access: Access;
}

export interface CalendarDownload {
  name: string;
  text: string;
}

/** Published events only. */
const ENTRIES = `
  SELECT s.id, s.title, s.summary, o.name AS host, s.state, s.starts_at AS "startsAt", s.ends_at AS "endsAt",
         s.calendar_version AS version, s.access, s.path, e.id AS "eventId", e.title AS "eventTitle"
  FROM session s JOIN online_event e ON e.id = s.event_id AND e.publication_state = 'published'
  JOIN organisation o ON o.id = e.host_id`;

/** Sessions for people's own calendars. */
@Injectable()
export class Calendars {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly reads: ReadPool,
    private readonly access: SessionAccess,
    private readonly clock: Clock,
  ) {}

  /** A session by link is for those who hold it. @throws AppError `session.not_found`, `access.denied` */
  async ofSession(actor: Actor, sessionId: string): Promise<CalendarDownload> {
    const [row] = await this.reads.query<EntryRow>(`${ENTRIES} WHERE s.id = $1`, [sessionId]);
    if (!row) throw new AppError('session.not_found');
    if (row.access === 'link' && !hasCapability(actor, 'viewer', sessionId)) {
      const refusal = await this.access.refusal(actor, row);
      if (refusal) throw new AppError(refusal);
    }
    return this.file(row.title, [row]);
  }

  /** All sessions of an event but those by link. @throws AppError `event.not_found` */
  async ofEvent(eventId: string): Promise<CalendarDownload> {
    const rows = await this.reads.query<EntryRow>(
      `${ENTRIES} WHERE e.id = $1 AND s.access <> 'link' ORDER BY s.starts_at LIMIT 200`,
      [eventId],
    );
    const [first] = rows;
    if (!first) throw new AppError('event.not_found');
    return this.file(first.eventTitle, rows);
  }

  private file(name: string, rows: readonly EntryRow[]): CalendarDownload {
    const entries = rows.map((row) => ({ ...row, address: `${this.config.publicUrl}/s/${row.id}` }));
    return { name: `${name}.ics`, text: calendarFile(entries, this.clock.now()) };
  }
}
