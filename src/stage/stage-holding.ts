import type { SessionState } from '../contracts/vocabulary.js';
import type { Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';

export interface HeldStage {
  sessionId: string;
  /** Of the session's host window. */
  path: string;
  state: SessionState;
  rehearsing: boolean;
}

/** States in which people come and go on a stage. */
const OPEN: readonly SessionState[] = ['scheduled', 'postponed', 'live'];

/**
 * The stage of a session, held until the transaction ends: what hosts do to it at the same moment comes one after the
 * other.
 *
 * @throws AppError `session.not_found`, also of a draft; `session.wrong_state` when the session is over, unless `alsoOver`
 */
export async function holdStage(tx: Tx, sessionId: string, { alsoOver = false } = {}): Promise<HeldStage> {
  await tx.query(
    `INSERT INTO stage (session_id) SELECT s.id FROM session s JOIN online_event e ON e.id = s.event_id
     WHERE s.id = $1 AND e.publication_state = 'published' ON CONFLICT (session_id) DO NOTHING`,
    [sessionId],
  );
  const [held] = await tx.query<HeldStage>(
    `SELECT t.session_id AS "sessionId", s.path, s.state, t.rehearsing_since IS NOT NULL AS rehearsing
     FROM stage t JOIN session s ON s.id = t.session_id JOIN online_event e ON e.id = s.event_id
     WHERE t.session_id = $1 AND e.publication_state = 'published' FOR UPDATE OF t`,
    [sessionId],
  );
  if (!held) throw new AppError('session.not_found');
  if (!alsoOver && !OPEN.includes(held.state)) throw new AppError('session.wrong_state');
  return held;
}
