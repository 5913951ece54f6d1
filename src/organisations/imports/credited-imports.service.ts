import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import { normaliseCreditCode } from '../../contracts/credit-code.js';
import type { OrganisationKind } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { CREDITED_COLUMNS, checkCredited, type CreditedKind, type CreditedRow } from './credited-lines.js';
import { batches, holdWindows } from './import-batches.js';
import { type ImportDefinition, ImportKinds, type ImportLineCells, ImportStale, type Query } from './import-kinds.js';
import { WindowIndex } from '../network/window-index.js';

const TITLES: Record<CreditedKind, string> = { agency: '服务机构', enterprise: '企业' };
/** How an organisation that was imported came to be known (注册渠道). */
const CHANNEL = 'import';

/** Agencies and enterprises from a table: new ones only, what is registered keeps what it says of itself. */
@Injectable()
export class CreditedImports implements OnModuleInit {
  constructor(
    private readonly kinds: ImportKinds,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    for (const kind of ['agency', 'enterprise'] as const) this.kinds.register(this.definition(kind));
  }

  private definition(kind: CreditedKind): ImportDefinition<CreditedRow> {
    return {
      kind,
      title: TITLES[kind],
      columns: CREDITED_COLUMNS[kind],
      right: 'organisation.import',
      hasSubject: false,
      hold: (tx, scope) => holdWindows(tx, scope, 'SHARE'),
      check: async (query, scope, lines) =>
        checkCredited(
          { kind, scope, windows: await WindowIndex.read(query), registered: await registeredIn(query, lines) },
          lines,
        ),
      apply: (tx, _scope, lines, progress) =>
        this.apply(
          tx,
          kind,
          lines.map(({ row }) => row),
          progress,
        ),
    };
  }

  private async apply(
    tx: Tx,
    kind: CreditedKind,
    rows: CreditedRow[],
    progress: (done: number) => Promise<void>,
  ): Promise<void> {
    for (const { batch, done } of batches(rows)) {
      const made = await this.insert(tx, kind, batch);
      if (made < batch.length) throw new ImportStale();
      await progress(done);
    }
    for (const [path, organisations] of countByPath(rows)) {
      await this.ledger.record(tx, { verb: 'organisation.imported', path, details: { kind, organisations } });
    }
  }

  /** @returns how many were free */
  private async insert(tx: Tx, kind: CreditedKind, rows: readonly CreditedRow[]): Promise<number> {
    const column = (name: keyof CreditedRow) => rows.map((row) => row[name]);
    const made = await tx.query(
      `INSERT INTO organisation (id, kind, name, credit_code, parent_id, path, cluster_id, industry, size, address,
                                 telephone, introduction, channel, created_at, updated_at)
       SELECT id, $1, name, credit_code, parent_id, parent_path || id || '/', cluster_id, industry, size, address,
              telephone, introduction, $2, $3, $3
       FROM unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::uuid[], $10::text[], $11::text[],
                   $12::text[], $13::text[], $14::text[])
         AS row (id, name, credit_code, parent_id, parent_path, cluster_id, industry, size, address, telephone,
                 introduction)
       ON CONFLICT (credit_code) WHERE state <> 'merged' DO NOTHING RETURNING 1`,
      [
        ...[kind, CHANNEL, this.clock.now(), column('id'), column('name'), column('creditCode')],
        ...[rows.map(({ parent }) => parent.id), rows.map(({ parent }) => parent.path), column('clusterId')],
        ...[column('industry'), column('size'), column('address'), column('telephone'), column('introduction')],
      ],
    );
    return made.length;
  }
}

async function registeredIn(
  query: Query,
  lines: readonly ImportLineCells[],
): Promise<ReadonlyMap<string, OrganisationKind>> {
  const codes = lines.map(({ cells }) => normaliseCreditCode(cells['creditCode'] ?? ''));
  const registered = new Map<string, OrganisationKind>();
  for (const { batch } of batches(codes)) {
    const rows = await query<{ code: string; kind: OrganisationKind }>(
      `SELECT credit_code AS code, kind FROM organisation WHERE credit_code = ANY($1) AND state <> 'merged'`,
      [batch],
    );
    for (const { code, kind } of rows) registered.set(code, kind);
  }
  return registered;
}

/** One fact per window, not one per line: who came is in the rows, how many and where is the fact. */
function countByPath(rows: readonly CreditedRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { parent } of rows) counts.set(parent.path, (counts.get(parent.path) ?? 0) + 1);
  return counts;
}
