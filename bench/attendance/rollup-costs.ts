import type { INestApplicationContext } from '@nestjs/common';
import type pg from 'pg';
import { Clock } from '../../src/infra/clock.js';
import { AttendanceRollups } from '../../src/reports/attendance/attendance-rollups.service.js';
import { treeCpuMs } from '../processes.js';
import type { Values } from '../rounds.js';
import { planSession } from '../server/plan-session.js';
import { putOnAir } from './scene.js';

/** Beats that come meanwhile make the figures due again after so long. */
const AGAIN_S = 15;

/**
 * Multiplies a simulated hour: other persons, the same behaviour. The session is on air since that hour began.
 *
 * @returns the session
 */
export async function multiplyHour(
  client: pg.Client,
  { databaseUrl, table, times }: { databaseUrl: string; table: string; times: number },
): Promise<string> {
  const sessionId = await planSession(databaseUrl, '统计测试');
  await putOnAir(client, sessionId, 60);
  await client.query(`CREATE TEMPORARY TABLE twin ON COMMIT PRESERVE ROWS AS
    SELECT person_id AS original, n, gen_random_uuid() AS id
    FROM (SELECT DISTINCT person_id FROM ${table}) p CROSS JOIN generate_series(1, ${times}) AS n`);
  await client.query(`INSERT INTO person (id) SELECT id FROM twin`);
  await client.query(
    `INSERT INTO attendance_interval (id, started_at, ended_at, session_id, person_id, kind, way, device)
     SELECT gen_random_uuid(), i.started_at - shift.by, i.ended_at - shift.by, $1, t.id, i.kind, i.way, i.device
     FROM ${table} i JOIN twin t ON t.original = i.person_id
     CROSS JOIN (SELECT max(ended_at) - now() AS by FROM ${table}) AS shift`,
    [sessionId],
  );
  await client.query(`DROP TABLE twin`);
  await client.query(`VACUUM ANALYZE attendance_interval`);
  await client.query(`VACUUM ANALYZE person`);
  return sessionId;
}

/** The first computation of an hour, and the next one after 15 s in which all who are still there have sent a beat. */
export async function measureRollups(
  app: INestApplicationContext,
  client: pg.Client,
  { sessionId, postgres }: { sessionId: string; postgres: number },
): Promise<Values> {
  for (const table of ['attendance_person', 'attendance_minute', 'attendance_rollup']) {
    await client.query(`DELETE FROM ${table} WHERE session_id = $1`, [sessionId]);
    await client.query(`VACUUM ${table}`);
  }
  const rollups = app.get(AttendanceRollups, { strict: false });
  const first = await timed(postgres, () => rollups.recompute(sessionId));
  await moveOn(client, sessionId);
  const clock = app.get(Clock, { strict: false });
  const now = clock.now.bind(clock);
  clock.now = () => new Date(now().getTime() + AGAIN_S * 1_000);
  const again = await timed(postgres, () => rollups.recompute(sessionId)).finally(() => (clock.now = now));
  const { rows } = await client.query<{ persons: number }>(
    `SELECT count(*)::integer AS persons FROM attendance_person WHERE session_id = $1`,
    [sessionId],
  );
  return {
    persons: rows[0]?.persons ?? NaN,
    firstMs: first.ms,
    firstPostgresCpuMs: first.cpu,
    againMs: again.ms,
    againPostgresCpuMs: again.cpu,
  };
}

async function timed(postgres: number, work: () => Promise<void>): Promise<{ ms: number; cpu: number }> {
  const [from, cpu] = [performance.now(), treeCpuMs(postgres)];
  await work();
  return { ms: performance.now() - from, cpu: treeCpuMs(postgres) - cpu };
}

/** As the beats of those who are there at the end would. */
async function moveOn(client: pg.Client, sessionId: string): Promise<void> {
  await client.query(
    `UPDATE attendance_interval i SET ended_at = i.ended_at + make_interval(secs => $2)
     FROM (SELECT max(ended_at) AS at FROM attendance_interval WHERE session_id = $1) newest
     WHERE i.session_id = $1 AND i.ended_at > newest.at - interval '1 minute'`,
    [sessionId, AGAIN_S],
  );
}
