import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { JOB_SCHEMA } from '../../src/infra/jobs.js';
import { seededWindowId } from '../../src/organisations/network/network-rows.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { creditCode } from '../setup/credit-codes.js';
import { addOrganisation, giveRole, signedIn, type SignedInPerson } from '../setup/people.js';
import { ServerProcess } from '../setup/server-process.js';
import { until } from '../setup/until.js';

const HENGYANG = seededWindowId('430400');
const HENGNAN = seededWindowId('430422');
const LINES = 3_000;

/** Set up by a server that has stopped; afterwards the one that takes over from the killed one. */
let server: TestApp;
let manager: SignedInPerson;
let running: ServerProcess | null = null;
let blocker: pg.Client;

beforeEach(async () => {
  server = await startTestApp();
  manager = await signedIn(server, { role: 'window_manager', organisationId: HENGYANG });
  blocker = new pg.Client({ connectionString: server.database.url });
  await blocker.connect();
});
afterEach(async () => {
  await running?.kill();
  await blocker.end();
  await server.close();
});

const codes = Array.from({ length: LINES }, (_, n) => creditCode(700_000 + n));
const table = () =>
  Buffer.from(['企业名称,统一社会信用代码,所属窗口', ...codes.map((code, n) => `企业${n},${code},衡南县`)].join('\n'));
const count = async (sql: string, parameters: unknown[] = []): Promise<number> =>
  (await server.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, parameters))[0]?.n ?? 0;
const imported = () => count('organisation WHERE credit_code = ANY($1)', [codes]);
const batch = async (id: string) => {
  const sql = 'SELECT state, done_lines AS done, lines FROM import_batch WHERE id = $1';
  const [row] = await server.database.query<{ state: string; done: number; lines: number }>(sql, [id]);
  return row ?? { state: 'gone', done: 0, lines: 0 };
};

/** From a server in this process to one that can be killed, on the same rows and files. */
async function moveOut(): Promise<ServerProcess> {
  await server.stop();
  return (running = await ServerProcess.start(server));
}

async function takeOver(): Promise<void> {
  server = await startTestApp({}, { database: server.database, dataDir: server.config.dataDir });
}

/** As if the time were over in which a job of a dead server still counts as being in hand. */
async function jobsExpire(): Promise<void> {
  const { query } = server.database;
  await query(`UPDATE pgboss.job SET started_on = started_on - interval '1 hour' WHERE state = 'active'`);
  await query(`UPDATE pgboss.queue SET monitor_on = NULL, monitor_claim_on = NULL`);
  const boss = new PgBoss({ connectionString: server.database.url, schema: JOB_SCHEMA, supervise: false });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.supervise();
  await boss.stop({ graceful: false });
}

const as = (url: string, { cookie }: SignedInPerson) =>
  request.agent(url).set('Cookie', `${cookie.name}=${cookie.value}`) as ReturnType<typeof request.agent>;

describe('a server that is killed', () => {
  it('while it reads and while it writes an import: nothing is half imported, and the next one goes on', async () => {
    const first = await moveOut();
    const upload = as(first.url, manager)
      .post(`/api/organisations/${HENGYANG}/imports`)
      .query({ kind: 'enterprise' })
      .attach('table', table(), '企业.csv');
    const { id } = (await upload.expect(201)).body as { id: string };
    const reading = `pgboss.job WHERE name = 'import.read' AND state = 'active'`;
    await until('it is being read', async () => (await count(reading)) === 1, { every: 5 });
    await first.kill();
    expect(await batch(id)).toMatchObject({ state: 'reading' });

    const second = (running = await ServerProcess.start(server));
    await jobsExpire();
    await until('it is previewed', async () => (await batch(id)).state === 'previewed', { within: 30_000 });

    // Somebody else is about to register one of the last enterprises: the import comes so far and waits.
    await blocker.query('BEGIN');
    await blocker.query(
      `INSERT INTO organisation (id, kind, name, credit_code, path)
       SELECT id, 'enterprise', '抢先', $1, '/' || id || '/' FROM (SELECT gen_random_uuid() AS id) AS new`,
      [codes.at(-1)],
    );
    await as(second.url, manager).post(`/api/imports/${id}/commit`).expect(202);
    await until('half of it is written', async () => (await batch(id)).done >= LINES / 2, { every: 5 });
    await second.kill();
    await blocker.query('ROLLBACK');
    expect(await batch(id)).toMatchObject({ state: 'importing' });
    expect(await imported()).toBe(0);

    await takeOver();
    await jobsExpire();
    await until('it is imported', async () => (await batch(id)).state === 'imported', { within: 30_000 });
    expect(await imported()).toBe(LINES);
    expect(await count(`audit_entry WHERE subject_id = $1 AND action = 'organisation.imported'`, [id])).toBe(1);
  }, 120_000);

  it('in the middle of a merger: the two are as before, and the same press again makes them one', async () => {
    const row = { kind: 'agency', parentId: HENGNAN } as const;
    const [source, target] = [await addOrganisation(server, row), await addOrganisation(server, row)];
    const member = await signedIn(server);
    await giveRole(server, member.accountId, 'agency_manager', source);
    await server.database.query(
      `INSERT INTO service_item (id, organisation_id, name, category, created_at) VALUES ($1, $2, '咨询', 'law', now())`,
      [newId(), source],
    );
    const killed = await moveOut();
    const key = newId();
    const press = (url: string) =>
      as(url, manager)
        .post(`/api/organisations/${source}/merge`)
        .set('Idempotency-Key', key)
        .send({ intoId: target, reason: '同一机构' });
    // Members have moved by then, service items have not.
    await blocker.query('BEGIN');
    await blocker.query(`SELECT 1 FROM service_item WHERE organisation_id = $1 FOR UPDATE`, [source]);
    const lost = press(killed.url).then(
      ({ status }) => status,
      () => 'no answer',
    );
    const waiting = `pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await until('the merger waits', async () => (await count(waiting)) === 1, { every: 5 });
    await killed.kill();
    expect(await lost).toBe('no answer');
    await blocker.query('ROLLBACK');
    await until('its transaction is gone', async () => (await count(waiting)) === 0);

    await takeOver();
    const ofSource = `membership WHERE organisation_id = $1 AND ended_at IS NULL`;
    const merged = `organisation WHERE id = $1 AND state = 'merged'`;
    expect([await count(ofSource, [source]), await count(merged, [source])]).toEqual([1, 0]);
    expect((await press(server.url)).status).toBeLessThan(300);
    expect([await count(ofSource, [source]), await count(merged, [source])]).toEqual([0, 1]);
    expect(await count('organisation_merge WHERE source_id = $1', [source])).toBe(1);
  }, 60_000);
});
