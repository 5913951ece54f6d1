import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { readConfig, TEST_SECRET } from '../../src/config.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { until } from '../setup/until.js';

let server: TestApp;
let session: string;
let host: ReturnType<typeof request.agent>;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

beforeEach(async () => {
  session = await addSession(server.database);
  host = request.agent(server.url);
  await host
    .post(`/api/stages/${session}/enter`)
    .send({ link: server.link('host', session) })
    .expect(200);
});

const run = (command: string, key?: string) => {
  const post = host.post(`/api/stages/${session}/${command}`);
  return key ? post.set('Idempotency-Key', key) : post;
};

describe('running a session', () => {
  it('start, pause, resume, end: states, on-air windows and ledger lines', async () => {
    const started = await run('start').expect(200);
    expect(started.body.board).toMatchObject({ state: 'live', onAir: 'on' });
    expect((await run('pause').expect(200)).body.board).toMatchObject({ state: 'live', onAir: 'paused' });
    expect((await run('resume').expect(200)).body.board).toMatchObject({ onAir: 'on' });
    expect((await run('end').expect(200)).body.board).toMatchObject({ onAir: 'off' });
    const windows = await server.database.query('SELECT ended_at FROM on_air_window WHERE session_id = $1', [session]);
    expect(windows).toHaveLength(2);
    expect(windows.every(({ ended_at }) => ended_at !== null)).toBe(true);
    const verbs = await server.database.query<{ verb: string; person_id: string | null }>(
      'SELECT verb, person_id FROM activity WHERE session_id = $1 ORDER BY occurred_at, id',
      [session],
    );
    expect(verbs.map(({ verb }) => verb)).toEqual([
      'stage.entered',
      'stage.brought_on',
      'session.started',
      'session.paused',
      'session.resumed',
      'session.ended',
    ]);
    expect(verbs.every(({ person_id }) => person_id !== null)).toBe(true);
  });

  it.each([
    ['pause', 'scheduled'],
    ['resume', 'scheduled'],
    ['end', 'scheduled'],
  ])('%s of a session that is %s is refused and changes nothing', async (command) => {
    const { body } = await run(command).expect(409);
    expect(body.code).toBe('session.wrong_state');
    const [row] = await server.database.query('SELECT state, on_air FROM session WHERE id = $1', [session]);
    expect(row).toEqual({ state: 'scheduled', on_air: 'off' });
    expect(
      await server.database.query(`SELECT 1 FROM activity WHERE session_id = $1 AND verb LIKE 'session.%'`, [session]),
    ).toEqual([]);
  });

  it('pressed twice with one key it happens once, and both presses get their answer', async () => {
    const [first, second] = await Promise.all([run('start', 'press-0001'), run('start', 'press-0001')]);
    expect([first.status, second.status]).toEqual([200, 200]);
    const lines = await server.database.query(
      `SELECT 1 FROM activity WHERE session_id = $1 AND verb LIKE 'session.%'`,
      [session],
    );
    expect(lines).toHaveLength(1);
  });

  it('two hosts who press at once without a key: one starts it, the other is told', async () => {
    const answers = await Promise.all([run('start'), run('start'), run('start')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('ended without ever having had a picture it stays "ended", without a replay', async () => {
    await run('start').expect(200);
    await run('end').expect(200);
    await until('the recording job is through', async () => {
      const jobs = await server.database.query(
        `SELECT 1 FROM pgboss.job WHERE name = 'session.ended/recording' AND state = 'completed' AND data->>'sessionId' = $1`,
        [session],
      );
      return jobs.length > 0;
    });
    const [row] = await server.database.query('SELECT state FROM session WHERE id = $1', [session]);
    expect(row).toEqual({ state: 'ended' });
  });
});

describe('who may run it', () => {
  it.each(['start', 'pause', 'resume', 'end'])('%s without a link is refused', async (command) => {
    const { body } = await request(server.url).post(`/api/stages/${session}/${command}`).expect(403);
    expect(body.code).toBe('access.denied');
  });

  it('a host of one session cannot run another', async () => {
    const other = await addSession(server.database);
    await host.post(`/api/stages/${other}/start`).expect(403);
    await host.post(`/api/stages/${other}/enter`).send({}).expect(403);
  });

  it('a viewer’s link does not open the studio, an expired one neither', async () => {
    const enter = (link: string) => request(server.url).post(`/api/stages/${session}/enter`).send({ link });
    expect((await enter(server.link('viewer', session)).expect(403)).body.code).toBe('access.link_invalid');
    expect((await enter(server.link('host', session, -5)).expect(403)).body.code).toBe('access.link_expired');
  });

  it('a publisher is not offered to leave the turning of the picture to the viewer', async () => {
    const { body } = await host.post(`/api/stages/${session}/enter`).send({}).expect(200);
    const uris = body.rtpCapabilities.headerExtensions.map(({ uri }: { uri: string }) => uri);
    expect(uris).toContain('http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time');
    expect(uris).not.toContain('urn:3gpp:video-orientation');
  });

  it('comes back by the cookie alone after a reload', async () => {
    const { body } = await host.post(`/api/stages/${session}/enter`).send({}).expect(200);
    expect(body.ticket).toEqual(expect.any(String));
    expect(new Date(body.linkExpiresAt).getTime()).toBeGreaterThan(Date.now());
  });

  it('a browser that has opened many links can still use the newest', async () => {
    let newest = session;
    for (let n = 0; n < 25; n += 1) {
      newest = await addSession(server.database);
      await host
        .post(`/api/stages/${newest}/enter`)
        .send({ link: server.link('host', newest, 600 + n) })
        .expect(200);
    }
    await host.post(`/api/stages/${newest}/start`).expect(200);
  });

  it('production refuses the secret that stands in this repository, and other weak ones', () => {
    for (const secret of [TEST_SECRET, 'short', 'a'.repeat(40), 'changeme']) {
      const environment = { NODE_ENV: 'production', SECRET_KEY: secret, DATABASE_URL: 'x', MEDIASOUP_WORKER_BIN: 'x' };
      expect(() => readConfig(environment)).toThrow(/SECRET_KEY/);
    }
    expect(() => readConfig({ NODE_ENV: 'production', DEMO: '1' })).toThrow(/DEMO|演示/);
  });

  it('an idempotency key that is rubbish is refused', async () => {
    await run('start', 'short').expect(400);
  });
});
