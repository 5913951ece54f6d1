import { DataSource } from 'typeorm';
import { PgBoss } from 'pg-boss';
import { MIGRATIONS } from '../../../migrations/index.js';
import { JOB_SCHEMA } from '../jobs.js';
import { ensureAppLogin } from './app-login.js';
import { APP_ROLE, writeConnection } from './connection.js';

/** Only one server migrates at a time; the others wait for it. */
const MIGRATION_LOCK = 7_326_001;

/**
 * Brings the database to the schema of this version, as its owner: our tables, then the job queue's. Safe to call at
 * every start and by several servers at once.
 *
 * @returns the address under which the server is to work, with a login that owns nothing
 */
export async function migrate(databaseUrl: string, secretKey: string): Promise<string> {
  const dataSource = await new DataSource({
    ...writeConnection(databaseUrl, true),
    migrations: MIGRATIONS,
  }).initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations({ transaction: 'each' });
    await installJobQueue(databaseUrl);
    await runner.query(`GRANT USAGE ON SCHEMA ${JOB_SCHEMA} TO ${APP_ROLE}`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOB_SCHEMA} TO ${APP_ROLE}`);
    await runner.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${JOB_SCHEMA} TO ${APP_ROLE}`);
    await runner.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${JOB_SCHEMA} TO ${APP_ROLE}`);
    return await ensureAppLogin(databaseUrl, secretKey);
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

async function installJobQueue(databaseUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: JOB_SCHEMA,
    supervise: false,
    schedule: false,
    max: 2,
  });
  boss.on('error', () => undefined); // start() rejects with the same error
  await boss.start();
  await boss.stop({ graceful: false });
}
