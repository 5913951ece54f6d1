import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../migrations/index.js';
import { ENTITIES } from '../src/entities.js';
import { APP_ROLE_OPTION, writeConnection } from '../src/infra/database/connection.js';
import { createTestDatabase, type TestDatabase } from './setup/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function asApp<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.appUrl, options: APP_ROLE_OPTION });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('the schema', () => {
  it('entities and migrations say the same', async () => {
    const dataSource = await new DataSource({
      ...writeConnection(database.url, true),
      entities: ENTITIES,
    }).initialize();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    // CHECK constraints stand in the migrations alone: writing each a second time in a decorator would prove nothing.
    const differences = upQueries.map(({ query }) => query).filter((query) => !/DROP CONSTRAINT "\w+_ck"$/.test(query));
    expect(differences).toEqual([]);
  });

  it('every migration can be taken back and made again', async () => {
    const dataSource = await new DataSource({
      ...writeConnection(database.url, true),
      migrations: MIGRATIONS,
    }).initialize();
    const tables = `SELECT count(*)::int AS n FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'migrations'`;
    const before = await dataSource.query(tables);
    for (const _ of MIGRATIONS) await dataSource.undoLastMigration();
    expect((await dataSource.query(tables))[0].n).toBe(0);
    await dataSource.runMigrations({ transaction: 'each' });
    expect(await dataSource.query(tables)).toEqual(before);
    await dataSource.destroy();
  });

  it('the server owns no DDL', async () => {
    await expect(asApp((client) => client.query('CREATE TABLE mine (id int)'))).rejects.toThrow(/permission denied/);
    await expect(asApp((client) => client.query('ALTER TABLE session ADD COLUMN x int'))).rejects.toThrow(
      /must be owner/,
    );
  });

  it('and cannot become the owner again', async () => {
    for (const way of ['SET ROLE NONE', 'RESET ROLE', 'SET SESSION AUTHORIZATION DEFAULT']) {
      const rows = await asApp(async (client) => {
        await client.query(way);
        await expect(client.query('ALTER TABLE activity DISABLE TRIGGER ALL')).rejects.toThrow(/must be owner/);
        return (await client.query(`SELECT rolsuper FROM pg_roles WHERE rolname = current_user`)).rows;
      });
      expect(rows).toEqual([{ rolsuper: false }]);
    }
    await expect(asApp((client) => client.query('SET ROLE postgres'))).rejects.toThrow(/permission denied/);
  });

  it.each(['UPDATE activity SET verb = verb', 'DELETE FROM activity', 'TRUNCATE activity'])(
    'the ledger refuses %s, for its owner too',
    async (statement) => {
      await asApp((client) => client.query(`SELECT ensure_activity_partition('2026-02-10')`));
      await asApp((client) =>
        client.query(`INSERT INTO activity (id, occurred_at, verb, path)
          VALUES (gen_random_uuid(), '2026-02-10T00:00:00Z', 'session.started', '/x/')`),
      );
      await expect(asApp((client) => client.query(statement))).rejects.toThrow(/permission denied/);
      await expect(database.query(statement)).rejects.toThrow(/append-only/);
      const partition = statement.replace('activity', 'activity_202602');
      await expect(database.query(partition)).rejects.toThrow(/append-only/);
    },
  );

  it('months of the ledger turn at midnight of the business zone, not of UTC', async () => {
    const [row] = await asApp(async (client) => {
      await client.query(`SELECT ensure_activity_partition('2026-03-01')`);
      await client.query(`INSERT INTO activity (id, occurred_at, verb, path)
        VALUES (gen_random_uuid(), '2026-02-28T16:00:00Z', 'session.started', '/x/')`);
      return (
        await client.query(`SELECT tableoid::regclass::text AS part FROM activity ORDER BY occurred_at DESC LIMIT 1`)
      ).rows;
    });
    expect(row).toEqual({ part: 'activity_202603' });
  });
});
