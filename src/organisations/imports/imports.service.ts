import { Injectable } from '@nestjs/common';
import type { ImportKind } from '../../contracts/vocabulary.js';
import type { Right } from '../../contracts/rights.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import type { Upload } from '../../infra/http/upload.js';
import { newId } from '../../infra/id.js';
import { Jobs } from '../../infra/jobs.js';
import { moveState } from '../../infra/state-machine.js';
import { Files } from '../../infra/storage/files.service.js';
import { activeOrganisation } from '../active-organisation.js';
import { ImportBatch } from './import-batch.entity.js';
import { ImportKinds } from './import-kinds.js';
import { forgetLines } from './import-lines.js';

export const READ_JOB = 'import.read';
export const APPLY_JOB = 'import.apply';
/** One window's large file does not keep the others waiting. */
export const IMPORTS_AT_ONCE = 2;
/** After that nobody comes back to a preview, and the file is gone. */
export const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** States in which nothing has been written but the preview. */
const OPEN = ['reading', 'previewed', 'failed'];

interface BatchHead {
  kind: ImportKind;
  path: string;
  fileId: string;
}

/**
 * Imports from upload to commit: a file is read and checked by a job (`ImportReading`), looked at, and then written by a
 * job as a whole (`ImportApplying`) or thrown away.
 */
@Injectable()
export class Imports {
  constructor(
    private readonly transactions: Transactions,
    private readonly kinds: ImportKinds,
    private readonly files: Files,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /**
   * An earlier preview of the same person for the same place makes room: it was corrected.
   *
   * @param target whoever gives a subject has checked who may do so
   * @throws AppError `access.denied`, `request.invalid`, those of the file
   */
  async begin(
    actor: Actor,
    target: { kind: ImportKind; organisationId: string; subjectId?: string },
    { bytes, name }: Upload,
  ): Promise<{ id: string }> {
    const { kind, organisationId, subjectId = null } = target;
    const { right, hasSubject } = this.kinds.get(kind);
    if (hasSubject !== (subjectId !== null)) throw new AppError('request.invalid');
    return this.transactions.run(actor, async (tx) => {
      const { path } = await activeOrganisation(tx, organisationId);
      refuseWithout(actor, right, path);
      await this.discardEarlier(tx, kind, organisationId, subjectId);
      const now = this.clock.now();
      const expiresAt = new Date(now.getTime() + KEPT_DAYS * DAY_MS);
      const file = { purpose: 'import', bytes, name, ownerPath: path, expiresAt } as const;
      const { id: fileId } = await this.files.store(tx, { ...file, personId: actor.personId ?? undefined });
      const [id, createdBy] = [newId(), actor.accountId ?? undefined];
      const row = { id, kind, organisationId, subjectId, fileId, createdBy, createdAt: now, path };
      await tx.manager.insert(ImportBatch, row);
      await this.jobs.enqueue(tx, READ_JOB, { batchId: id });
      return { id };
    });
  }

  /** All of it or nothing; it runs in the background. @throws AppError `import.wrong_state`, `import.has_errors` */
  async commit(actor: Actor, id: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      await this.permitted(tx, actor, id);
      const set = { done_lines: 0, failure: null };
      const { wrong_lines } = await this.move<{ wrong_lines: number }>(tx, id, ['previewed'], 'importing', set);
      if (wrong_lines > 0) throw new AppError('import.has_errors');
      await this.jobs.enqueue(tx, APPLY_JOB, { batchId: id, accountId: actor.accountId });
    });
  }

  /** Also one that is just being read or written: then nothing of it is kept. @throws AppError `import.wrong_state` */
  async discard(actor: Actor, id: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const { fileId } = await this.permitted(tx, actor, id);
      await this.move(tx, id, [...OPEN, 'importing'], 'discarded', { settled_at: this.clock.now() });
      await this.files.remove(tx, fileId);
      await forgetLines(tx, [id]);
    });
  }

  private async permitted(tx: Tx, actor: Actor, id: string): Promise<BatchHead> {
    const [head] = await tx.query<BatchHead>(
      `SELECT b.kind, o.path, b.file_id AS "fileId"
       FROM import_batch b JOIN organisation o ON o.id = b.organisation_id WHERE b.id = $1`,
      [id],
    );
    if (!head) throw new AppError('import.not_found');
    refuseWithout(actor, this.kinds.get(head.kind).right, head.path);
    return head;
  }

  private move<Row>(tx: Tx, id: string, from: string[], to: string, set: Record<string, unknown>): Promise<Row> {
    const codes = { wrongState: 'import.wrong_state', notFound: 'import.not_found' } as const;
    return moveState<Row>(tx, { table: 'import_batch', id, from, to, set, ...codes });
  }

  private async discardEarlier(
    tx: Tx,
    kind: ImportKind,
    organisationId: string,
    subjectId: string | null,
  ): Promise<void> {
    const earlier = await tx.query<{ id: string; fileId: string }>(
      `UPDATE import_batch SET state = 'discarded', settled_at = $5
       WHERE created_by = $1 AND kind = $2 AND organisation_id = $3 AND subject_id IS NOT DISTINCT FROM $4
         AND state = ANY($6) RETURNING id, file_id AS "fileId"`,
      [tx.actor.accountId, kind, organisationId, subjectId, this.clock.now(), OPEN],
    );
    for (const { fileId } of earlier) await this.files.remove(tx, fileId);
    await forgetLines(
      tx,
      earlier.map(({ id }) => id),
    );
  }
}

function refuseWithout(actor: Actor, right: Right, path: string): void {
  if (!hasRight(actor, right, path)) throw new AppError('access.denied');
}
