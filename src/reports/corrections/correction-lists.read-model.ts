import { Injectable } from '@nestjs/common';
import type { Correction } from '../../contracts/correction.contract.js';
import type { CorrectionKind } from '../../contracts/vocabulary.js';
import { ReadPool } from '../../infra/database/read-pool.js';

interface Row extends Record<string, unknown> {
  id: string;
  kind: CorrectionKind;
  name: string;
  from: Date | null;
  to: Date | null;
  reason: string;
  by: string;
  at: Date;
  withdrawnReason: string | null;
  withdrawnBy: string | null;
  withdrawnAt: Date | null;
}

/** What was corrected of a session's attendance, by whom and why. */
@Injectable()
export class CorrectionLists {
  constructor(private readonly reads: ReadPool) {}

  /** Newest first. */
  async of(sessionId: string): Promise<Correction[]> {
    const rows = await this.reads.query<Row>(
      `SELECT c.id, c.kind, coalesce(nullif(g.name, ''), f.name, '') AS name, c.started_at AS "from", c.ended_at AS "to",
              c.reason, a.display_name AS by, c.made_at AS at,
              w.reason AS "withdrawnReason", b.display_name AS "withdrawnBy", w.made_at AS "withdrawnAt"
       FROM attendance_correction c JOIN account a ON a.id = c.made_by JOIN session s ON s.id = c.session_id
       LEFT JOIN attendance_correction w ON w.withdraws = c.id LEFT JOIN account b ON b.id = w.made_by
       LEFT JOIN person_profile f ON f.person_id = root_person(c.person_id)
       LEFT JOIN LATERAL (
         SELECT name FROM registration
         WHERE event_id = s.event_id AND state = 'registered' AND person_id IN (
           WITH RECURSIVE same(id) AS (
             SELECT root_person(c.person_id) UNION SELECT l.person_id FROM same JOIN person_link l ON l.root_id = same.id
           ) SELECT id FROM same)
         ORDER BY registered_at DESC LIMIT 1) g ON true
       WHERE c.session_id = $1 AND c.kind <> 'withdrawal' ORDER BY c.made_at DESC, c.id DESC`,
      [sessionId],
    );
    return rows.map(({ withdrawnReason, withdrawnBy, withdrawnAt, from, to, at, ...row }) => ({
      ...row,
      from: from?.toISOString() ?? null,
      to: to?.toISOString() ?? null,
      at: at.toISOString(),
      withdrawn: withdrawnAt && { reason: withdrawnReason ?? '', by: withdrawnBy ?? '', at: withdrawnAt.toISOString() },
    }));
  }
}
