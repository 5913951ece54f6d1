import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { Jobs } from '../../src/infra/jobs.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { signedIn } from '../setup/people.js';
import { until } from '../setup/until.js';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

describe('deferred work, as the system administrator sees it', () => {
  it('names the queue that fails, how often and why', async () => {
    const { agent } = await signedIn(server, { role: 'system_admin' });
    const jobs = server.app.get(Jobs, { strict: false });
    const transactions = server.app.get(Transactions, { strict: false });
    // A fact that names no session: its subscriber cannot do its work.
    await transactions.run(SYSTEM_ACTOR, (tx) => jobs.enqueue(tx, 'session.ended/event_held', { sessionId: 'none' }));
    const queue = await until('the failure shows', async () => {
      const { body } = await agent.get('/api/admin/jobs').expect(200);
      return (body as { name: string; failing: number }[]).find(({ failing }) => failing > 0) ?? false;
    });
    expect(queue).toMatchObject({ failing: 1 });
    expect((queue as unknown as { lastFailure: string }).lastFailure).not.toBe('');
  });
});
