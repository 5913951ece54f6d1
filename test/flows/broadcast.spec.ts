import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { TestEncoder } from '../setup/encoder.js';
import { until } from '../setup/until.js';

const run = promisify(execFile);

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const playlist = async (session: string, name = 'live'): Promise<string> =>
  (await request(server.url).get(`/streams/${session}/${name}.m3u8`)).text;
const segments = (text: string): string[] => text.split('\n').filter((line) => line.endsWith('.m4s'));
const board = async (session: string) => (await request(server.url).get(`/api/sessions/${session}/board`)).body;

async function hostOf(session: string) {
  const host = request.agent(server.url);
  await host
    .post(`/api/stages/${session}/enter`)
    .send({ link: server.link('host', session) })
    .expect(200);
  return (command: string) => host.post(`/api/stages/${session}/${command}`).expect(200);
}

/** Length in seconds and whether anything is wrong, as ffprobe and a full decode see it. */
async function decode(url: string): Promise<{ seconds: number; errors: string }> {
  const { stderr } = await run(server.config.ffmpegPath, [
    '-v',
    'error',
    '-i',
    url,
    '-enc_time_base',
    '-1',
    '-f',
    'null',
    '-',
  ]);
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', url]);
  return { seconds: Number(stdout.trim()), errors: stderr };
}

describe('a session from start to replay', () => {
  it('goes live, pauses, resumes with another size, ends, and is there again under the same addresses', async () => {
    const session = await addSession(server.database, { title: '从直播到回放' });
    const command = await hostOf(session);
    const first = await TestEncoder.into(server, session, { size: '320x180' });
    await command('start');
    await until('three segments', async () => segments(await playlist(session)).length >= 3, { within: 20_000 });
    await until('the board says so', async () => (await board(session)).feed.broadcastReady);
    expect(await board(session)).toMatchObject({ onAir: 'on', feed: { interrupted: false, hasVideo: true } });

    await command('pause');
    const paused = await until('what was buffered is written', async () => {
      const text = await playlist(session);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return text === (await playlist(session)) ? text : null;
    });
    expect(await board(session)).toMatchObject({ onAir: 'paused', feed: { interrupted: false, hasVideo: false } });
    await first.stop();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(await playlist(session)).toBe(paused);

    const second = await TestEncoder.into(server, session, { size: '480x270' });
    await command('resume');
    await until(
      'segments after the break',
      async () => {
        const text = await playlist(session, 'dvr');
        return text.includes('#EXT-X-DISCONTINUITY\n') && segments(text).length >= segments(paused).length + 2;
      },
      { within: 20_000 },
    );
    await command('end');
    await second.stop();

    await until('the replay is open', async () => (await board(session)).state === 'replay', { within: 15_000 });
    const replay = await playlist(session, 'dvr');
    expect(replay).toContain('#EXT-X-ENDLIST');
    expect(await playlist(session)).toContain('#EXT-X-ENDLIST');
    expect(new Set(replay.match(/init-\d+\.mp4/g)).size).toBe(2);

    const { seconds, errors } = await decode(`${server.url}/streams/${session}/dvr.m3u8`);
    expect(errors).toBe('');
    const { body: page } = await request(server.url).get(`/api/sessions/${session}`).expect(200);
    expect(Math.abs(page.replaySeconds - seconds)).toBeLessThan(1.5);
    expect(page.gaps).toHaveLength(1);
    expect(page.gaps[0].seconds).toBeGreaterThanOrEqual(4);
    const { body: front } = await request(server.url).get('/api/front-page');
    expect(front.replays.map(({ id }: { id: string }) => id)).toContain(session);
  }, 90_000);

  it('says that it is interrupted while the publisher is gone, and goes on when it is back', async () => {
    const session = await addSession(server.database);
    const command = await hostOf(session);
    const first = await TestEncoder.into(server, session);
    await command('start');
    await until('on air', async () => (await board(session)).feed.broadcastReady, { within: 20_000 });
    await first.stop();
    await until('interrupted', async () => (await board(session)).feed.interrupted);
    const second = await TestEncoder.into(server, session);
    await until('back', async () => !(await board(session)).feed.interrupted);
    await until('a second take', async () => (await playlist(session)).includes('#EXT-X-DISCONTINUITY\n'), {
      within: 20_000,
    });
    await second.stop();
    await command('end');
  }, 60_000);

  it('a server that is started again goes on with the same session, sequence and addresses', async () => {
    const session = await addSession(server.database);
    const command = await hostOf(session);
    const first = await TestEncoder.into(server, session);
    await command('start');
    await until('two segments', async () => segments(await playlist(session)).length >= 2, { within: 20_000 });
    const before = segments(await playlist(session, 'dvr'));
    // As in a crash: on air until the very end.
    await server.stop();
    first.kill();

    server = await startTestApp({}, { database: server.database, dataDir: server.config.dataDir });
    const second = await TestEncoder.into(server, session);
    const after = await until(
      'it goes on',
      async () => {
        const text = await playlist(session, 'dvr');
        return segments(text).length > before.length + 1 ? text : null;
      },
      { within: 25_000 },
    );
    expect(segments(after).slice(0, before.length)).toEqual(before);
    expect(after).toContain('#EXT-X-DISCONTINUITY\n');
    const takes = await server.database.query<{ duration_ms: number }>(
      'SELECT duration_ms FROM programme_take WHERE session_id = $1 ORDER BY take',
      [session],
    );
    expect(takes[0]?.duration_ms).toBeGreaterThanOrEqual(before.length * 1_000);
    await second.stop();
  }, 90_000);
});

describe('segments', () => {
  it('answer ranges, may be kept, and playlists are asked for again', async () => {
    const session = await addSession(server.database);
    const command = await hostOf(session);
    const encoder = await TestEncoder.into(server, session);
    await command('start');
    const name = await until('a segment', async () => segments(await playlist(session))[0], { within: 20_000 });
    const whole = await request(server.url).get(`/streams/${session}/${name}`).expect(200);
    expect(whole.headers['cache-control']).toBe('public, max-age=2, must-revalidate');
    const part = await request(server.url).get(`/streams/${session}/${name}`).set('Range', 'bytes=4-7').expect(206);
    expect(part.headers['content-range']).toBe(`bytes 4-7/${whole.headers['content-length']}`);
    expect(Buffer.from(part.body)).toEqual(Buffer.from(whole.body).subarray(4, 8));
    await request(server.url).get(`/streams/${session}/${name}`).set('Range', 'bytes=99999999-').expect(416);
    const again = await request(server.url)
      .get(`/streams/${session}/${name}`)
      .set('If-None-Match', String(whole.headers['etag']));
    expect(again.status).toBe(304);
    const list = await request(server.url).get(`/streams/${session}/live.m3u8`);
    expect(list.headers['cache-control']).toBe('no-cache');
    await encoder.stop();
    await command('end');
  }, 60_000);
});
