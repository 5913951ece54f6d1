import type { AuditCheckReport, AuditFault } from '../../contracts/audit.contract.js';
import { CHAIN_START, instantSql, SEALED_COLUMNS, type SealedEntry, sealHash } from './audit-chain.js';

/** Reads rows: the server's pool, or the connection of the command. */
type Read = <Row extends object>(sql: string, parameters: unknown[]) => Promise<Row[]>;

export interface NotedHead {
  no: number;
  hash: string;
}

interface SealRow {
  no: number;
  entryId: string;
  prevHash: string;
  hash: string;
  sealedAt: string;
}

const SEALS = 500;
const ENTRIES = 5_000;
const MAX_FAULTS = 100;
/** Sealing takes a minute at most while the server runs; an entry as old as this has been kept from it. */
const UNSEALED_MS = 10 * 60_000;

const SEALS_SQL = `
  SELECT s.no::float8 AS no, s.entry_id AS "entryId", s.prev_hash AS "prevHash", s.hash,
         ${instantSql('s.sealed_at')} AS "sealedAt", ${SEALED_COLUMNS}
  FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry_id
  WHERE s.no > $1 ORDER BY s.no LIMIT ${SEALS}`;

const ENTRIES_SQL = `
  WITH page AS (SELECT id, occurred_at FROM audit_entry WHERE id > $1 ORDER BY id LIMIT ${ENTRIES})
  SELECT count(*)::integer AS entries, (array_agg(id ORDER BY id DESC))[1] AS last,
         COALESCE(array_agg(id ORDER BY id) FILTER (
           WHERE occurred_at < $2 AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry_id = page.id)
         ), '{}') AS unsealed
  FROM page`;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

class Faults {
  count = 0;
  readonly first: AuditFault[] = [];

  add(kind: AuditFault['kind'], no: number | null, entryId: string | null): void {
    this.count += 1;
    if (this.first.length < MAX_FAULTS) this.first.push({ kind, no, entryId });
  }
}

/**
 * Walks the whole chain and all entries, in short statements. It sees what was changed, taken out or left unsealed; an
 * end that was cut off together with its entries, or a chain that its owner made anew, only by a head noted earlier.
 *
 * @param expected a head that was noted earlier and must still be in the chain
 */
export async function walkAudit(read: Read, now: Date, expected: NotedHead | null): Promise<AuditCheckReport> {
  const faults = new Faults();
  const { seals, head } = await walkSeals(read, expected, faults);
  const entries = await walkEntries(read, new Date(now.getTime() - UNSEALED_MS), faults);
  return { ok: faults.count === 0, entries, seals, head, expected, faultCount: faults.count, faults: faults.first };
}

async function walkSeals(
  read: Read,
  expected: NotedHead | null,
  faults: Faults,
): Promise<{ seals: number; head: NotedHead | null }> {
  let head: NotedHead = { no: 0, hash: CHAIN_START };
  let seals = 0;
  let met = false;
  for (let more = true; more;) {
    const rows = await read<SealRow & SealedEntry>(SEALS_SQL, [head.no]);
    for (const row of rows) {
      examine(row, head, faults);
      head = { no: row.no, hash: row.hash };
      if (row.no !== expected?.no) continue;
      met = true;
      if (row.hash !== expected.hash) faults.add('head_differs', row.no, row.entryId);
    }
    seals += rows.length;
    more = rows.length === SEALS;
  }
  if (expected && !met) faults.add('head_missing', expected.no, null);
  return { seals, head: seals === 0 ? null : head };
}

function examine(row: SealRow & SealedEntry, previous: NotedHead, faults: Faults): void {
  const { no, entryId, prevHash, hash, sealedAt, ...entry } = row;
  if (no !== previous.no + 1) faults.add('seal_missing', no, null);
  else if (prevHash !== previous.hash) faults.add('link_broken', no, entryId);
  if (entry.id === null) faults.add('entry_missing', no, entryId);
  else if (sealHash({ no, prevHash, sealedAt }, entry) !== hash) faults.add('entry_changed', no, entryId);
}

async function walkEntries(read: Read, sealedBy: Date, faults: Faults): Promise<number> {
  let after: string | null = BEFORE_ALL;
  let entries = 0;
  while (after !== null) {
    const [page]: { entries: number; last: string | null; unsealed: string[] }[] = await read(ENTRIES_SQL, [
      after,
      sealedBy,
    ]);
    for (const id of page?.unsealed ?? []) faults.add('entry_unsealed', null, id);
    entries += page?.entries ?? 0;
    after = page?.last ?? null;
  }
  return entries;
}

/** `<no>:<hash>` as it is logged, shown and given to `--expect`; null for any other text. */
export function readHead(text: string): NotedHead | null {
  const [, no, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  return no && hash ? { no: Number(no), hash } : null;
}

export function writeHead(head: NotedHead | null): string {
  return head ? `${head.no}:${head.hash}` : '-';
}
