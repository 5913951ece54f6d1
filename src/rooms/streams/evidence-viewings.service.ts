import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { SessionStatus } from '../../events/sessions/session-states.service.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';

/** How long one opening of the evidence lets its segments be read; a longer look is another opening. */
const VIEWING_MS = 60 * 60_000;
const MOST = 1_000;

type Viewed = Pick<SessionStatus, 'id' | 'path'>;

/** Looking at what was withdrawn: each opening stands in the audit, and without one no segment is given out. */
@Injectable()
export class EvidenceViewings {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `access.sign_in_required`, `access.denied` */
  async begin(actor: Actor, session: Viewed): Promise<void> {
    if (!actor.accountId) throw new AppError('access.sign_in_required');
    if (!hasRight(actor, 'stage.evidence', session.path)) throw new AppError('access.denied');
    await this.transactions.run(actor, (tx) =>
      this.audit.record(tx, {
        action: 'evidence.viewed',
        path: session.path,
        subject: { kind: 'session', id: session.id },
      }),
    );
    this.remember(keyOf(actor, session), this.clock.now().getTime() + VIEWING_MS);
  }

  runs(actor: Actor, session: Viewed): boolean {
    if (!actor.accountId || !hasRight(actor, 'stage.evidence', session.path)) return false;
    return (this.until.get(keyOf(actor, session)) ?? 0) > this.clock.now().getTime();
  }

  private remember(key: string, until: number): void {
    this.until.delete(key);
    this.until.set(key, until);
    const oldest = this.until.keys().next().value;
    if (this.until.size > MOST && oldest !== undefined) this.until.delete(oldest);
  }
}

function keyOf({ accountId }: Actor, { id }: Viewed): string {
  return `${accountId} ${id}`;
}
