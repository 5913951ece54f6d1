import { createHash } from 'node:crypto';

/** What stands before the first seal. */
export const CHAIN_START = '0'.repeat(64);

/** An audit entry as it is sealed: every column, with the time to the microsecond that the database keeps. */
export interface SealedEntry {
  id: string;
  seq: number;
  occurredAt: string;
  accountId: string | null;
  personId: string | null;
  address: string | null;
  userAgent: string | null;
  action: string;
  path: string;
  subjectKind: string;
  subjectId: string | null;
  before: unknown;
  after: unknown;
  result: string;
  code: string | null;
}

/** An instant as text in UTC with all that PostgreSQL keeps of it; a Date would lose the microseconds. */
export function instantSql(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** The columns of a `SealedEntry`, for a query in which `e` is audit_entry. */
export const SEALED_COLUMNS = `
  e.id, e.seq::float8 AS seq, ${instantSql('e.occurred_at')} AS "occurredAt", e.account_id AS "accountId",
  e.person_id AS "personId", e.address, e.user_agent AS "userAgent", e.action, e.path,
  e.subject_kind AS "subjectKind", e.subject_id AS "subjectId", e.before, e.after, e.result, e.code`;

/** SHA-256 over the canonical JSON of the seal and its entry, hexadecimal. */
export function sealHash(seal: { no: number; prevHash: string; sealedAt: string }, entry: SealedEntry): string {
  const { no, prevHash, sealedAt } = seal;
  return createHash('sha256').update(canonicalJson({ no, prevHash, sealedAt, entry })).digest('hex');
}

/**
 * JSON that is the same text for the same value, after RFC 8785: no blanks, names sorted by UTF-16 units, numbers as
 * ECMAScript writes them. A number too large for a double (only SQL by hand can write one) stands as its name, so that
 * it cannot keep the chain from going on.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'number' && !Number.isFinite(value)) return JSON.stringify(String(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
