import { Injectable } from '@nestjs/common';
import type { JobQueueView } from '../contracts/system.contract.js';
import { ReadPool } from './database/read-pool.js';
import { JOB_SCHEMA } from './jobs.js';

interface Row {
  name: string;
  waiting: number;
  active: number;
  failing: number;
  failed: number;
  oldestWaiting: Date | null;
  lastFailure: string | null;
  lastFailedAt: Date | null;
}

/** How the deferred work stands: what waits, what runs, what failed and why. */
@Injectable()
export class JobQueues {
  constructor(private readonly reads: ReadPool) {}

  async list(): Promise<JobQueueView[]> {
    const rows = await this.reads.query<Row & Record<string, unknown>>(
      `SELECT q.name,
              count(*) FILTER (WHERE j.state = 'created' AND j.start_after <= now())::int AS waiting,
              count(*) FILTER (WHERE j.state = 'active')::int AS active,
              count(*) FILTER (WHERE j.state = 'retry')::int AS failing,
              count(*) FILTER (WHERE j.state = 'failed')::int AS failed,
              min(j.created_on) FILTER (WHERE j.state = 'created' AND j.start_after <= now()) AS "oldestWaiting",
              (array_agg(j.output->>'message' ORDER BY j.created_on DESC)
                 FILTER (WHERE j.state IN ('retry', 'failed')))[1] AS "lastFailure",
              max(j.created_on) FILTER (WHERE j.state IN ('retry', 'failed')) AS "lastFailedAt"
       FROM ${JOB_SCHEMA}.queue q LEFT JOIN ${JOB_SCHEMA}.job j ON j.name = q.name
       WHERE q.name NOT LIKE '\\_\\_pgboss%' GROUP BY q.name
       ORDER BY count(*) FILTER (WHERE j.state IN ('retry', 'failed')) DESC, q.name`,
    );
    return rows.map((row) => ({
      ...row,
      oldestWaiting: row.oldestWaiting?.toISOString() ?? null,
      lastFailure: row.lastFailure?.slice(0, 300) ?? null,
      lastFailedAt: row.lastFailedAt?.toISOString() ?? null,
    }));
  }
}
