import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import request from 'supertest';
import { TEST_SECRET } from '../../src/config.js';
import { DEMO_ACCOUNTS } from '../../src/demo/demo-people.js';
import { Demo } from '../../src/demo/demo.module.js';
import { migrate } from '../../src/infra/database/migrate.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { startThrowaway } from '../setup/throwaway.js';
import { until } from '../setup/until.js';

let cluster: Awaited<ReturnType<typeof startThrowaway>>;
let pool: pg.Pool;
let servers: TestApp[] = [];

/** The demo's pictures are not the subject here. */
function start(appUrl: string): Promise<TestApp> {
  const database = {
    url: cluster.url,
    appUrl,
    query: async <Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]) =>
      (await pool.query<Row>(sql, parameters)).rows,
    drop: async () => undefined,
  };
  return startTestApp({ DEMO: '1', FFMPEG_PATH: '/bin/false' }, { database });
}

const rows = async (sql: string): Promise<unknown[]> => (await pool.query(sql)).rows;

beforeAll(async () => {
  cluster = await startThrowaway();
  pool = new pg.Pool({ connectionString: cluster.url, max: 2 });
  pool.on('error', () => undefined); // the cluster ends with the test
  // Each step by all of them together: else whoever migrates first is ahead of the others from then on.
  const migrated = await Promise.all([1, 2, 3].map(() => migrate(cluster.url, TEST_SECRET)));
  servers = await Promise.all(migrated.map(start));
}, 120_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await pool.end();
  await cluster.stop();
});

describe('three servers that start at the same instant on an empty database', () => {
  it('all become ready', async () => {
    // Three media engines and a demo each start on the same cores: a check that is late then says 503 until the next one.
    for (const { url } of servers)
      await until('the server is ready', async () => (await request(url).get('/api/health/ready')).status === 200);
  });

  it('have made every partition of the ledger, each closed against TRUNCATE', async () => {
    const partitions = await rows(
      `SELECT c.relname, count(t.oid)::int AS guards FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = c.relname || '_no_truncate'
       WHERE i.inhparent = 'activity'::regclass GROUP BY 1 ORDER BY 1`,
    );
    expect(partitions).toHaveLength(5);
    expect(partitions.every((one) => (one as { guards: number }).guards === 1)).toBe(true);
  });

  it('have made one network, one version of each text, one demo', async () => {
    expect(await rows(`SELECT count(*)::int AS n FROM organisation WHERE level = 'province'`)).toEqual([{ n: 1 }]);
    expect(await rows(`SELECT DISTINCT version FROM consent_text`)).toEqual([{ version: 1 }]);
    expect(await rows(`SELECT count(*)::int AS n FROM account`)).toEqual([{ n: DEMO_ACCOUNTS.length }]);
    expect(await rows(`SELECT 1 FROM activity WHERE verb = 'session.started'`)).toHaveLength(1);
    expect(new Set(servers.map(({ app }) => app.get(Demo, { strict: false }).trialSessionId)).size).toBe(1);
  });
});
