import { Injectable } from '@nestjs/common';
import type { AgendaItemView, CurrentAgendaItem } from '../../contracts/session.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';

interface ItemRow extends Omit<AgendaItemView, 'startsAt' | 'organisation'> {
  sessionId: string;
  startsAt: Date;
  organisationId: string | null;
  organisationName: string;
  organisationKind: NonNullable<AgendaItemView['organisation']>['kind'];
}

const ITEM_SQL = `
  SELECT i.id, i.session_id AS "sessionId", i.starts_at AS "startsAt", i.title, i.presenter, i.kind, i.minutes,
         o.id AS "organisationId", o.name AS "organisationName", o.kind AS "organisationKind",
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', v.id, 'name', v.name) ORDER BY v.name, v.id)
                   FROM agenda_service a JOIN service_item v ON v.id = a.service_item_id
                   WHERE a.agenda_item_id = i.id AND v.withdrawn_at IS NULL), '[]') AS services
  FROM agenda_item i LEFT JOIN organisation o ON o.id = i.organisation_id`;

/** Agendas with who presents and which services, as pages and boards show them. */
@Injectable()
export class AgendaItems {
  constructor(private readonly reads: ReadPool) {}

  async of(sessionId: string): Promise<AgendaItemView[]> {
    return (await this.ofAll([sessionId])).get(sessionId) ?? [];
  }

  /** By session; one that has no agenda is missing. */
  async ofAll(sessionIds: readonly string[]): Promise<Map<string, AgendaItemView[]>> {
    const rows = await this.reads.query<ItemRow & Record<string, unknown>>(
      `${ITEM_SQL} WHERE i.session_id = ANY($1) ORDER BY i.session_id, i.position, i.starts_at, i.id`,
      [sessionIds],
    );
    const bySession = new Map<string, AgendaItemView[]>();
    for (const row of rows) {
      const items = bySession.get(row.sessionId) ?? [];
      bySession.set(row.sessionId, [...items, view(row)]);
    }
    return bySession;
  }

  /** The one on now (正在推介); null when it has been removed meanwhile. */
  async one(id: string): Promise<CurrentAgendaItem | null> {
    const [row] = await this.reads.query<ItemRow & Record<string, unknown>>(`${ITEM_SQL} WHERE i.id = $1`, [id]);
    if (!row) return null;
    const { title, presenter, organisation, services } = view(row);
    return { id, title, presenter, organisation, services };
  }
}

function view({ organisationId, organisationName, organisationKind, ...row }: ItemRow): AgendaItemView {
  return {
    id: row.id,
    startsAt: row.startsAt.toISOString(),
    title: row.title,
    presenter: row.presenter,
    kind: row.kind,
    minutes: row.minutes,
    organisation: organisationId ? { id: organisationId, name: organisationName, kind: organisationKind } : null,
    services: row.services,
  };
}
