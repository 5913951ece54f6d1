import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';

/** From which share of the time on air somebody counts as 有效参会, where an event does not leave it to its form. */
@Injectable()
export class EffectivePercents {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `event.not_found` */
  set(actor: Actor, eventId: string, percent: number | null): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const [row] = await tx.query<{ path: string; before: number | null }>(
        `UPDATE online_event e SET effective_percent = $2 FROM (SELECT id, effective_percent FROM online_event WHERE id = $1) o
         WHERE e.id = o.id RETURNING e.path, o.effective_percent AS before`,
        [eventId, percent],
      );
      if (!row) throw new AppError('event.not_found');
      await this.audit.record(tx, {
        action: 'event.changed',
        path: row.path,
        subject: { kind: 'event', id: eventId },
        before: { effectivePercent: row.before },
        after: { effectivePercent: percent },
      });
    });
  }
}
