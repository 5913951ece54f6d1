import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadPool } from '../infra/database/read-pool.js';
import { Resources } from '../infra/resources.js';
import { Relocations } from '../organisations/network/relocations.js';

/** To whom programmes, events and what belongs to them belong, and that their paths follow a window that is moved. */
@Injectable()
export class EventResources implements OnModuleInit {
  constructor(
    private readonly resources: Resources,
    private readonly relocations: Relocations,
    private readonly reads: ReadPool,
  ) {}

  onModuleInit(): void {
    // Without a window that runs it a programme is nobody's to change: no member's grant is at the platform's path.
    const programme = `SELECT coalesce(o.path, '/') AS path
                       FROM programme p LEFT JOIN organisation o ON o.id = p.owner_id WHERE p.id = $1`;
    const item = `SELECT s.path FROM agenda_item i JOIN session s ON s.id = i.session_id WHERE i.id = $1`;
    const cohost = `SELECT o.path FROM event_cohost c JOIN organisation o ON o.id = c.organisation_id WHERE c.id = $1`;
    const path = (sql: string) => async (id: string) => (await this.paths(sql, id))[0] ?? null;
    this.resources.register('programme', { path: path(programme), notFound: 'programme.not_found' });
    this.resources.register('event', {
      path: path(`SELECT path FROM online_event WHERE id = $1`),
      parties: (id) => this.paths(PARTIES, id),
      notFound: 'event.not_found',
    });
    this.resources.register('session', {
      path: path(`SELECT path FROM session WHERE id = $1`),
      notFound: 'session.not_found',
    });
    this.resources.register('agenda_item', { path: path(item), notFound: 'agenda.item_not_found' });
    this.resources.register('cohost', { path: path(cohost), notFound: 'cohost.not_found' });
    this.relocations.registerTable('online_event');
    this.relocations.registerTable('session');
  }

  private async paths(sql: string, id: string): Promise<string[]> {
    const rows = await this.reads.query<{ path: string }>(sql, [id]);
    return rows.map((row) => row.path);
  }
}

/** Who may read an event beside its host: whoever declared it, and who co-hosts it or was asked to. */
const PARTIES = `
  SELECT o.path FROM online_event e JOIN organisation o ON o.id = e.declared_by_id WHERE e.id = $1
  UNION
  SELECT o.path FROM event_cohost c JOIN organisation o ON o.id = c.organisation_id
  WHERE c.event_id = $1 AND c.state IN ('invited', 'accepted')`;
