import type { Tx } from '../../infra/database/transactions.js';

/** Somebody registered for an event, as they are told of it. */
export interface RegisteredPerson extends Record<string, unknown> {
  /** Of the registration. */
  id: string;
  /** The root person. */
  personId: string;
  /** Whether they agreed to be told by text message: of the start, and of what is moved or cancelled. */
  bySms: boolean;
}

/** In the order of their registrations. @param after the last registration that was told */
export function registeredPeople(
  tx: Tx,
  eventId: string,
  after: string | null,
  most: number,
): Promise<RegisteredPerson[]> {
  return tx.query<RegisteredPerson>(
    `SELECT r.id, p.root AS "personId", EXISTS (
              SELECT 1 FROM consent c
              WHERE c.person_id = p.root AND c.purpose = 'reminders' AND c.withdrawn_at IS NULL) AS "bySms"
     FROM registration r CROSS JOIN LATERAL (SELECT root_person(r.person_id) AS root) p
     WHERE r.event_id = $1 AND r.state = 'registered' AND ($2::uuid IS NULL OR r.id > $2) ORDER BY r.id LIMIT $3`,
    [eventId, after, most],
  );
}
