import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { hashPassword } from '../../src/accounts/sign-in/password.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { type RelayMode, TcpRelay } from '../setup/relay.js';
import { until } from '../setup/until.js';

const PASSWORD = 'Dui-Jie-Hui-2020';

let direct: TestDatabase;
let relay: TcpRelay;
let server: TestApp;
let window: string;

beforeAll(async () => {
  direct = await createTestDatabase();
  const target = new URL(direct.appUrl);
  relay = await TcpRelay.to({ host: target.hostname, port: Number(target.port) });
  target.port = String(relay.port);
  server = await startTestApp(
    { DATABASE_URL: target.toString() },
    { database: { ...direct, appUrl: target.toString() } },
  );
  window = await addOrganisation(server);
});
afterAll(async () => {
  relay.set('pass');
  await server.stop();
  await relay.close();
  await direct.drop();
});

const staff = () => signedIn(server, { role: 'window_manager', organisationId: window });

/** The bound is 2 s on an idle machine; the suite shares two cores with encoders and browsers. */
async function inTime<T>(ask: () => PromiseLike<T>): Promise<T> {
  const started = Date.now();
  const answer = await ask();
  expect(Date.now() - started).toBeLessThan(4_000);
  return answer;
}

const asks = ({ agent }: SignedInPerson) => [
  () => agent.get('/api/account'),
  () => agent.get('/api/account/profile'),
  () => agent.get(`/api/organisations/${window}`),
  () => agent.put('/api/account/profile').send({ name: '李敏' }),
  () => agent.post('/api/account/sign-out'),
];

describe.each<RelayMode>(['refuse', 'silence'])('the database is away (%s)', (mode) => {
  it('whoever is signed in hears 503 in time, is never taken for nobody, and is still in afterwards', async () => {
    const [active, idle] = [await staff(), await staff()];
    // Who asked a moment ago is remembered; the other one's token cannot be looked up at all.
    await active.agent.get('/api/account/profile').expect(200);
    relay.set(mode);
    try {
      for (const ask of [...asks(active), ...asks(idle)]) {
        const { status, body, headers } = await inTime(ask);
        expect([status, body.code]).toEqual([503, 'server.unavailable']);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
        expect(headers['set-cookie']).toBeUndefined();
      }
    } finally {
      relay.set('pass');
    }
    for (const { agent } of [active, idle]) {
      await until('well again', async () => (await agent.get('/api/account/profile')).status === 200, {
        within: 3_000,
      });
      expect((await agent.get('/api/account').expect(200)).body.account).toMatchObject({
        grants: [{ role: 'window_manager' }],
      });
    }
  }, 60_000);

  it('pages for everybody stay', async () => {
    const { agent } = await staff();
    relay.set(mode);
    try {
      for (const who of [request(server.url), agent]) {
        for (const path of ['/api/account/ways', '/api/site', '/api/health/live', '/api/openapi.json']) {
          expect([path, (await inTime(() => who.get(path))).status]).toEqual([path, 200]);
        }
      }
      expect((await request(server.url).get('/api/account').expect(200)).body).toEqual({ account: null });
    } finally {
      relay.set('pass');
    }
  }, 60_000);

  it('nobody is locked by trying meanwhile', async () => {
    const { accountId } = await signedIn(server);
    await direct.query(`UPDATE account SET login = $2, password_hash = $3 WHERE id = $1`, [
      accountId,
      `li.min-${mode}`,
      await hashPassword(PASSWORD),
    ]);
    const signIn = () =>
      request(server.url)
        .post('/api/account/sign-in/password')
        .send({ login: `li.min-${mode}`, password: PASSWORD });
    relay.set(mode);
    try {
      for (let i = 0; i < 6; i += 1) {
        const { status, body } = await inTime(signIn);
        expect([status, body.code]).toEqual([503, 'server.unavailable']);
      }
    } finally {
      relay.set('pass');
    }
    await until('well again', async () => (await signIn()).status === 200, { within: 3_000 });
  }, 60_000);
});
