import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import { type JobOptions, Jobs } from '../../src/infra/jobs.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { until } from '../setup/until.js';

/** A job of the house that may happen at any time. */
const NAME = 'activity.prepare_partitions';
const HOUR = 3_600_000;

interface JobRow extends Record<string, unknown> {
  id: string;
  data: { n: number };
  state: string;
  start_after: Date;
  started_on: Date | null;
}

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

function enqueue(n: number, options?: JobOptions): Promise<void> {
  const jobs = server.app.get(Jobs);
  return server.app.get(Transactions).run(SYSTEM_ACTOR, (tx) => jobs.enqueue(tx, NAME, { n }, options));
}

function jobsOf(key: string): Promise<JobRow[]> {
  return server.database.query<JobRow>(
    'SELECT id, data, state::text, start_after, started_on FROM pgboss.job WHERE singleton_key = $1 ORDER BY created_on',
    [key],
  );
}

/** What stands beside a job that has failed, once it has. */
async function failureOf(name: string, data: Record<string, unknown>): Promise<string> {
  const jobs = server.app.get(Jobs);
  const key = newId();
  await server.app.get(Transactions).run(SYSTEM_ACTOR, (tx) => jobs.enqueue(tx, name, data, { singletonKey: key }));
  return until('the job has failed', async () => {
    const [row] = await server.database.query<{ output: string | null }>(
      'SELECT output::text FROM pgboss.job WHERE singleton_key = $1',
      [key],
    );
    return row?.output;
  });
}

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR);

describe('a job for later', () => {
  it('waits for its time, and then happens', async () => {
    const key = newId();
    const at = new Date(Date.now() + 2_000);
    await enqueue(1, { singletonKey: key, startAfter: at });
    const [job] = await until('the job is done', async () => {
      const rows = await jobsOf(key);
      return rows[0]?.state === 'completed' ? rows : null;
    });
    expect(job?.start_after).toEqual(at);
    expect(job?.started_on?.getTime()).toBeGreaterThanOrEqual(at.getTime());
  });

  it('with a key takes the place of the one that waits, with its data and its time', async () => {
    const key = newId();
    const later = inHours(3);
    await enqueue(1, { singletonKey: key, startAfter: inHours(1) });
    await enqueue(2, { singletonKey: key, startAfter: later });
    await enqueue(3, { singletonKey: newId(), startAfter: inHours(1) });
    expect(await jobsOf(key)).toMatchObject([{ data: { n: 2 }, state: 'created', start_after: later }]);
  });

  it('without a time it pulls the waiting one forward', async () => {
    const key = newId();
    await enqueue(1, { singletonKey: key, startAfter: inHours(1) });
    await enqueue(2, { singletonKey: key });
    await until('it is done', async () => (await jobsOf(key))[0]?.state === 'completed');
    expect(await jobsOf(key)).toHaveLength(1);
  });

  it('stays a single one when many commands ask at once', async () => {
    const key = newId();
    await Promise.all([1, 2, 3, 4, 5].map((n) => enqueue(n, { singletonKey: key, startAfter: inHours(1) })));
    expect(await jobsOf(key)).toHaveLength(1);
  });

  it('does not touch one that runs already', async () => {
    const key = newId();
    await enqueue(1, { singletonKey: key, startAfter: inHours(1) });
    await server.database.query(`UPDATE pgboss.job SET state = 'active' WHERE singleton_key = $1`, [key]);
    await enqueue(2, { singletonKey: key, startAfter: inHours(1) });
    expect((await jobsOf(key)).map(({ data, state }) => [data.n, state])).toEqual([
      [1, 'active'],
      [2, 'created'],
    ]);
  });

  it('is not there when its command is rolled back', async () => {
    const key = newId();
    const jobs = server.app.get(Jobs);
    const command = server.app.get(Transactions).run(SYSTEM_ACTOR, async (tx) => {
      await jobs.enqueue(tx, NAME, { n: 1 }, { singletonKey: key, startAfter: inHours(1) });
      throw new Error('no');
    });
    await expect(command).rejects.toThrow('no');
    expect(await jobsOf(key)).toEqual([]);
  });
});

describe('a job that fails', () => {
  it('leaves what failed, and nothing of the people it was about', async () => {
    const output = await failureOf('events.tell_registrants', {
      eventId: '张三 13812341234',
      message: {},
      after: null,
    });
    expect(output).toContain('uuid');
    expect(output).toContain('FROM registration');
    expect(output).not.toMatch(/张三|13812341234/);
  });
});
