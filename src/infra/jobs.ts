import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import { CONFIG, type Config } from '../config.js';
import { SYSTEM_ACTOR } from './actor.js';
import { APP_ROLE_OPTION } from './database/connection.js';
import { Transactions, type Tx } from './database/transactions.js';
import { errorReport } from './error-report.js';

export const JOB_SCHEMA = 'pgboss';

/** A job whose server was killed is taken up by another after `expireInSeconds`; one that fails, ever more slowly. */
const QUEUE = { retryLimit: 20, retryBackoff: true, retryDelayMax: 300, expireInSeconds: 120 } as const;

/** Beats every half of it. */
const LONG = { ...QUEUE, expireInSeconds: 12 * 3600, heartbeatSeconds: 20 } as const;

type JobData = Record<string, unknown>;

export interface JobOptions {
  /**
   * At most one waiting job of the name has this key: another one takes its place, data and time included. One that
   * runs already is not touched. Commands with the same key wait for each other's commit.
   */
  singletonKey?: string;
  /** Not before this moment, by the database's clock. */
  startAfter?: Date;
}

export interface JobRoutine<Prepared = unknown> {
  /**
   * Work outside the database (ending a recording, writing a file): before the transaction, so that none is held open
   * meanwhile. It may happen again when the job is tried again, so it must be safe to repeat.
   */
  prepare?: (data: JobData) => Promise<Prepared>;
  /** The writes; they and the job's completion are one transaction. */
  handler: (tx: Tx, data: JobData, prepared: Prepared) => Promise<void>;
  /** Cron expression in Asia/Shanghai, for what recurs. */
  cron?: string;
  /**
   * How many waiting jobs are taken at once, one a second unless said otherwise. With more than one the next are fetched
   * without a pause while the queue is full: for what comes by the thousand, such as messages.
   */
  sideBySide?: number;
  /** For what takes hours: a server that was killed is noticed by its missing heartbeat instead of by the time. */
  long?: boolean;
}

/**
 * Timed and deferred work in PostgreSQL. A job is enqueued inside the transaction that causes it; its handler's writes
 * and its completion are one transaction too, so that a job neither gets lost nor happens twice.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Jobs.name);
  private readonly boss: PgBoss;
  private readonly routines = new Map<string, JobRoutine>();
  /** Who of this server takes the jobs of a name. */
  private readonly workers = new Map<string, string>();
  private started = false;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly transactions: Transactions,
  ) {
    this.boss = new PgBoss({
      connectionString: config.databaseUrl,
      options: APP_ROLE_OPTION,
      application_name: 'yunqiao-jobs',
      schema: JOB_SCHEMA,
      // The schema is made by the migration, as the owner; the server's role owns no table.
      createSchema: false,
      migrate: false,
      reindex: false,
      max: 4,
      connectionTimeoutMillis: 1_500,
    });
    this.boss.on('error', (error) => this.logger.warn(`Job queue: ${error.message}`));
  }

  /** Declares what handles the jobs of a name; call before the application has started. */
  handle<Prepared>(name: string, routine: JobRoutine<Prepared>): void {
    if (this.routines.has(name)) throw new Error(`Job ${name} has two handlers`);
    this.routines.set(name, routine as JobRoutine);
  }

  /** Enqueues within the transaction. What is not for later is begun after its commit, without waiting for the next look. */
  async enqueue(tx: Tx, name: string, data: JobData, { singletonKey, startAfter }: JobOptions = {}): Promise<void> {
    const db = { executeSql: async (text: string, values?: unknown[]) => ({ rows: await tx.query(text, values) }) };
    if (singletonKey) await this.boss.upsert(name, data, { db, singletonKey, startAfter: startAfter ?? 0 });
    else await this.boss.send(name, data, { db, ...(startAfter && { startAfter }) });
    const worker = this.workers.get(name);
    if (worker && !startAfter) tx.afterCommit(() => this.boss.notifyWorker(worker));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.start();
    this.started = true;
    for (const [name, routine] of this.routines) {
      await this.boss.createQueue(name, routine.long ? LONG : QUEUE);
      const batchSize = routine.sideBySide ?? 1;
      const look = { pollingIntervalSeconds: 1, batchSize, burstWhenBatchFull: true };
      const worker = await this.boss.work(name, look, async (jobs) => {
        const all = jobs.map((job) => this.perform(name, routine, job.id, (job.data ?? {}) as JobData));
        // A failure is told for the whole batch, after the last one has ended; it leaves completed jobs as they are.
        const failed = (await Promise.allSettled(all)).find((result) => result.status === 'rejected');
        if (failed) throw failed.reason;
      });
      this.workers.set(name, worker);
      if (routine.cron) await this.boss.schedule(name, routine.cron, null, { tz: 'Asia/Shanghai' });
    }
  }

  private async perform(name: string, routine: JobRoutine, id: string, data: JobData): Promise<void> {
    try {
      const prepared = await routine.prepare?.(data);
      await this.transactions.run(SYSTEM_ACTOR, async (tx) => {
        await routine.handler(tx, data, prepared);
        await this.boss.complete(name, id, null, {
          db: { executeSql: async (text, values) => ({ rows: await tx.query(text, values) }) },
        });
      });
    } catch (error) {
      this.logger.error(error, `Job ${name} ${id} failed, it will be tried again`);
      // pg-boss keeps it beside the job.
      throw errorReport(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.started) await this.boss.stop({ graceful: true, timeout: 5_000 });
  }
}
