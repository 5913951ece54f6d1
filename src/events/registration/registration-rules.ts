import type { EventQuestion } from '../../contracts/event.contract.js';
import type { RegistrationForm } from '../../contracts/registration.contract.js';
import type { PlanState } from '../../contracts/vocabulary.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';

/** What decides whether one may register for an event. */
export interface RegistrationTerms extends Record<string, unknown> {
  id: string;
  title: string;
  path: string;
  planState: PlanState;
  isOpen: boolean;
  until: Date | null;
  capacity: number | null;
  questions: EventQuestion[];
  /** Whether there is still something to take part in. */
  isAhead: boolean;
  /** Places that are taken; counted only where places are limited. */
  taken: number;
  /** The session that comes next, else the last one. */
  sessionId: string | null;
  startsAt: Date | null;
  sessions: number;
}

/**
 * Terms of a published event, `$1` its id, `$2` now. A replay that is open to registered people only keeps the event's
 * registration open. A session that was never started counts as coming for a day, one that waits for a new time always.
 */
const TERMS_SQL = `
  SELECT e.id, e.title, e.path, e.plan_state AS "planState", e.registration_open AS "isOpen",
         e.registration_until AS until, e.capacity, e.questions,
         EXISTS (SELECT 1 FROM session s WHERE s.event_id = e.id AND (
           s.state IN ('live', 'postponed')
           OR (s.state = 'scheduled' AND s.ends_at > $2::timestamptz - interval '1 day')
           OR (s.state IN ('ended', 'replay') AND s.access = 'registered'))) AS "isAhead",
         CASE WHEN e.capacity IS NULL THEN 0 ELSE (
           SELECT count(*)::int FROM registration r WHERE r.event_id = e.id AND r.state = 'registered') END AS taken,
         n.id AS "sessionId", CASE WHEN n.state <> 'postponed' THEN n.starts_at END AS "startsAt",
         (SELECT count(*)::int FROM session s WHERE s.event_id = e.id AND s.state <> 'cancelled') AS sessions
  FROM online_event e
  LEFT JOIN LATERAL (
    SELECT s.id, s.state, s.starts_at FROM session s WHERE s.event_id = e.id AND s.state <> 'cancelled'
    ORDER BY s.ends_at < $2::timestamptz, abs(extract(epoch FROM s.starts_at - $2::timestamptz)) LIMIT 1) n ON true
  WHERE e.id = $1 AND e.publication_state = 'published'`;

type Query = <Row extends Record<string, unknown>>(sql: string, parameters: unknown[]) => Promise<Row[]>;

/** @throws AppError `event.not_found`, also for drafts and archived events */
export async function readTerms(query: Query, eventId: string, now: Date): Promise<RegistrationTerms> {
  const [row] = await query<RegistrationTerms>(TERMS_SQL, [eventId, now]);
  if (!row) throw new AppError('event.not_found');
  return row;
}

/**
 * The same, while nobody else registers or changes the event: of people who want the last place at once one gets it.
 * The event's row is locked by a statement of its own, so that the count after it sees who came before.
 */
export async function lockTerms(tx: Tx, eventId: string, now: Date): Promise<RegistrationTerms> {
  await tx.query(`SELECT 1 FROM online_event WHERE id = $1 FOR NO KEY UPDATE`, [eventId]);
  return readTerms((sql, parameters) => tx.query(sql, parameters), eventId, now);
}

/** Null while one may register. */
export function closedBecause(terms: RegistrationTerms, now: Date): RegistrationForm['closedBecause'] {
  if (isOver(terms)) return 'over';
  if (!terms.isOpen || (terms.until !== null && terms.until <= now)) return 'closed';
  return placesLeft(terms) === 0 ? 'full' : null;
}

export function isOver({ planState, isAhead }: RegistrationTerms): boolean {
  return planState === 'cancelled' || !isAhead;
}

/** Null: as many as come. */
export function placesLeft({ capacity, taken }: RegistrationTerms): number | null {
  return capacity === null ? null : Math.max(0, capacity - taken);
}
