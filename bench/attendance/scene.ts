import type pg from 'pg';
import { newId } from '../../src/infra/id.js';

/** Puts a planned session on air without a studio: beats ask for its state only. */
export async function putOnAir(client: pg.Client, sessionId: string, minutesAgo = 0): Promise<void> {
  await client.query(
    `INSERT INTO on_air_window (id, session_id, started_at) VALUES ($1, $2, now() - make_interval(mins => $3))`,
    [newId(), sessionId, minutesAgo],
  );
  await client.query(
    `UPDATE session SET state = 'live', on_air = 'on', live_since = now() - make_interval(mins => $2) WHERE id = $1`,
    [sessionId, minutesAgo],
  );
  // Due already: no recomputation starts by itself in the middle of a measurement; it is measured on its own.
  await client.query(`INSERT INTO attendance_rollup (session_id, due) VALUES ($1, true)`, [sessionId]);
}
