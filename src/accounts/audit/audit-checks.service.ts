import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { AuditCheckAccepted, AuditCheckReport } from '../../contracts/audit.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { newId } from '../../infra/id.js';
import { Jobs } from '../../infra/jobs.js';
import { readHead, walkAudit, writeHead } from './audit-walk.js';

const CHECK = 'accounts.check_audit';

/** A check that somebody asked for; the daily one has none of it. */
interface Asked {
  requestedAt?: string;
  accountId?: string | null;
  expect?: string;
}

/** Walks the audit's chain once a day and on request. The daily one also leaves the head in the log, outside the database. */
@Injectable()
export class AuditChecks implements OnModuleInit {
  private readonly logger = new Logger(AuditChecks.name);

  constructor(
    private readonly jobs: Jobs,
    private readonly reads: ReadPool,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(CHECK, {
      cron: '20 4 * * *',
      prepare: (data: Asked) => this.walk(data),
      handler: (tx, data: Asked, report) => this.keep(tx, data, report),
    });
  }

  /** The answer comes at once, the result with the chain: several who ask meanwhile share the last one's. */
  async request(actor: Actor, expect?: string): Promise<AuditCheckAccepted> {
    const requestedAt = this.clock.now().toISOString();
    await this.transactions.run(actor, (tx) =>
      this.jobs.enqueue(tx, CHECK, { requestedAt, accountId: actor.accountId, expect }, { singletonKey: 'asked' }),
    );
    return { requestedAt };
  }

  private walk({ expect }: Asked): Promise<AuditCheckReport> {
    const expected = expect === undefined ? null : readHead(expect);
    return walkAudit((sql, parameters) => this.reads.query(sql, parameters), this.clock.now(), expected);
  }

  private async keep(tx: Tx, { requestedAt, accountId }: Asked, report: AuditCheckReport): Promise<void> {
    const now = this.clock.now();
    await tx.query(
      `INSERT INTO audit_check (id, account_id, requested_at, finished_at, report) VALUES ($1, $2, $3, $4, $5)`,
      [newId(), accountId ?? null, requestedAt ?? now, now, report],
    );
    tx.afterCommit(() => this.tell(report));
  }

  private tell({ ok, head, entries, faultCount, faults }: AuditCheckReport): void {
    const summary = `head ${writeHead(head)}, ${entries} entries`;
    if (ok) this.logger.log(`Audit chain intact: ${summary}`);
    else
      this.logger.error(`Audit chain broken: ${summary}, ${faultCount} faults: ${JSON.stringify(faults.slice(0, 5))}`);
  }
}
