import { Injectable } from '@nestjs/common';
import { type Actor, hasRight } from '../infra/actor.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { AppError } from '../infra/errors.js';
import { Resources } from '../infra/resources.js';
import { Files, type OpenedFile } from '../infra/storage/files.service.js';

/** Posters as they are fetched. */
@Injectable()
export class PosterFiles {
  constructor(
    private readonly reads: ReadPool,
    private readonly files: Files,
    private readonly resources: Resources,
  ) {}

  /** For everybody once it is published, before that for who may read the draft. @throws AppError `file.not_found` */
  async open(actor: Actor, eventId: string): Promise<OpenedFile> {
    const [event] = await this.reads.query<{ fileId: string | null; isPublic: boolean }>(
      `SELECT poster_file_id AS "fileId", publication_state = 'published' AS "isPublic" FROM online_event WHERE id = $1`,
      [eventId],
    );
    if (!event?.fileId) throw new AppError('file.not_found');
    if (!event.isPublic && !(await this.mayRead(actor, eventId))) throw new AppError('file.not_found');
    return this.files.open(event.fileId);
  }

  private async mayRead(actor: Actor, eventId: string): Promise<boolean> {
    if (!actor.accountId || actor.owesTotp) return false;
    const parties = await this.resources.parties('event', eventId);
    const paths = [await this.resources.path('event', eventId), ...parties];
    return paths.some((path) => hasRight(actor, 'event.read', path));
  }
}
