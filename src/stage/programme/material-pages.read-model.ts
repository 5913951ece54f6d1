import { Injectable } from '@nestjs/common';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { Files, type OpenedFile } from '../../infra/storage/files.service.js';

/** The pages of slides, for those on stage: who turns them sees which come next. */
@Injectable()
export class MaterialPages {
  constructor(
    private readonly reads: ReadPool,
    private readonly files: Files,
  ) {}

  /** @throws AppError `material.page_not_found` */
  async open(sessionId: string, materialId: string, page: number): Promise<OpenedFile> {
    const [row] = await this.reads.query<{ fileId: string }>(
      `SELECT g.file_id AS "fileId" FROM stage_page g JOIN stage_material m ON m.id = g.material_id
       WHERE m.id = $1 AND m.session_id = $2 AND g.page = $3 AND m.removed_at IS NULL`,
      [materialId, sessionId, page],
    );
    if (!row) throw new AppError('material.page_not_found');
    return this.files.open(row.fileId);
  }
}
