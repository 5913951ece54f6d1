import pg from 'pg';
import { TEST_SECRET } from '../../src/config.js';
import { ensureAppLogin } from '../../src/infra/database/app-login.js';
import { migrate } from '../../src/infra/database/migrate.js';

const TEMPLATE = 'yunqiao_template';
const LOCK = 7_326_002;

/** A migrated database of one test file. */
export interface TestDatabase {
  /** As its owner. */
  url: string;
  /** As the server works with it. */
  appUrl: string;
  /** As the owner: for looking at what the server wrote, and for setting a scene. */
  query<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

function adminUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url) throw new Error('TEST_DATABASE_URL is not set: run the tests through npm test');
  return url;
}

function urlOf(admin: string, database: string): string {
  const url = new URL(admin);
  url.pathname = `/${database}`;
  return url.toString();
}

/** The template is migrated once per run, by whichever test file comes first. */
async function ensureTemplate(admin: pg.Client, server: string): Promise<void> {
  await admin.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [TEMPLATE]);
    if (rowCount) return;
    const building = `${TEMPLATE}_building`;
    await admin.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${building}`);
    await migrate(urlOf(server, building), TEST_SECRET);
    await admin.query(`ALTER DATABASE ${building} RENAME TO ${TEMPLATE}`);
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1)', [LOCK]);
  }
}

/** @param server another PostgreSQL than the run's, as its administrator */
export async function createTestDatabase(server = adminUrl()): Promise<TestDatabase> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  const name = `yunqiao_test_${process.pid}_${Date.now().toString(36)}`;
  try {
    await ensureTemplate(admin, server);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  } finally {
    await admin.end();
  }
  const pool = new pg.Pool({ connectionString: urlOf(server, name), max: 2 });
  pool.on('error', () => undefined); // the database may be killed on purpose
  return {
    url: urlOf(server, name),
    appUrl: await ensureAppLogin(urlOf(server, name), TEST_SECRET),
    query: async (sql, parameters) => (await pool.query(sql, parameters)).rows,
    drop: async () => {
      await pool.end();
      const client = new pg.Client({ connectionString: server });
      await client.connect();
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.end();
    },
  };
}
