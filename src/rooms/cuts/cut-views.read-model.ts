import { Injectable } from '@nestjs/common';
import type { CutEntry, CutView } from '../../contracts/cut.contract.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';

interface CutRow extends Record<string, unknown> {
  id: string;
  reason: CutEntry['reason'];
  cutAt: Date;
  cutBy: string | null;
  liftedAt: Date | null;
  liftedBy: string | null;
  note: string;
  withdrawnFrom: Date | null;
  withdrawnTo: Date | null;
}

const MOST = 100;

/** The cuts of a session for those who run or supervise it. */
@Injectable()
export class CutViews {
  constructor(private readonly reads: ReadPool) {}

  async view(actor: Actor, sessionId: string): Promise<CutView> {
    const [history, path] = await Promise.all([this.history(sessionId), this.path(sessionId)]);
    return {
      cut: history.some(({ liftedAt }) => liftedAt === null),
      mayLift: path !== null && hasRight(actor, 'stage.lift_cut', path),
      history,
    };
  }

  async history(sessionId: string): Promise<CutEntry[]> {
    const rows = await this.reads.query<CutRow>(
      `SELECT c.id, c.reason, c.cut_at AS "cutAt", a.display_name AS "cutBy", c.lifted_at AS "liftedAt",
              l.display_name AS "liftedBy", c.note, c.withdrawn_from AS "withdrawnFrom", c.withdrawn_to AS "withdrawnTo"
       FROM session_cut c
       LEFT JOIN account a ON a.id = c.cut_account_id
       LEFT JOIN account l ON l.id = c.lifted_by
       WHERE c.session_id = $1 ORDER BY c.cut_at DESC, c.id DESC LIMIT ${MOST}`,
      [sessionId],
    );
    return rows.map(entry);
  }

  private async path(sessionId: string): Promise<string | null> {
    const [row] = await this.reads.query<{ path: string }>(`SELECT path FROM session WHERE id = $1`, [sessionId]);
    return row?.path ?? null;
  }
}

function entry({ cutAt, liftedAt, withdrawnFrom, withdrawnTo, ...row }: CutRow): CutEntry {
  return {
    ...row,
    cutAt: cutAt.toISOString(),
    liftedAt: liftedAt?.toISOString() ?? null,
    withdrawnFrom: withdrawnFrom?.toISOString() ?? null,
    withdrawnTo: withdrawnTo?.toISOString() ?? null,
  };
}
