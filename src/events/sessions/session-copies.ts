import type { Tx } from '../../infra/database/transactions.js';
import { newId } from '../../infra/id.js';
import { newAccessCode } from './access-code.js';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { AgendaService } from '../agenda/agenda-service.entity.js';
import { Session } from './session.entity.js';

/** Where copies go: which event, and how much later. */
export interface CopyTarget {
  eventId: string;
  path: string;
  shiftMs: number;
  now: Date;
}

/** A scheduled copy of a session with its agenda, without anything that happened to it and without people's numbers. */
export async function copySession(tx: Tx, session: Session, target: CopyTarget): Promise<void> {
  const { eventId, path, shiftMs, now } = target;
  const { title, summary, description, access } = session;
  const id = newId();
  await tx.manager.insert(Session, {
    id,
    eventId,
    path,
    title,
    summary,
    description,
    access,
    accessCode: access === 'code' ? newAccessCode() : null,
    startsAt: later(session.startsAt, shiftMs),
    endsAt: later(session.endsAt, shiftMs),
    createdAt: now,
    stateSince: now,
  });
  await copyAgenda(tx, session.id, id, shiftMs);
}

/** Who is no longer there, and services that are no longer offered, are left out. */
async function copyAgenda(tx: Tx, from: string, sessionId: string, shiftMs: number): Promise<void> {
  const items = await tx.manager.findBy(AgendaItem, { sessionId: from });
  if (items.length === 0) return;
  const active = await tx.query<{ id: string }>(
    `SELECT id FROM organisation WHERE state = 'active'
       AND id IN (SELECT organisation_id FROM agenda_item WHERE session_id = $1)`,
    [from],
  );
  const here = new Set(active.map(({ id }) => id));
  const copyOf = new Map(items.map(({ id }) => [id, newId()]));
  const copies = items.map((item) => ({
    ...item,
    id: copyOf.get(item.id) ?? newId(),
    sessionId,
    startsAt: later(item.startsAt, shiftMs),
    organisationId: item.organisationId && here.has(item.organisationId) ? item.organisationId : null,
  }));
  await tx.manager.insert(AgendaItem, copies);
  const services = await tx.query<{ item: string; service: string }>(
    `SELECT a.agenda_item_id AS item, a.service_item_id AS service
     FROM agenda_service a JOIN agenda_item i ON i.id = a.agenda_item_id
     JOIN service_item v ON v.id = a.service_item_id AND v.withdrawn_at IS NULL
     WHERE i.session_id = $1 AND i.organisation_id = ANY($2::uuid[])`,
    [from, [...here]],
  );
  const rows = services.map(({ item, service }) => ({ agendaItemId: copyOf.get(item) ?? '', serviceItemId: service }));
  if (rows.length > 0) await tx.manager.insert(AgendaService, rows);
}

function later(time: Date, shiftMs: number): Date {
  return new Date(time.getTime() + shiftMs);
}
