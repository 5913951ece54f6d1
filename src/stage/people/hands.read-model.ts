import { Injectable } from '@nestjs/common';
import type { OwnHand, RaisedHand } from '../../contracts/stage.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';

/** Open hands that a host is shown; whoever waits longest comes first. */
const MOST_SHOWN = 200;

export interface HandOwner {
  sessionId: string;
  personId: string;
}

/** Raised hands as hosts see them, and one's own. */
@Injectable()
export class HandLists {
  constructor(private readonly reads: ReadPool) {}

  async open(sessionId: string): Promise<RaisedHand[]> {
    const rows = await this.reads.query<Omit<RaisedHand, 'raisedAt'> & { raisedAt: Date } & Record<string, unknown>>(
      `SELECT id, name, unit, topic, state, raised_at AS "raisedAt" FROM raised_hand
       WHERE session_id = $1 AND state IN ('raised', 'called') ORDER BY raised_at, id LIMIT ${MOST_SHOWN}`,
      [sessionId],
    );
    return rows.map((row) => ({ ...row, raisedAt: row.raisedAt.toISOString() }));
  }

  /** Of all sessions: whose hands are up. */
  owners(): Promise<HandOwner[]> {
    return this.reads.query<HandOwner & Record<string, unknown>>(
      `SELECT session_id AS "sessionId", person_id AS "personId" FROM raised_hand WHERE state IN ('raised', 'called')`,
    );
  }

  async own(personId: string | null, sessionId: string): Promise<OwnHand> {
    const [row] = await this.reads.query<OwnHand & Record<string, unknown>>(
      `SELECT h.state, s.state = 'live' AND p.id IS NULL AS open, s.state = 'live' AND p.role IS NOT DISTINCT FROM 'guest' AS invited
       FROM session s
       LEFT JOIN raised_hand h ON h.session_id = s.id AND h.person_id = $2 AND h.state IN ('raised', 'called')
       LEFT JOIN stage_participant p ON p.session_id = s.id AND p.person_id = $2 AND p.removed_at IS NULL
       WHERE s.id = $1`,
      [sessionId, personId],
    );
    return row ?? { state: null, open: false, invited: false };
  }
}
