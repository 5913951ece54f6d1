import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../infra/database/transactions.js';
import { type Merger, Mergers } from '../organisations/merging/mergers.js';

/** What events hold of an agency or enterprise that is merged into another. */
@Injectable()
export class EventMergers implements OnModuleInit {
  constructor(private readonly mergers: Mergers) {}

  onModuleInit(): void {
    const moves: Record<string, Merger['move']> = {
      declaredEvents: (tx, source, target) => follow(tx, 'online_event', 'declared_by_id', source.id, target.id),
      agendaItems: (tx, source, target) => follow(tx, 'agenda_item', 'organisation_id', source.id, target.id),
      cohosts: (tx, source, target) => moveCohosts(tx, source.id, target.id),
      registrations: (tx, source, target) => follow(tx, 'registration', 'enterprise_id', source.id, target.id),
      venueSignIns: (tx, source, target) => follow(tx, 'venue_sign_in', 'enterprise_id', source.id, target.id),
      channels: (tx, source, target) => follow(tx, 'channel', 'organisation_id', source.id, target.id),
      keyAgencies: (tx, source, target) => moveKeyAgencies(tx, source.id, target.id),
    };
    for (const [name, move] of Object.entries(moves)) this.mergers.register({ name, move });
  }
}

/** Table and column are written by us. */
async function follow(tx: Tx, table: string, column: string, source: string, target: string): Promise<number> {
  const moved = await tx.query(`UPDATE ${table} SET ${column} = $2 WHERE ${column} = $1 RETURNING 1`, [source, target]);
  return moved.length;
}

/**
 * Where both were asked to co-host an event the source's row stays as history, and no list shows it any more; had the
 * source accepted, so has the target.
 */
async function moveCohosts(tx: Tx, source: string, target: string): Promise<number> {
  const accepted = await tx.query(
    `UPDATE event_cohost t SET state = 'accepted', answered_by = s.answered_by, answered_at = s.answered_at,
                               reason = s.reason
     FROM event_cohost s
     WHERE s.event_id = t.event_id AND s.organisation_id = $1 AND s.state = 'accepted'
       AND t.organisation_id = $2 AND t.state <> 'accepted' RETURNING 1`,
    [source, target],
  );
  const moved = await tx.query(
    `UPDATE event_cohost s SET organisation_id = $2
     WHERE organisation_id = $1
       AND NOT EXISTS (SELECT 1 FROM event_cohost t WHERE t.event_id = s.event_id AND t.organisation_id = $2)
     RETURNING 1`,
    [source, target],
  );
  return accepted.length + moved.length;
}

async function moveKeyAgencies(tx: Tx, source: string, target: string): Promise<number> {
  await tx.query(
    `INSERT INTO programme_agency (programme_id, organisation_id, designated_at)
     SELECT programme_id, $2, designated_at FROM programme_agency WHERE organisation_id = $1 ON CONFLICT DO NOTHING`,
    [source, target],
  );
  const gone = await tx.query(`DELETE FROM programme_agency WHERE organisation_id = $1 RETURNING 1`, [source]);
  return gone.length;
}
