import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { newId } from '../../src/infra/id.js';
import { atEnd } from '../ending.js';

/** What the peers write to: as `attendance_interval`, indexes included, and nothing ever moves on. */
export const PLAIN_TABLE = 'bench_beat';

export type PlainRow = [id: string, at: string, at: string, session: string, person: string, ...words: string[]];

export function plainRow(sessionId: string, personId: string): PlainRow {
  const now = new Date().toISOString();
  return [newId(), now, now, sessionId, personId, 'watch', 'hls', 'computer'];
}

export const PLAIN_COLUMNS = 'id, started_at, ended_at, session_id, person_id, kind, way, device';

export async function makePlainTable(client: pg.Client): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS ${PLAIN_TABLE}`);
  await client.query(
    `CREATE TABLE ${PLAIN_TABLE} (LIKE attendance_interval INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)
     WITH (autovacuum_enabled = false)`,
  );
}

/** A file that PostgreSQL can read for itself, under whatever account it runs. */
export function writeRows(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-rows-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const persons = Array.from({ length: 2_000 }, newId);
  const [session, path] = [newId(), join(folder, 'rows.tsv')];
  const lines = Array.from({ length: count }, (_, i) => plainRow(session, persons[i % persons.length]!).join('\t'));
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o644 });
  return path;
}
