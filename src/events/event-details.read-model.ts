import { Injectable } from '@nestjs/common';
import type { EventDetail, EventQuestion, SessionDetail } from '../contracts/event.contract.js';
import type { Right } from '../contracts/rights.js';
import type {
  EventForm,
  EventMode,
  PlanState,
  PublicationState,
  SessionAccess,
  SessionState,
  WindowLevel,
} from '../contracts/vocabulary.js';
import { type Actor, hasRight } from '../infra/actor.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { AppError } from '../infra/errors.js';
import { AgendaItems } from './agenda/agenda-items.read-model.js';
import { CohostLists } from './cohosts/cohosts.read-model.js';
import { posterUrl } from './poster-url.js';

interface EventRow extends Record<string, unknown> {
  id: string;
  path: string;
  title: string;
  form: EventForm;
  mode: EventMode;
  planState: PlanState;
  publicationState: PublicationState;
  host: { id: string; name: string; level: WindowLevel };
  declaredBy: { id: string; name: string } | null;
  responsible: { id: string; name: string } | null;
  programme: { id: string; slug: string; name: string } | null;
  programmeFields: Record<string, string>;
  summary: string;
  description: string;
  posterFileId: string | null;
  keySince: string | null;
  keyReason: string;
  cancelReason: string;
  capacity: number | null;
  registrationOpen: boolean;
  registrationUntil: Date | null;
  questions: EventQuestion[];
  registered: number;
  version: number;
  updatedAt: Date;
}

interface SessionRow extends Record<string, unknown> {
  id: string;
  title: string;
  summary: string;
  description: string;
  state: SessionState;
  startsAt: Date;
  endsAt: Date;
  postponedFrom: Date | null;
  cancelReason: string;
  access: SessionAccess;
  accessCode: string | null;
  invitedPhones: number;
  currentItemId: string | null;
  version: number;
}

const EVENT_SQL = `
  SELECT e.id, e.path, e.title, e.form, e.mode, e.plan_state AS "planState",
         e.publication_state AS "publicationState",
         jsonb_build_object('id', h.id, 'name', h.name, 'level', h.level) AS host,
         CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('id', d.id, 'name', d.name) END AS "declaredBy",
         CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.id, 'name', a.display_name) END AS responsible,
         CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name) END AS programme,
         e.programme_fields AS "programmeFields", e.summary, e.description, e.poster_file_id AS "posterFileId",
         e.key_since::text AS "keySince", e.key_reason AS "keyReason", e.cancel_reason AS "cancelReason", e.capacity,
         e.registration_open AS "registrationOpen", e.registration_until AS "registrationUntil", e.questions,
         (SELECT count(*)::int FROM registration r WHERE r.event_id = e.id AND r.state = 'registered') AS registered,
         e.version, e.updated_at AS "updatedAt"
  FROM online_event e
  JOIN organisation h ON h.id = e.host_id
  LEFT JOIN organisation d ON d.id = e.declared_by_id
  LEFT JOIN account a ON a.id = e.responsible_account_id
  LEFT JOIN programme p ON p.id = e.programme_id
  WHERE e.id = $1`;

const SESSION_SQL = `
  SELECT s.id, s.title, s.summary, s.description, s.state, s.starts_at AS "startsAt", s.ends_at AS "endsAt",
         s.postponed_from AS "postponedFrom", s.cancel_reason AS "cancelReason", s.access,
         s.access_code AS "accessCode", s.current_item_id AS "currentItemId", s.version,
         (SELECT count(*)::int FROM invited_phone i WHERE i.session_id = s.id) AS "invitedPhones"
  FROM session s WHERE s.event_id = $1 ORDER BY s.starts_at, s.id`;

/** An event as its organisers see it, drafts included. */
@Injectable()
export class EventDetails {
  constructor(
    private readonly reads: ReadPool,
    private readonly agendas: AgendaItems,
    private readonly cohosts: CohostLists,
  ) {}

  /** @throws AppError `event.not_found` */
  async detail(actor: Actor, id: string): Promise<EventDetail> {
    const [[event], sessions, cohosts] = await Promise.all([
      this.reads.query<EventRow>(EVENT_SQL, [id]),
      this.sessions(id),
      this.cohosts.of(id),
    ]);
    if (!event) throw new AppError('event.not_found');
    const { path, posterFileId, keySince, keyReason, registrationUntil, updatedAt, ...row } = event;
    const runs = hasRight(actor, 'event.edit', path);
    return {
      ...row,
      posterUrl: posterUrl(id, posterFileId),
      key: keySince ? { since: keySince, reason: keyReason } : null,
      registrationUntil: registrationUntil?.toISOString() ?? null,
      // Codes, and what was said between the host and one co-host, are for those who run it.
      sessions: runs ? sessions : sessions.map((session) => ({ ...session, accessCode: null })),
      cohosts: runs ? cohosts : cohosts.map((cohost) => ({ ...cohost, message: '', reason: '' })),
      updatedAt: updatedAt.toISOString(),
      may: mayOf(actor, event),
    };
  }

  private async sessions(eventId: string): Promise<SessionDetail[]> {
    const rows = await this.reads.query<SessionRow>(SESSION_SQL, [eventId]);
    const agendas = await this.agendas.ofAll(rows.map(({ id }) => id));
    return rows.map(({ startsAt, endsAt, postponedFrom, ...row }) => ({
      ...row,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      postponedFrom: postponedFrom?.toISOString() ?? null,
      agenda: agendas.get(row.id) ?? [],
    }));
  }
}

/** Rights alone: which act fits the event's state the page sees from the state. */
function mayOf(actor: Actor, { path, planState, publicationState }: EventRow): EventDetail['may'] {
  const may = (right: Right) => hasRight(actor, right, path);
  const open = planState !== 'cancelled' && publicationState !== 'archived';
  return {
    edit: open && may('event.edit'),
    publish: may('event.publish'),
    registrations: may('registration.read'),
    replay: may('replay.read'),
  };
}
