import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';

let server: TestApp;
let publicSession: string;
let linkSession: string;

beforeAll(async () => {
  server = await startTestApp();
  publicSession = await addSession(server.database, { title: '公开场次' });
  linkSession = await addSession(server.database, { title: '凭链接场次', access: 'link' });
});
afterAll(() => server.close());

const http = () => request(server.url);

describe('the front page', () => {
  it('lists a public session and keeps one by link to itself', async () => {
    const { body } = await http().get('/api/front-page').expect(200);
    const titles = body.upcoming.map(({ title }: { title: string }) => title);
    expect(titles).toContain('公开场次');
    expect(titles).not.toContain('凭链接场次');
  });

  it('never shows a draft', async () => {
    const draft = await addSession(server.database, { title: '草稿', publication: 'draft' });
    const { body } = await http().get('/api/front-page');
    expect(JSON.stringify(body)).not.toContain(draft);
    const answer = await http().get(`/api/sessions/${draft}`).expect(404);
    expect(answer.body.code).toBe('session.not_found');
  });
});

describe('joining', () => {
  it('needs no account: it gives an identity, a ticket and what the room can send', async () => {
    const answer = await http().post(`/api/sessions/${publicSession}/join`).send({ webrtc: true }).expect(200);
    expect(answer.body.playback).toBe('webrtc');
    expect(answer.body.rtpCapabilities.codecs.length).toBeGreaterThan(0);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^yq_device=[^;]+;.*HttpOnly;.*SameSite=Lax/);
    expect(await server.database.query('SELECT 1 FROM person')).not.toHaveLength(0);
  });

  it('keeps the same person when the browser comes back', async () => {
    const agent = request.agent(server.url);
    const count = async () => (await server.database.query('SELECT 1 FROM person')).length;
    await agent.post(`/api/sessions/${publicSession}/join`).send({ webrtc: true }).expect(200);
    const before = await count();
    const second = await agent.post(`/api/sessions/${publicSession}/join`).send({ webrtc: false }).expect(200);
    expect(second.body.playback).toBe('hls');
    expect(await count()).toBe(before);
  });

  it('a forged device cookie is worth nothing', async () => {
    const [person] = await server.database.query<{ id: string }>('SELECT id FROM person LIMIT 1');
    const body = Buffer.from(JSON.stringify({ personId: person?.id, exp: 4e9 })).toString('base64url');
    const answer = await http()
      .post(`/api/sessions/${publicSession}/join`)
      .set('Cookie', `yq_device=${body}.${'A'.repeat(43)}`)
      .send({ webrtc: false })
      .expect(200);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^yq_device=/);
  });

  it('viewers of the programme are offered no per-packet bandwidth estimation', async () => {
    const { body } = await http().post(`/api/sessions/${publicSession}/join`).send({ webrtc: true });
    const text = JSON.stringify(body.rtpCapabilities);
    expect(text).not.toContain('transport-cc');
    expect(text).not.toContain('goog-remb');
    expect(text).not.toContain('transport-wide-cc');
  });
});

describe('a session by link', () => {
  it('is closed without the link: page, join, board and streams', async () => {
    for (const path of ['', '/board']) {
      const { body } = await http().get(`/api/sessions/${linkSession}${path}`).expect(403);
      expect(body.code).toBe('access.denied');
    }
    await http().post(`/api/sessions/${linkSession}/join`).send({ webrtc: true }).expect(403);
    const stream = await http().get(`/streams/${linkSession}/live.m3u8`).expect(403);
    expect(stream.body.code).toBe('stream.forbidden');
  });

  it('opens with it, and its cookie opens board and streams from then on', async () => {
    const agent = request.agent(server.url);
    const link = server.link('viewer', linkSession);
    await agent.post(`/api/sessions/${linkSession}/join`).send({ webrtc: true, link }).expect(200);
    await agent.get(`/api/sessions/${linkSession}/board`).expect(200);
    await agent.get(`/streams/${linkSession}/live.m3u8`).expect(404); // allowed, but nothing was broadcast yet
    await agent.get(`/api/sessions/${linkSession}`).expect(200).expect('Cache-Control', 'no-cache');
  });

  it.each([
    [
      'forged',
      () => server.link('viewer', linkSession).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      'access.link_invalid',
    ],
    ['expired', () => server.link('viewer', linkSession, -1), 'access.link_expired'],
    ['of another session', () => server.link('viewer', publicSession), 'access.link_invalid'],
    ['no link at all', () => 'x', 'access.link_invalid'],
  ])('refuses a link that is %s', async (_name, link, code) => {
    const { body } = await http()
      .post(`/api/sessions/${linkSession}/join`)
      .send({ webrtc: true, link: link() })
      .expect(403);
    expect(body.code).toBe(code);
  });

  it('a cookie of one session does not open another', async () => {
    const other = await addSession(server.database, { access: 'link' });
    const agent = request.agent(server.url);
    await agent
      .post(`/api/sessions/${other}/join`)
      .send({ webrtc: false, link: server.link('viewer', other) })
      .expect(200);
    await agent.get(`/streams/${linkSession}/live.m3u8`).expect(403);
  });
});

describe('the board', () => {
  it('answers its own version unchanged and cacheable for ever, and 404 for a version it does not know', async () => {
    const newest = await http().get(`/api/sessions/${publicSession}/board`).expect(200);
    expect(newest.body.version).toMatch(/^[a-z0-9]+\.\d+$/);
    const again = await http()
      .get(`/api/sessions/${publicSession}/board?v=${newest.body.version}`)
      .expect(200)
      .expect('Cache-Control', /public, max-age=86400, immutable/);
    expect(again.body).toEqual(newest.body);
    await http().get(`/api/sessions/${publicSession}/board?v=zzz.1`).expect(404);
  });
});

describe('bad input', () => {
  it.each([
    ['not an id', 'abc'],
    ['an id of nothing', '01900000-0000-7000-8000-00000000ffff'],
    ['a path', '..%2F..%2Fetc%2Fpasswd'],
    ['control characters', '%00%01'],
    ['a very long one', 'a'.repeat(5_000)],
  ])('a session that is %s is not found', async (_name, id) => {
    const { body, headers } = await http().get(`/api/sessions/${id}`).expect(404);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body.code).toMatch(/not_found/);
  });

  it.each([
    ['wrong type', { webrtc: 'yes' }],
    ['missing field', {}],
    ['unknown field', { webrtc: true, admin: true }],
    ['prototype', '{"webrtc": true, "__proto__": {"personId": "x"}}'],
    ['constructor', '{"webrtc": true, "constructor": {"prototype": {"x": 1}}}'],
    ['array', [1, 2]],
    ['huge link', { webrtc: true, link: 'x'.repeat(10_000) }],
  ])('join refuses %s and mints nobody', async (_name, body) => {
    const before = (await server.database.query('SELECT 1 FROM person')).length;
    const post = http().post(`/api/sessions/${publicSession}/join`).set('Content-Type', 'application/json');
    const answer = await post.send(typeof body === 'string' ? body : JSON.stringify(body));
    expect([400, 403]).toContain(answer.status);
    expect(answer.body.code).toMatch(/^request\./);
    expect(await server.database.query('SELECT 1 FROM person')).toHaveLength(before);
  });

  it('a body that is no JSON, or too large, is a problem with a code', async () => {
    const post = () => http().post(`/api/sessions/${publicSession}/join`).set('Content-Type', 'application/json');
    expect((await post().send('{"webrtc": tr').expect(400)).body.code).toBe('request.malformed');
    expect(
      (
        await post()
          .send(JSON.stringify({ webrtc: true, link: 'x'.repeat(70_000) }))
          .expect(413)
      ).body.code,
    ).toBe('request.too_large');
  });

  it('speaks the reader’s language', async () => {
    const path = `/api/sessions/abc`;
    expect((await http().get(path).set('Accept-Language', 'en-GB,en;q=0.9')).body.title).toMatch(/session/i);
    expect((await http().get(path)).body.title).toMatch(/场次/);
  });

  it('refuses requests that another site’s page makes', async () => {
    const { body } = await http()
      .post(`/api/sessions/${publicSession}/join`)
      .set('Origin', 'https://evil.example')
      .send({ webrtc: true })
      .expect(403);
    expect(body.code).toBe('origin.refused');
  });

  it('cuts a flood from one device off, and nobody else on that address', async () => {
    const small = await startTestApp({ LIMIT_REQUESTS_PER_MINUTE: '5' });
    try {
      const agent = request.agent(small.url);
      const session = await addSession(small.database);
      await agent.post(`/api/sessions/${session}/join`).send({ webrtc: false }).expect(200);
      for (let n = 0; n < 5; n += 1) await agent.get('/api/front-page').expect(200);
      const cut = await agent.get('/api/front-page').expect(429);
      expect(cut.body.code).toBe('request.too_many');
      expect(Number(cut.headers['retry-after'])).toBeGreaterThan(0);
      await request(small.url).get('/api/front-page').expect(200);
    } finally {
      await small.close();
    }
  });
});

describe('streams', () => {
  const folder = () => join(server.config.dataDir, 'files', 'streams', publicSession);

  beforeAll(async () => {
    await mkdir(folder(), { recursive: true });
    for (const name of ['dvr.m3u8.part', '.htaccess', 'seg-1.m4s', 'live.m3u8'])
      await writeFile(join(folder(), name), 'x');
    await writeFile(join(server.config.dataDir, 'files', 'secret.key'), 'x');
  });

  it.each(['..%2fsecret.key', '..%2f..%2fsecret.key', 'live.m3u8%00.png', 'seg-1.m4s', 'dvr.m3u8.part', '.htaccess'])(
    'gives no file %s, though it is there',
    async (file) => {
      await http().get(`/streams/${publicSession}/live.m3u8`).expect(200);
      await http().get(`/streams/${publicSession}/${file}`).expect(404);
    },
  );

  it('a flood of guessed addresses is cut off', async () => {
    const small = await startTestApp({ LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS: '5' });
    try {
      const ask = () => request(small.url).get('/streams/01900000-0000-7000-8000-00000000ffff/live.m3u8');
      for (let n = 0; n < 5; n += 1) await ask().expect(404);
      expect((await ask().expect(429)).body.code).toBe('request.too_many');
    } finally {
      await small.close();
    }
  });
});

describe('the stable faces', () => {
  it('health, metrics and the API description answer', async () => {
    expect((await http().get('/api/health/live').expect(200)).body).toEqual({ status: 'ok' });
    expect((await http().get('/api/health/ready').expect(200)).body).toEqual({ status: 'ok', failing: [] });
    expect((await http().get('/metrics').expect(200)).text).toMatch(/yunqiao_media_workers 1/);
    const { body } = await http().get('/api/openapi.json').expect(200);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/api/front-page', '/api/sessions/{id}/join', '/api/stages/{id}/start']),
    );
  });

  it('sends the security headers that keep foreign scripts and frames out', async () => {
    const { headers } = await http().get('/api/front-page');
    expect(headers['content-security-policy']).toMatch(/default-src 'self'/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe-inline|unsafe-eval/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
