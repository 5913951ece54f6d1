import { Injectable, Logger } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { AttendanceWriter } from '../../activity/attendance/attendance-writer.service.js';
import type { CorrectionRequest } from '../../contracts/correction.contract.js';
import type { CorrectionKind } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError, isUnavailable } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { IdempotentCommands } from '../../infra/idempotency.js';
import { AttendanceRollups, BEGINNING } from '../attendance/attendance-rollups.service.js';
import { AttendanceCorrection } from './attendance-correction.entity.js';

type Row = Omit<AttendanceCorrection, 'id' | 'madeBy' | 'madeAt'>;

/**
 * What organisers correct of an attendance. The intervals stay what the pages told; a correction is a row of its own
 * with a reason, and so is its withdrawal. Figures follow at once, also those that are closed otherwise: who corrects
 * last year's report says so.
 */
@Injectable()
export class Corrections {
  private readonly logger = new Logger(Corrections.name);

  constructor(
    private readonly commands: IdempotentCommands,
    private readonly writer: AttendanceWriter,
    private readonly rollups: AttendanceRollups,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `correction.person_unknown`, `correction.already_so`, `correction.time_invalid` */
  async add(actor: Actor, sessionId: string, request: CorrectionRequest, key?: string): Promise<void> {
    await this.commands.run(actor, { key, scope: `correction.add:${sessionId}`, request }, async (tx) => {
      await hold(tx, sessionId);
      const personId = await listedPerson(tx, sessionId, request.personId);
      const { kind, reason } = request;
      const [startedAt, endedAt] = this.timeOf(request);
      if (kind !== 'watched') await refuseAlreadySo(tx, { sessionId, personId, kind });
      await this.write(tx, actor, { sessionId, personId, kind, startedAt, endedAt, withdraws: null, reason });
    });
    await this.follow(sessionId);
  }

  /** @throws AppError `correction.not_found`, `correction.withdrawn` */
  async withdraw(actor: Actor, sessionId: string, id: string, reason: string, key?: string): Promise<void> {
    await this.commands.run(actor, { key, scope: `correction.withdraw:${id}`, request: { reason } }, async (tx) => {
      await hold(tx, sessionId);
      const known = await tx.manager.findOneBy(AttendanceCorrection, { id, sessionId });
      if (!known || known.kind === 'withdrawal') throw new AppError('correction.not_found');
      if (await tx.manager.existsBy(AttendanceCorrection, { withdraws: id }))
        throw new AppError('correction.withdrawn');
      const { personId } = known;
      const none = { startedAt: null, endedAt: null };
      await this.write(tx, actor, { sessionId, personId, kind: 'withdrawal', ...none, withdraws: id, reason });
    });
    await this.follow(sessionId);
  }

  /** At once for who looks at the page; where the database is busy the job that is enqueued does it. */
  private async follow(sessionId: string): Promise<void> {
    try {
      await this.rollups.recompute(sessionId);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.logger.warn(`Figures of a corrected session follow later: ${String(error)}`);
    }
  }

  private timeOf({ kind, from, to }: CorrectionRequest): [Date, Date] | [null, null] {
    if (kind !== 'watched') {
      if (from !== undefined || to !== undefined) throw new AppError('correction.time_invalid');
      return [null, null];
    }
    const [begin, end] = [new Date(from ?? NaN), new Date(to ?? NaN)];
    if (!(begin < end && end <= this.clock.now())) throw new AppError('correction.time_invalid');
    return [begin, end];
  }

  private async write(tx: Tx, actor: Actor, row: Row): Promise<void> {
    const id = newId();
    const { personId, kind, startedAt, endedAt, withdraws } = row;
    const made = { madeBy: actor.accountId ?? '', madeAt: this.clock.now() };
    await tx.manager.insert(AttendanceCorrection, { ...row, ...made, id });
    const [session] = await tx.query<{ path: string }>(`SELECT path FROM session WHERE id = $1`, [row.sessionId]);
    await this.writer.markDue(tx, row.sessionId, BEGINNING);
    await this.audit.record(tx, {
      action: 'attendance.corrected',
      path: session?.path ?? '',
      subject: { kind: 'session', id: row.sessionId },
      // Not the reason: it may name people, and can be erased where it is.
      after: { correction: id, personId, kind, startedAt, endedAt, withdraws },
    });
  }
}

/** Two who correct a session at the same time do so one after the other. */
async function hold(tx: Tx, sessionId: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('attendance_correction'), hashtext($1))`, [sessionId]);
}

/** The root person, who must be in the session's list: somebody who was only at a venue is corrected there. */
async function listedPerson(tx: Tx, sessionId: string, personId: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `SELECT person_id AS id FROM attendance_person WHERE session_id = $1 AND person_id IN ($2::uuid, root_person($2))
     ORDER BY (person_id = $2) DESC LIMIT 1`,
    [sessionId, personId],
  );
  if (!row) throw new AppError('correction.person_unknown');
  return row.id;
}

async function refuseAlreadySo(
  tx: Tx,
  one: { sessionId: string; personId: string; kind: CorrectionKind },
): Promise<void> {
  const [row] = await tx.query<{ counted: boolean }>(
    `SELECT coalesce(
       (SELECT kind = 'count' FROM standing_correction
        WHERE session_id = $1 AND person_id = $2 AND kind <> 'watched' ORDER BY made_at DESC, id DESC LIMIT 1),
       (SELECT exclusion IS NULL FROM attendance_person WHERE session_id = $1 AND person_id = $2)) AS counted`,
    [one.sessionId, one.personId],
  );
  if (row?.counted === (one.kind === 'count')) throw new AppError('correction.already_so');
}
