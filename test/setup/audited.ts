import pg from 'pg';
import {
  CHAIN_START,
  instantSql,
  SEALED_COLUMNS,
  type SealedEntry,
  sealHash,
} from '../../src/accounts/audit/audit-chain.js';
import { AuditSealer } from '../../src/accounts/audit/audit-sealer.service.js';
import { type NotedHead, walkAudit } from '../../src/accounts/audit/audit-walk.js';
import { Audit, type AuditLine } from '../../src/accounts/audit/audit.service.js';
import type { AuditCheckReport } from '../../src/contracts/audit.contract.js';
import { type Actor, SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import type { TestApp } from './app.js';
import { until } from './until.js';

export interface ChainLink {
  no: number;
  entryId: string;
  hash: string;
}

export type Tampering = string | [string, unknown[]] | ((owner: pg.Client) => Promise<void>);

export const somebody = (): Actor => ({
  ...SYSTEM_ACTOR,
  kind: 'person',
  accountId: newId(),
  address: '10.1.2.3',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
});

export const auditLine = (rest: Partial<AuditLine> = {}): AuditLine => ({
  action: 'event.changed',
  path: '/',
  subject: { kind: 'event', id: newId() },
  after: { title: '融资服务云上对接会' },
  ...rest,
});

/** Acts that are audited, their seals, and what an owner of the tables could do to both. */
export class AuditScene {
  readonly audit: Audit;
  readonly transactions: Transactions;

  constructor(private readonly server: TestApp) {
    this.audit = server.app.get(Audit, { strict: false });
    this.transactions = server.app.get(Transactions, { strict: false });
  }

  record(actor: Actor, ...lines: AuditLine[]): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      for (const line of lines) await this.audit.record(tx, line);
    });
  }

  async allSealed(): Promise<void> {
    const open = `SELECT 1 FROM audit_entry e WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry_id = e.id) LIMIT 1`;
    const { query } = this.server.database;
    await until('every entry is sealed', async () => (await query(open)).length === 0, { within: 20_000 });
  }

  /** Without waiting for the job. */
  sealNow(): Promise<void> {
    const sealer = this.server.app.get(AuditSealer, { strict: false });
    return this.transactions.run(SYSTEM_ACTOR, (tx) => sealer.seal(tx));
  }

  /** @returns the whole chain after that many new entries */
  async someSealed(count = 6): Promise<ChainLink[]> {
    const actor = somebody();
    for (let n = 0; n < count; n += 1) await this.record(actor, auditLine());
    await this.sealNow();
    await this.allSealed();
    return this.seals();
  }

  seals(): Promise<ChainLink[]> {
    const sql = 'SELECT no::integer AS no, entry_id AS "entryId", hash FROM audit_seal ORDER BY no';
    return this.server.database.query<ChainLink & pg.QueryResultRow>(sql);
  }

  check(expected: NotedHead | null = null): Promise<AuditCheckReport> {
    return walkAudit((sql, parameters) => this.server.database.query(sql, parameters), new Date(), expected);
  }

  /** What a check sees after the owner of the tables has done this; then it is undone. */
  async afterTampering(steps: Tampering[], expected: NotedHead | null = null): Promise<AuditCheckReport> {
    const owner = new pg.Client({ connectionString: this.server.database.url });
    await owner.connect();
    try {
      await owner.query('BEGIN');
      await owner.query(`SET LOCAL session_replication_role = replica`); // no trigger and no foreign key in the way
      for (const step of steps) {
        if (typeof step === 'function') await step(owner);
        else await (typeof step === 'string' ? owner.query(step) : owner.query(...step));
      }
      return await walkAudit(
        async (sql, parameters) => (await owner.query(sql, parameters)).rows,
        new Date(),
        expected,
      );
    } finally {
      await owner.query('ROLLBACK');
      await owner.end();
    }
  }
}

/** What nobody but an owner with time and this source can do: every seal from that one on computed anew. */
export function resealFrom(first: number) {
  return async (owner: pg.Client): Promise<void> => {
    const { rows } = await owner.query<SealedEntry & { no: number; prevHash: string; sealedAt: string }>(
      `SELECT s.no::integer AS no, s.prev_hash AS "prevHash", ${instantSql('s.sealed_at')} AS "sealedAt", ${SEALED_COLUMNS}
       FROM audit_seal s JOIN audit_entry e ON e.id = s.entry_id WHERE s.no >= $1 ORDER BY s.no`,
      [first],
    );
    let prevHash = rows[0]?.prevHash ?? CHAIN_START;
    for (const { no, prevHash: _old, sealedAt, ...entry } of rows) {
      const hash = sealHash({ no, prevHash, sealedAt }, entry);
      await owner.query('UPDATE audit_seal SET prev_hash = $2, hash = $3 WHERE no = $1', [no, prevHash, hash]);
      prevHash = hash;
    }
  };
}
