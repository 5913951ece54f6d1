import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Clock } from '../infra/clock.js';
import type { Tx } from '../infra/database/transactions.js';
import { Jobs } from '../infra/jobs.js';

const JOB = 'notice.sweep';
/** Notices of one job; when there are more, another one follows at once. */
const BATCH = 1_000;

/** Every night: notices that are older than the configured days go, read or not, and how they went out with them. */
@Injectable()
export class NoticeSweep implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(JOB, { cron: '50 3 * * *', handler: (tx) => this.sweep(tx) });
  }

  /** A delivery that is still queued for one of them goes, too: its job finds nothing left to do. */
  private async sweep(tx: Tx): Promise<void> {
    const gone = await tx.query(
      `DELETE FROM notice WHERE id IN (
         SELECT id FROM notice WHERE created_at < $1::timestamptz - make_interval(days => $2) LIMIT $3) RETURNING 1`,
      [this.clock.now(), this.config.noticeDays, BATCH],
    );
    if (gone.length === BATCH) await this.jobs.enqueue(tx, JOB, {});
  }
}
