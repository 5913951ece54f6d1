import type pg from 'pg';
import type { Values } from '../rounds.js';

/** A month without any row: what lies in it afterwards is one simulated hour, its indexes and its dead rows. */
export async function emptyMonth(client: pg.Client): Promise<{ table: string; start: Date }> {
  const { rows } = await client.query<{ table: string; start: Date }>(
    `SELECT ensure_attendance_partition(start::date) AS "table", start AT TIME ZONE 'Asia/Shanghai' AS start
     FROM (SELECT date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') + interval '14 months 10 hours' AS start) m`,
  );
  if (!rows[0]) throw new Error('There is no month to write to');
  await client.query(`TRUNCATE ${rows[0].table}`);
  return rows[0];
}

/** Rows and bytes of a partition as it is now, and again after VACUUM, for each viewer-hour. */
export async function sizesOf(client: pg.Client, table: string, viewerHours: number): Promise<Values> {
  const after = await sizeOf(client, table);
  await client.query(`VACUUM ${table}`);
  const vacuumed = await sizeOf(client, table);
  return {
    rowsPerViewerHour: after.rows / viewerHours,
    heapBytesPerViewerHour: after.heap / viewerHours,
    indexBytesPerViewerHour: after.indexes / viewerHours,
    bytesPerViewerHour: after.total / viewerHours,
    bytesPerViewerHourAfterVacuum: vacuumed.total / viewerHours,
    bytesPerRow: after.total / after.rows,
  };
}

async function sizeOf(client: pg.Client, table: string) {
  const { rows } = await client.query<{ rows: number; heap: number; indexes: number; total: number }>(
    `SELECT (SELECT count(*) FROM ${table})::float8 AS rows, pg_table_size('${table}')::float8 AS heap,
            pg_indexes_size('${table}')::float8 AS indexes, pg_total_relation_size('${table}')::float8 AS total`,
  );
  if (!rows[0]) throw new Error(`${table} has no size`);
  return rows[0];
}

/** Share of the updates that cost no index entry, once the statistics are told. */
export async function hotShare(client: pg.Client, table: string): Promise<Values> {
  const { rows } = await client.query<{ updates: number; hot: number }>(
    `SELECT n_tup_upd::float8 AS updates, n_tup_hot_upd::float8 AS hot FROM pg_stat_user_tables WHERE relname = $1`,
    [table],
  );
  const { updates = NaN, hot = NaN } = rows[0] ?? {};
  return { updates, hotShare: hot / updates };
}
