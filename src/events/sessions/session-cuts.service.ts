import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Ledger } from '../../activity/ledger.js';
import type { CutReason } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { SessionCut } from './session-cut.entity.js';

/** Of what there is a picture to be made dark. */
const CUTTABLE = ['live', 'ended', 'replay'];
/** How much before the cut is withdrawn where nobody says otherwise: somebody has to see it, and to press. */
const USUAL_BEFORE_MS = 30_000;

/** A range of wall-clock time of which nothing is given out any more. */
export interface WithdrawnRange {
  from: Date;
  to: Date;
}

interface HeldSession {
  id: string;
  path: string;
  state: string;
}

/** The rows of one-key cuts (紧急切断): one per cut, so that the history stays. */
@Injectable()
export class SessionCuts {
  constructor(
    private readonly reads: ReadPool,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `session.not_found`, `session.wrong_state`, `session.cut_already` */
  async cut(tx: Tx, sessionId: string, reason: CutReason, lastSegment: number | null): Promise<void> {
    const session = await this.hold(tx, sessionId);
    if (!CUTTABLE.includes(session.state)) throw new AppError('session.wrong_state');
    if (await this.openCut(tx, sessionId)) throw new AppError('session.cut_already');
    const cut = { id: newId(), sessionId, reason, cutAt: this.clock.now(), lastSegment };
    const by = { cutPersonId: tx.actor.personId, cutAccountId: tx.actor.accountId };
    await tx.manager.insert(SessionCut, { ...cut, ...by });
    const { path } = session;
    await this.ledger.record(tx, { verb: 'session.cut', sessionId, path, details: { cutId: cut.id, reason } });
    await this.audit.record(tx, {
      action: 'session.cut',
      path,
      subject: { kind: 'session', id: sessionId },
      before: { cut: false },
      after: { cut: true, reason, lastSegment },
    });
  }

  /**
   * What was recorded from `withdrawFrom` until now stays withdrawn: nothing was on air between the cut and now, so this
   * also takes what was still on its way when the cut came.
   *
   * @param withdrawFrom null: half a minute before the cut
   * @throws AppError `session.not_found`, `session.not_cut`, `request.invalid` for a time after the cut
   */
  async lift(tx: Tx, sessionId: string, withdrawFrom: Date | null, note: string): Promise<void> {
    const session = await this.hold(tx, sessionId);
    const cut = await this.openCut(tx, sessionId);
    if (!cut) throw new AppError('session.not_cut');
    const from = withdrawFrom ?? new Date(cut.cutAt.getTime() - USUAL_BEFORE_MS);
    if (from > cut.cutAt) throw new AppError('request.invalid', { fields: [{ path: 'withdrawFrom', rule: 'max' }] });
    const now = this.clock.now();
    const change = { liftedAt: now, liftedBy: tx.actor.accountId, note, withdrawnFrom: from, withdrawnTo: now };
    await tx.manager.update(SessionCut, { id: cut.id }, change);
    const { path } = session;
    await this.ledger.record(tx, { verb: 'session.cut_lifted', sessionId, path, details: { cutId: cut.id } });
    await this.audit.record(tx, {
      action: 'session.cut_lifted',
      path,
      subject: { kind: 'session', id: sessionId },
      before: { cut: true, withdrawnFrom: null, withdrawnTo: null },
      after: { cut: false, withdrawnFrom: from.toISOString(), withdrawnTo: now.toISOString(), note },
    });
  }

  /** Sessions that are cut now. */
  async open(): Promise<string[]> {
    const rows = await this.reads.query<{ id: string }>(
      `SELECT session_id AS id FROM session_cut WHERE lifted_at IS NULL`,
    );
    return rows.map(({ id }) => id);
  }

  /** What lifted cuts left withdrawn. */
  async withdrawn(sessionId: string): Promise<WithdrawnRange[]> {
    return this.reads.query<WithdrawnRange & Record<string, unknown>>(
      `SELECT withdrawn_from AS "from", withdrawn_to AS "to" FROM session_cut
       WHERE session_id = $1 AND lifted_at IS NOT NULL ORDER BY withdrawn_from`,
      [sessionId],
    );
  }

  /** Held until the commit: of two who press at once the second sees what the first has done. */
  private async hold(tx: Tx, sessionId: string): Promise<HeldSession> {
    const [session] = await tx.query<HeldSession>(`SELECT id, path, state FROM session WHERE id = $1 FOR UPDATE`, [
      sessionId,
    ]);
    if (!session) throw new AppError('session.not_found');
    return session;
  }

  private async openCut(tx: Tx, sessionId: string): Promise<{ id: string; cutAt: Date } | undefined> {
    const [cut] = await tx.query<{ id: string; cutAt: Date }>(
      `SELECT id, cut_at AS "cutAt" FROM session_cut WHERE session_id = $1 AND lifted_at IS NULL`,
      [sessionId],
    );
    return cut;
  }
}
