import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { SYSTEM_ACTOR } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { Jobs } from '../../infra/jobs.js';
import { CHAIN_START, SEALED_COLUMNS, type SealedEntry, sealHash } from './audit-chain.js';

const SEAL = 'accounts.seal_audit';
const BATCH = 500;
/** Only one sealer at a time, or the chain would fork. */
const SEAL_LOCK = 7_326_012;
/**
 * How many places an entry may lie before the last sealed one and still be found: commands that took their place and
 * committed later. A bound keeps the look for unsealed entries short however many sealed ones there are.
 */
const OVERTAKEN = 2_000;
const A_MOMENT_MS = 1_000;

/**
 * The entries that wait to be sealed, to be selected from; at least a batch of them if there are that many. The last
 * sealed one may itself have been overtaken, hence twice; the limit also tells the planner how little this is.
 */
export const UNSEALED = `(
  SELECT near.* FROM (
    SELECT * FROM audit_entry
    WHERE seq > COALESCE((SELECT l.seq FROM audit_seal s JOIN audit_entry l ON l.id = s.entry_id
                          ORDER BY s.no DESC LIMIT 1), 0) - ${OVERTAKEN}
    ORDER BY seq LIMIT ${2 * OVERTAKEN + BATCH}
  ) near
  WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry_id = near.id)
)`;

interface Seal {
  no: number;
  entryId: string;
  prevHash: string;
  hash: string;
}

/**
 * Seals committed audit entries into the hash chain: soon after each commit, and every minute whatever happened to the
 * first. Sealing within the command would make every command wait for the one before it.
 */
@Injectable()
export class AuditSealer implements OnModuleInit {
  private readonly logger = new Logger(AuditSealer.name);

  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(SEAL, { cron: '* * * * *', handler: (tx) => this.seal(tx) });
  }

  /** After a commit. It fails nobody: what is not asked for here is sealed within a minute. */
  async soon(): Promise<void> {
    try {
      await this.transactions.run(SYSTEM_ACTOR, (tx) => this.askAgain(tx));
    } catch (error) {
      this.logger.warn(`Sealing the audit waits for the minute: ${(error as Error).message}`);
    }
  }

  private askAgain(tx: Tx, startAfter?: Date): Promise<void> {
    return this.jobs.enqueue(tx, SEAL, {}, { singletonKey: 'soon', ...(startAfter && { startAfter }) });
  }

  async seal(tx: Tx): Promise<void> {
    const [lock] = await tx.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [SEAL_LOCK]);
    // Another one seals at this moment, and may have looked before the last entry came.
    if (!lock?.mine) return this.askAgain(tx, new Date(this.clock.now().getTime() + A_MOMENT_MS));
    const sealed = await this.sealBatch(tx);
    if (sealed === BATCH) await this.askAgain(tx);
  }

  private async sealBatch(tx: Tx): Promise<number> {
    const entries = await tx.query<SealedEntry>(
      `SELECT ${SEALED_COLUMNS} FROM ${UNSEALED} e ORDER BY e.seq LIMIT ${BATCH}`,
    );
    if (entries.length === 0) return 0;
    const [head] = await tx.query<{ no: number; hash: string }>(
      'SELECT no::float8 AS no, hash FROM audit_seal ORDER BY no DESC LIMIT 1',
    );
    const sealedAt = this.clock.now();
    const seals = chained(entries, head ?? { no: 0, hash: CHAIN_START }, sealedAt);
    await tx.query(
      `INSERT INTO audit_seal (no, entry_id, prev_hash, hash, sealed_at)
       SELECT s.*, $5 FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[]) AS s`,
      [
        seals.map(({ no }) => no),
        seals.map(({ entryId }) => entryId),
        seals.map(({ prevHash }) => prevHash),
        seals.map(({ hash }) => hash),
        sealedAt,
      ],
    );
    return entries.length;
  }
}

function chained(entries: SealedEntry[], head: { no: number; hash: string }, at: Date): Seal[] {
  // A Date ends with milliseconds, what is read back with microseconds.
  const sealedAt = at.toISOString().replace('Z', '000Z');
  let { no, hash: prevHash } = head;
  return entries.map((entry) => {
    no += 1;
    const hash = sealHash({ no, prevHash, sealedAt }, entry);
    const seal = { no, entryId: entry.id, prevHash, hash };
    prevHash = hash;
    return seal;
  });
}
