import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../infra/clock.js';
import { StartLock } from '../infra/database/start-lock.js';
import type { Tx } from '../infra/database/transactions.js';
import { Jobs } from '../infra/jobs.js';

/** Months kept ready ahead: a server that is not restarted for a while must never find the ledger without a partition. */
const MONTHS_AHEAD = 3;

/** Keeps the monthly partitions (Asia/Shanghai) of ledger and attendance ready: at every start and once a day. */
@Injectable()
export class Partitions implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly startLock: StartLock,
  ) {}

  async onModuleInit(): Promise<void> {
    this.jobs.handle('activity.prepare_partitions', { handler: () => this.alone(), cron: '30 2 * * *' });
    await this.alone();
  }

  /** A transaction of its own also at night: another server may start just then. */
  private alone(): Promise<void> {
    return this.startLock.alone((tx) => this.prepare(tx));
  }

  /** Also the month before: facts of the last minutes may still be written after the turn of a month. */
  private async prepare(tx: Tx): Promise<void> {
    await tx.query(
      `SELECT ensure_activity_partition(day), ensure_attendance_partition(day)
       FROM generate_series(-1, $2) AS n, LATERAL
         (SELECT (($1::timestamptz AT TIME ZONE 'Asia/Shanghai') + make_interval(months => n))::date AS day) months`,
      [this.clock.now(), MONTHS_AHEAD],
    );
  }
}
