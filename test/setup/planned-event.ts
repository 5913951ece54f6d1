import { newId } from '../../src/infra/id.js';
import type { EventQuestion, PublicationState, SessionAccess, SessionState } from '../../src/contracts/index.js';
import type { TestApp } from './app.js';
import { addOrganisation } from './people.js';

export interface PlannedEvent {
  eventId: string;
  sessionId: string;
  hostId: string;
}

export interface PlannedRow {
  hostId?: string;
  title?: string;
  publication?: PublicationState;
  registrationOpen?: boolean;
  until?: Date | null;
  capacity?: number | null;
  questions?: EventQuestion[];
  access?: SessionAccess;
  code?: string;
  state?: SessionState;
  startsAt?: Date;
  minutes?: number;
}

/** A window's event with one session, open for registration, as rows. */
export async function addPlannedEvent(server: TestApp, row: PlannedRow = {}): Promise<PlannedEvent> {
  const hostId = row.hostId ?? (await addOrganisation(server, { level: 'city', name: '岳阳市窗口平台' }));
  const eventId = newId();
  const [host] = await server.database.query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [hostId]);
  await server.database.query(
    `INSERT INTO online_event (id, host_id, title, form, mode, publication_state, path, registration_open,
                               registration_until, capacity, questions)
     VALUES ($1, $2, $3, 'docking', 'online', $4, $5, $6, $7, $8, $9)`,
    [
      eventId,
      hostId,
      row.title ?? '融资对接会',
      row.publication ?? 'published',
      host?.path,
      row.registrationOpen ?? true,
      row.until ?? null,
      row.capacity ?? null,
      JSON.stringify(row.questions ?? []),
    ],
  );
  const sessionId = await addSessionTo(server, eventId, row);
  return { eventId, sessionId, hostId };
}

export async function addSessionTo(
  server: TestApp,
  eventId: string,
  row: Pick<PlannedRow, 'title' | 'access' | 'code' | 'state' | 'startsAt' | 'minutes'> = {},
): Promise<string> {
  const id = newId();
  const startsAt = row.startsAt ?? new Date(Date.now() + 60 * 60_000);
  await server.database.query(
    `INSERT INTO session (id, event_id, title, access, access_code, state, starts_at, ends_at, path)
     SELECT $1, id, $2, $3, $4, $5, $6, $7, path FROM online_event WHERE id = $8`,
    [
      id,
      row.title ?? '融资对接会 第一场',
      row.access ?? 'public',
      row.code ?? null,
      row.state ?? 'scheduled',
      startsAt,
      new Date(startsAt.getTime() + (row.minutes ?? 60) * 60_000),
      eventId,
    ],
  );
  return id;
}
