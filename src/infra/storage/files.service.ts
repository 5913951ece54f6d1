import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FILE_KINDS, type FileKind, type FilePurpose } from '../../contracts/vocabulary.js';
import { Clock } from '../clock.js';
import { ReadPool } from '../database/read-pool.js';
import type { Tx } from '../database/transactions.js';
import { AppError } from '../errors.js';
import { newId } from '../id.js';
import { checkContent } from './file-content.js';
import { StoredFileRow } from './file.entity.js';
import { safeFileName } from './file-name.js';
import { Storage } from './storage.js';

/** Folder of the storage in which everything lies that has a row in `file`. */
export const UPLOADS = 'uploads';

export interface NewFile {
  purpose: FilePurpose;
  bytes: Buffer;
  /** As the uploader calls it. */
  name: string;
  ownerPath?: string;
  personId?: string;
  /** From then on it is gone for everybody; the bytes go with the next sweep. */
  expiresAt?: Date;
}

export interface OpenedFile {
  row: StoredFileRow;
  /** Opens the bytes; whoever calls reads or destroys the stream. */
  stream(range?: { start: number; end: number }): Readable;
}

/** What people upload: checked by content, bytes in the storage, a row that says what they are and whose. */
@Injectable()
export class Files {
  constructor(
    private readonly storage: Storage,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /**
   * The bytes lie in the storage before the row says so, and go when the transaction is rolled back: nobody fills the
   * disk with what is refused. What a server that is killed leaves without a row `FileSweep` finds.
   *
   * @throws AppError `file.too_large`, `file.type_refused`, `file.unreadable`: nothing has been written then
   */
  async store(tx: Tx, file: NewFile): Promise<StoredFileRow> {
    const kind = await checkContent(file.purpose, file.bytes);
    const row = this.rowOf(file, kind);
    tx.afterRollback(() => this.storage.delete(row.storageKey));
    await this.storage.put(row.storageKey, file.bytes);
    await tx.manager.insert(StoredFileRow, row);
    return row;
  }

  /** A place in the storage for a file that the server makes itself; what is put there without a row is swept. */
  newKey(id: string, kind: FileKind): string {
    return `${UPLOADS}/${this.clock.now().toISOString().slice(0, 7)}/${id}.${kind}`;
  }

  /** @throws AppError `file.not_found`, also for what is deleted or has expired */
  async open(id: string): Promise<OpenedFile> {
    const [row] = await this.reads.query<StoredFileRow>(
      `SELECT id, purpose, owner_path AS "ownerPath", person_id AS "personId", name, type, size::float8 AS size, sha256,
              storage_key AS "storageKey", created_at AS "createdAt", expires_at AS "expiresAt",
              deleted_at AS "deletedAt"
         FROM file
        WHERE id = $1 AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`,
      [id, this.clock.now()],
    );
    if (!row) throw new AppError('file.not_found');
    return { row, stream: (range) => this.storage.read(row.storageKey, range) };
  }

  /** From the commit on nobody can open it. The bytes go at once, the row with the next sweep if nothing refers to it. */
  async remove(tx: Tx, id: string): Promise<void> {
    const [row] = await tx.query<{ key: string }>(
      `UPDATE file SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING storage_key AS key`,
      [id, this.clock.now()],
    );
    if (row) tx.afterCommit(() => this.storage.delete(row.key));
  }

  private rowOf({ purpose, bytes, name, ownerPath, personId, expiresAt }: NewFile, kind: FileKind): StoredFileRow {
    const [id, createdAt] = [newId(), this.clock.now()];
    return {
      id,
      purpose,
      ownerPath: ownerPath ?? null,
      personId: personId ?? null,
      name: safeFileName(name, kind),
      type: FILE_KINDS[kind],
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      storageKey: `${UPLOADS}/${createdAt.toISOString().slice(0, 7)}/${id}.${kind}`,
      createdAt,
      expiresAt: expiresAt ?? null,
      deletedAt: null,
    };
  }
}
