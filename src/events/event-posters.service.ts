import { Injectable } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import type { Actor } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { Transactions, type Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import type { Upload } from '../infra/http/upload.js';
import type { StoredFileRow } from '../infra/storage/file.entity.js';
import { Files } from '../infra/storage/files.service.js';
import { holdEvent, refuseClosed } from './event-holding.js';
import { OnlineEvent } from './online-event.entity.js';

/** The picture of an event. A clone shares it with the event that it was cloned from. */
@Injectable()
export class EventPosters {
  constructor(
    private readonly transactions: Transactions,
    private readonly files: Files,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @param upload null takes the poster off. @throws AppError `file.*`, `event.not_editable` */
  replace(actor: Actor, eventId: string, upload: Upload | null): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const file = upload && (await this.store(tx, eventId, upload));
      const event = await holdEvent(tx, eventId);
      refuseClosed(event);
      const before = event.posterFileId;
      const now = this.clock.now();
      await tx.manager.update(OnlineEvent, { id: eventId }, { posterFileId: file?.id ?? null, updatedAt: now });
      if (before) await this.removeUnused(tx, before);
      await this.audit.record(tx, {
        action: 'event.changed',
        path: event.path,
        subject: { kind: 'event', id: eventId },
        before: { posterFileId: before },
        after: { posterFileId: file?.id ?? null },
      });
    });
  }

  /** Before the event is held: who registers for it must not wait for a disk. */
  private async store(tx: Tx, eventId: string, upload: Upload): Promise<StoredFileRow> {
    const event = await tx.manager.findOneBy(OnlineEvent, { id: eventId });
    if (!event) throw new AppError('event.not_found');
    return this.files.store(tx, { purpose: 'poster', ...upload, ownerPath: event.path });
  }

  private async removeUnused(tx: Tx, fileId: string): Promise<void> {
    // Held: a clone that takes the file along at this moment must not find it gone.
    await tx.query(`SELECT 1 FROM file WHERE id = $1 FOR UPDATE`, [fileId]);
    if ((await tx.manager.countBy(OnlineEvent, { posterFileId: fileId })) === 0) await this.files.remove(tx, fileId);
  }
}
