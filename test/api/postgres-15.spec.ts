import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { ENTITIES } from '../../src/entities.js';
import { writeConnection } from '../../src/infra/database/connection.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { createTestDatabase } from '../setup/database.js';
import { startThrowaway } from '../setup/throwaway.js';
import { until } from '../setup/until.js';

/** The oldest PostgreSQL that is supported, as Debian 12 ships it; everything else runs on the embedded one. */
const DEBIAN_15 = '/usr/lib/postgresql/15/bin';

let cluster: Awaited<ReturnType<typeof startThrowaway>>;
let server: TestApp;

beforeAll(async () => {
  cluster = await startThrowaway({ binDir: DEBIAN_15 });
  const database = await createTestDatabase(cluster.adminUrl);
  server = await startTestApp({}, { database });
}, 60_000);
afterAll(async () => {
  await server.close();
  await cluster.stop();
});

describe('on PostgreSQL 15', () => {
  it('really is 15', async () => {
    const [row] = await server.database.query<{ server_version: string }>('SHOW server_version');
    expect(row?.server_version).toMatch(/^15\./);
  });

  it('migrations give what the entities expect', async () => {
    const dataSource = await new DataSource({
      ...writeConnection(server.database.url, true),
      entities: ENTITIES,
    }).initialize();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    expect(upQueries.filter(({ query }) => !/DROP CONSTRAINT "\w+_ck"$/.test(query))).toEqual([]);
  });

  it('a session is started and ended, and its job is done', async () => {
    const session = await addSession(server.database);
    const host = request.agent(server.url);
    await host
      .post(`/api/stages/${session}/enter`)
      .send({ link: server.link('host', session) })
      .expect(200);
    await host.post(`/api/stages/${session}/start`).set('Idempotency-Key', 'once-only-1').expect(200);
    await host.post(`/api/stages/${session}/start`).set('Idempotency-Key', 'once-only-1').expect(200);
    await host.post(`/api/stages/${session}/end`).expect(200);
    await until(
      'the job is done',
      async () => {
        const done = `SELECT 1 FROM pgboss.job WHERE name = 'session.ended/recording' AND state = 'completed'`;
        return (await server.database.query(done)).length === 1;
      },
      { within: 20_000 },
    );
  });
});
