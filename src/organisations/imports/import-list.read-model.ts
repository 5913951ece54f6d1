import { Injectable } from '@nestjs/common';
import type { ImportList, ImportListQuery } from '../../contracts/organisation.contract.js';
import type { Actor } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { ImportKinds } from './import-kinds.js';
import { IMPORT_COLUMNS, type ImportRow, importView } from './imports.read-model.js';

const PAGE = 20;

type ListRow = ImportRow & { startedBy: string };

/** The imports of an organisation, for whoever left the page and looks for one again. */
@Injectable()
export class ImportLists {
  constructor(
    private readonly reads: ReadPool,
    private readonly kinds: ImportKinds,
  ) {}

  /**
   * Newest first, of the kinds that the reader may import there; what was thrown away is not listed. With a subject (a
   * venue) its own, else those of the organisation itself.
   *
   * @throws AppError `organisation.not_found`, `access.denied`
   */
  async list(actor: Actor, { organisation: id, subject, after }: ImportListQuery): Promise<ImportList> {
    const [organisation] = await this.reads.query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [
      id,
    ]);
    if (!organisation) throw new AppError('organisation.not_found');
    const kinds = this.kinds.permitted(actor, organisation.path);
    if (kinds.length === 0) throw new AppError('access.denied');
    const rows = await this.reads.query<ListRow>(
      `SELECT ${IMPORT_COLUMNS}, a.display_name AS "startedBy"
       FROM import_batch b
       JOIN file f ON f.id = b.file_id
       JOIN account a ON a.id = b.created_by
       WHERE b.organisation_id = $1 AND b.kind = ANY($2) AND b.state <> 'discarded'
         AND b.subject_id IS NOT DISTINCT FROM $3::uuid AND ($4::uuid IS NULL OR b.id < $4)
       ORDER BY b.id DESC LIMIT $5`,
      [id, kinds, subject ?? null, after ?? null, PAGE + 1],
    );
    const page = rows.slice(0, PAGE);
    return {
      imports: page.map(({ startedBy, ...row }) => ({ ...importView(row), startedBy })),
      next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
    };
  }
}
