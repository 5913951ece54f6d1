import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { DESKTOP, launchBrowser, newPage, player, playing, playReplay } from '../setup/browser.js';
import { until } from '../setup/until.js';

const run = promisify(execFile);
/** How long the publisher is gone in the middle of the session. */
const GONE_MS = 60_000;

let server: TestApp;
let browser: Browser;
const opened: Page[] = [];

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
}, 60_000);
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function studio(session: string, quality = 'smooth'): Promise<Page> {
  const { page, context } = await newPage(browser, DESKTOP);
  opened.push(page);
  // The quality that this browser used last: another one is another size of picture.
  await context.addInitScript((value) => {
    localStorage.setItem('yunqiao.studio_devices', JSON.stringify({ camera: '', microphone: '', quality: value }));
  }, quality);
  await page.goto(`${server.url}/studio/${session}?link=${server.link('host', session)}`);
  await page.getByRole('button', { name: '打开摄像头' }).waitFor();
  return page;
}

async function publish(page: Page): Promise<void> {
  await page.getByRole('button', { name: '打开摄像头' }).click();
  await page.getByRole('button', { name: '关闭摄像头' }).waitFor();
  await page.getByRole('button', { name: '打开麦克风' }).click();
  await page.getByRole('button', { name: '静音麦克风' }).waitFor();
}

async function watch(session: string, webrtc = true): Promise<Page> {
  const { page } = await newPage(browser, { webrtc });
  opened.push(page);
  await page.goto(`${server.url}/s/${session}`);
  return page;
}

const state = (page: Page, wanted: string, within = 20_000) =>
  until(
    `the player is ${wanted}`,
    async () => {
      const look = await player(page);
      if (look.state !== wanted) throw new Error(JSON.stringify(look));
      return true;
    },
    { within },
  );

describe('the studio', () => {
  it('goes live with a camera; both viewers see it, through a pause, a reload, a minute’s absence and the replay', async () => {
    const session = await addSession(server.database, { title: '从摄像头到回放' });
    const [near, far] = [await watch(session), await watch(session, false)];
    await state(near, 'waiting');
    let host = await studio(session);
    expect(new URL(host.url()).search).toBe('');
    await publish(host);
    await host.getByRole('button', { name: '开始直播' }).click();
    const first = await playing(near, { path: 'webrtc' }, 30_000);
    const second = await playing(far, { path: 'hls' }, 40_000);
    expect(first.width).toBeGreaterThan(0);
    expect(second.width / second.height).toBeCloseTo(16 / 9, 1);

    await host.getByRole('button', { name: '暂停', exact: true }).click();
    await Promise.all([state(near, 'paused'), state(far, 'paused')]);
    await host.getByRole('button', { name: '继续直播' }).click();
    await Promise.all([playing(near, { path: 'webrtc' }, 30_000), playing(far, { path: 'hls' }, 40_000)]);

    await host.reload();
    const again = host.getByRole('button', { name: '恢复设备' });
    const running = host.getByRole('button', { name: '关闭摄像头' });
    await again.or(running).first().waitFor();
    if (await again.isVisible()) await again.click();
    await running.waitFor();
    await playing(near, { path: 'webrtc' }, 30_000);

    await host.context().close();
    opened.splice(opened.indexOf(host), 1);
    await Promise.all([state(near, 'interrupted', 30_000), state(far, 'interrupted', 40_000)]);
    await new Promise((resolve) => setTimeout(resolve, GONE_MS));
    host = await studio(session, 'standard');
    await publish(host);
    await playing(near, { path: 'webrtc' }, 40_000);
    await playing(far, { path: 'hls' }, 40_000);
    await until(
      'some segments of the last take',
      async () => {
        const { text } = await request(server.url).get(`/streams/${session}/dvr.m3u8`);
        return text.slice(text.lastIndexOf('#EXT-X-DISCONTINUITY')).split('.m4s').length > 3;
      },
      { within: 20_000 },
    );

    await host.getByRole('button', { name: '结束直播' }).click();
    await host.getByRole('dialog').getByRole('button', { name: '结束直播' }).click();
    await until(
      'the replay',
      async () => {
        const { body } = await request(server.url).get(`/api/sessions/${session}/board`);
        return body.state === 'replay';
      },
      { within: 20_000 },
    );

    const heights = await server.database.query<{ height: number }>(
      'SELECT DISTINCT height FROM programme_take WHERE session_id = $1 AND duration_ms > 0',
      [session],
    );
    expect(heights.length).toBeGreaterThan(1);
    const url = `${server.url}/streams/${session}/dvr.m3u8`;
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
    expect(stderr).toBe('');
    const { body: page } = await request(server.url).get(`/api/sessions/${session}`);
    expect(Math.max(...page.gaps.map(({ seconds }: { seconds: number }) => seconds))).toBeGreaterThanOrEqual(
      GONE_MS / 1000,
    );

    const late = await watch(session);
    await replayToTheEnd(late, page.replaySeconds);
  }, 300_000);
});

/** Plays the replay by hls.js, at double speed, over every change of take and size; any error of it fails. */
async function replayToTheEnd(page: Page, seconds: number): Promise<void> {
  await playReplay(page);
  await page.evaluate(() => {
    const video = document.querySelector('video');
    if (video) video.playbackRate = 4;
  });
  await until(
    'the end',
    async () => {
      const look = await player(page);
      if (look.state === 'error') throw new Error('the player shows an error');
      return look.time > seconds - 3;
    },
    { within: 20_000 + seconds * 500 },
  );
}

describe('who comes without a right', () => {
  it.each([
    ['no link', '', '请用主持链接进入直播台'],
    ['a forged one', '?link=abc.def', '主持链接无效'],
  ])('with %s is told in plain words', async (_name, search, words) => {
    const session = await addSession(server.database);
    const { page } = await newPage(browser);
    opened.push(page);
    await page.goto(`${server.url}/studio/${session}${search}`);
    await page.getByText(words).first().waitFor();
  });
});
