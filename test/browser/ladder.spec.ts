import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser, newPage, player, playing } from '../setup/browser.js';
import { until } from '../setup/until.js';

const run = promisify(execFile);
/** Carries the lower quality with its sound (some 400 kbit/s), and not the better one (some 1,100). */
const SLOW_BYTES_PER_SECOND = 85_000;

let server: TestApp;
let browser: Browser;

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** A camera of 848x480, which is sent in two layers. */
async function studio(session: string): Promise<Page> {
  const { page, context } = await newPage(browser);
  await context.addInitScript(() =>
    localStorage.setItem('yunqiao.studio_devices', '{"camera":"","microphone":"","quality":"standard"}'),
  );
  await page.goto(`${server.url}/studio/${session}?link=${server.link('host', session)}`);
  return page;
}

const press = async (page: Page, ...names: string[]) => {
  for (const name of names) await page.getByRole('button', { name }).click();
};

/** Lines of the largest picture that the page receives. */
const largest = (page: Page) =>
  page.evaluate(() => Math.max(0, ...[...document.querySelectorAll('video')].map(({ videoHeight }) => videoHeight)));

const file = async (session: string, name: string) =>
  (await request(server.url).get(`/streams/${session}/${name}`)).text;
const ladderSegments = async (session: string) => (await file(session, 'dvr-1.m3u8')).split('-1.m4s').length - 1;

/** How much the two variants differ, picture by picture at the same times: the median of their PSNR, dB. */
async function likeness(session: string): Promise<number> {
  const variants = ['dvr.m3u8', 'dvr-1.m3u8'].flatMap((name) => ['-i', `${server.url}/streams/${session}/${name}`]);
  const graph = '[0:v]scale=320:180,fps=10[best];[1:v]scale=320:180,fps=10[lower];[best][lower]psnr=stats_file=-';
  const { stdout } = await run(server.config.ffmpegPath, [...variants, '-lavfi', graph, '-f', 'null', '-']);
  const all = [...stdout.matchAll(/psnr_avg:([\d.]+|inf)/g)].map(([, value]) => Number(value?.replace('inf', '99')));
  expect(all.length).toBeGreaterThan(40);
  return all.sort((a, b) => a - b)[Math.floor(all.length / 2)]!;
}

async function complaints(session: string, name: string): Promise<string> {
  const input = ['-v', 'error', '-i', `${server.url}/streams/${session}/${name}`];
  const { stderr } = await run(server.config.ffmpegPath, [...input, '-enc_time_base', '-1', '-f', 'null', '-']);
  return stderr;
}

describe('the quality ladder', () => {
  it('offers both layers of a camera: a slow line gets the lower one, the viewer may choose, the replay has both', async () => {
    const session = await addSession(server.database, { title: '两档清晰度' });
    const [host, colleague] = [await studio(session), await studio(session)];
    await press(host, '打开摄像头', '打开麦克风');
    await until('backstage, the small picture', async () => (await largest(colleague)) === 240, { within: 20_000 });
    await press(host, '开始直播');
    await until('on air, the large picture', async () => (await largest(colleague)) === 480, { within: 20_000 });
    await colleague.context().close();
    await until('the lower quality is broadcast', async () => (await ladderSegments(session)) >= 4, { within: 60_000 });
    expect(await file(session, 'live-ladder.m3u8')).toMatch(
      /BANDWIDTH=\d+\nlive\.m3u8\n.*BANDWIDTH=\d+\nlive-1\.m3u8\n$/,
    );

    const { page: viewer } = await newPage(browser, { webrtc: false });
    const line = await viewer.context().newCDPSession(viewer);
    await viewer.goto(`${server.url}/s/${session}`);
    await playing(viewer, { path: 'hls' }, 40_000);
    const conditions = { offline: false, latency: 40, uploadThroughput: -1 };
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', { ...conditions, downloadThroughput: SLOW_BYTES_PER_SECOND });
    const height = (wanted: number) =>
      until(`${wanted} lines`, async () => (await player(viewer)).height === wanted, { within: 60_000 });
    await height(240);
    await playing(viewer, { path: 'hls' }, 20_000);

    await line.send('Network.emulateNetworkConditions', { ...conditions, downloadThroughput: -1 });
    await viewer.locator('[data-state]').first().hover();
    await viewer.getByRole('button', { name: '清晰度' }).click();
    await viewer.getByRole('menuitemradio', { name: '高清' }).click();
    await height(480);

    await host.getByRole('button', { name: '结束直播' }).click();
    await host.getByRole('dialog').getByRole('button', { name: '结束直播' }).click();
    const state = async () => (await request(server.url).get(`/api/sessions/${session}/board`)).body.state;
    await until('the replay', async () => (await state()) === 'replay', { within: 20_000 });
    expect(await file(session, 'dvr-ladder.m3u8')).toContain('dvr-1.m3u8');
    for (const name of ['dvr.m3u8', 'dvr-1.m3u8']) expect(await complaints(session, name)).toBe('');
    // 36 when they are of the same moment, 17 when they are a tenth of a second apart.
    expect(await likeness(session)).toBeGreaterThan(28);
  }, 240_000);
});
