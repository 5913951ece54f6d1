import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import request from 'supertest';
import { addSession } from '../setup/app.js';
import { player, playing, playReplay } from '../setup/browser.js';
import { openSite, publish } from '../setup/site.js';
import { until } from '../setup/until.js';

const run = promisify(execFile);
/** How long the publisher is gone in the middle of the session. */
const GONE_MS = 60_000;

const site = openSite();

async function studio(session: string, quality = 'smooth'): Promise<Page> {
  const page = await site.open(`/studio/${session}?link=${site.server.link('host', session)}`, { quality });
  await page.getByRole('button', { name: '打开摄像头' }).waitFor();
  return page;
}

const watch = (session: string, webrtc = true) => site.open(`/s/${session}`, { webrtc });

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
    const session = await addSession(site.server.database, { title: '从摄像头到回放' });
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
    await Promise.all([state(near, 'interrupted', 30_000), state(far, 'interrupted', 40_000)]);
    await new Promise((resolve) => setTimeout(resolve, GONE_MS));
    host = await studio(session, 'standard');
    await publish(host);
    await playing(near, { path: 'webrtc' }, 40_000);
    await playing(far, { path: 'hls' }, 40_000);
    await until(
      'some segments of the last take',
      async () => {
        const { text } = await request(site.server.url).get(`/streams/${session}/dvr.m3u8`);
        return text.slice(text.lastIndexOf('#EXT-X-DISCONTINUITY')).split('.m4s').length > 3;
      },
      { within: 20_000 },
    );

    await host.getByRole('button', { name: '结束直播' }).click();
    await host.getByRole('dialog').getByRole('button', { name: '结束直播' }).click();
    await until(
      'the replay',
      async () => {
        const { body } = await request(site.server.url).get(`/api/sessions/${session}/board`);
        return body.state === 'replay';
      },
      { within: 20_000 },
    );

    const heights = await site.server.database.query<{ height: number }>(
      'SELECT DISTINCT height FROM programme_take WHERE session_id = $1 AND duration_ms > 0',
      [session],
    );
    expect(heights.length).toBeGreaterThan(1);
    const url = `${site.server.url}/streams/${session}/dvr.m3u8`;
    const { stderr } = await run(site.server.config.ffmpegPath, [
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
    const { body: page } = await request(site.server.url).get(`/api/sessions/${session}`);
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
    const session = await addSession(site.server.database);
    const page = await site.open(`/studio/${session}${search}`);
    await page.getByText(words).first().waitFor();
  });
});
