import { Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { newId } from '../../infra/id.js';
import { StoredFileRow } from '../../infra/storage/file.entity.js';
import { safeFileName } from '../../infra/storage/file-name.js';
import { Storage } from '../../infra/storage/storage.js';
import type { Mp4Part } from '../media.provider.js';
import { placeSegments, type ServingRule } from '../streams/kept-segments.js';
import { StoredPlaylists } from '../streams/stored-playlists.service.js';

/** What is to be made. */
export interface ExportOrder {
  id: string;
  sessionId: string;
  title: string;
  path: string;
  cutId: string | null;
  parts: Mp4Part[];
}

export interface MadeFile {
  order: ExportOrder;
  key: string;
  size: number;
  sha256: string;
  transcoded: boolean;
}

type OrderRow = Omit<ExportOrder, 'parts'> & { trimStartMs: number | null; trimEndMs: number | null };

interface CutRange {
  id: string;
  from: Date | null;
  to: Date | null;
}

/** How long a file is kept; another one is made in minutes. */
const KEPT_MS = 30 * 86_400_000;
const EVIDENCE_KEPT_MS = 7 * 86_400_000;

/** The rows of exports while they are being made. */
@Injectable()
export class ExportRows {
  constructor(
    private readonly transactions: Transactions,
    private readonly stored: StoredPlaylists,
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /** Null when it is not wanted any more, or done. */
  async begin(exportId: string): Promise<ExportOrder | null> {
    return this.transactions.run(SYSTEM_ACTOR, async (tx) => {
      const [row] = await tx.query<OrderRow>(
        `UPDATE replay_export x SET state = 'running', progress = 0 FROM session s
         LEFT JOIN replay_edit e ON e.session_id = s.id
         WHERE x.id = $1 AND x.state IN ('waiting', 'running') AND s.id = x.session_id
         RETURNING x.id, x.session_id AS "sessionId", x.cut_id AS "cutId", s.title, s.path,
                   e.trim_start_ms AS "trimStartMs", e.trim_end_ms AS "trimEndMs"`,
        [exportId],
      );
      if (!row) return null;
      const cuts = await tx.query<CutRange>(
        `SELECT id, withdrawn_from AS "from", withdrawn_to AS "to" FROM session_cut WHERE session_id = $1`,
        [row.sessionId],
      );
      return { ...row, parts: await this.parts(row, cuts) };
    });
  }

  /** @returns whether it is still wanted */
  async progress(exportId: string, progress: number): Promise<boolean> {
    return this.transactions.run(SYSTEM_ACTOR, async (tx) => {
      const rows = await tx.query(
        `UPDATE replay_export SET progress = $2 WHERE id = $1 AND state = 'running' RETURNING id`,
        [exportId, progress],
      );
      return rows.length > 0;
    });
  }

  async fail(exportId: string): Promise<void> {
    await this.transactions.run(SYSTEM_ACTOR, (tx) =>
      tx.query(`UPDATE replay_export SET state = 'failed', finished_at = $2 WHERE id = $1`, [
        exportId,
        this.clock.now(),
      ]),
    );
  }

  /** The file's row and the export's; a file that nobody wants any more goes. */
  async finish(tx: Tx, { order, key, size, sha256, transcoded }: MadeFile): Promise<void> {
    const now = this.clock.now();
    const fileId = newId();
    tx.afterRollback(() => this.storage.delete(key));
    const expiresAt = new Date(now.getTime() + (order.cutId ? EVIDENCE_KEPT_MS : KEPT_MS));
    const name = safeFileName(order.title, 'mp4');
    const file = { id: fileId, purpose: order.cutId ? 'evidence' : 'replay', ownerPath: order.path, personId: null };
    const bytes = { type: 'video/mp4', size, sha256, storageKey: key, createdAt: now, expiresAt, deletedAt: null };
    await tx.manager.insert(StoredFileRow, { ...file, name, ...bytes });
    const [ready] = await tx.query(
      `UPDATE replay_export SET state = 'ready', progress = 100, transcoded = $2, file_id = $3, finished_at = $4
       WHERE id = $1 AND state = 'running' RETURNING id`,
      [order.id, transcoded, fileId, now],
    );
    if (ready) return;
    await tx.query(`DELETE FROM file WHERE id = $1`, [fileId]);
    tx.afterCommit(() => this.storage.delete(key));
  }

  private async parts(row: OrderRow, cuts: readonly CutRange[]): Promise<Mp4Part[]> {
    const recording = await this.stored.of(row.sessionId);
    const places = placeSegments(recording?.segments ?? [], ruleOf(row, cuts));
    const wanted = row.cutId === null ? 'kept' : 'withdrawn';
    return places.filter(({ place }) => place === wanted).map(({ segment, startMs }) => ({ segment, startMs }));
  }
}

/** Of a cut that is not lifted everything is withdrawn. */
function ruleOf({ cutId, trimStartMs, trimEndMs }: OrderRow, cuts: readonly CutRange[]): ServingRule {
  const ranges = cuts.filter(({ id }) => cutId === null || id === cutId);
  const withdrawn = ranges.flatMap(({ from, to }) => {
    if (from && to) return [{ from, to }];
    return cutId === null ? [] : [{ from: new Date(0), to: new Date(8_640_000_000_000_000) }];
  });
  const trim = cutId === null ? { startMs: trimStartMs ?? 0, endMs: trimEndMs } : null;
  return { withdrawn, trim };
}
