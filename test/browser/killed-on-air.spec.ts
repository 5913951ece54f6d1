import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser, newPage } from '../setup/browser.js';
import { ServerProcess } from '../setup/server-process.js';
import { until } from '../setup/until.js';

const run = promisify(execFile);

let server: TestApp;
let running: ServerProcess;
let browser: Browser;
let session: string;

beforeAll(async () => {
  server = await startTestApp();
  session = await addSession(server.database, { title: '断电演练' });
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await running?.kill();
  await server.close();
});

const playlist = async () => (await request(running.url).get(`/streams/${session}/dvr.m3u8`)).text;
const segments = (text: string) => text.split('\n').filter((line) => line.endsWith('.m4s'));
const board = async () => (await request(running.url).get(`/api/sessions/${session}/board`)).body;

async function publish(link: string): Promise<Page> {
  const { page } = await newPage(browser);
  await page.goto(`${running.url}/studio/${session}?link=${link}`);
  for (const [on, off] of [
    ['打开摄像头', '关闭摄像头'],
    ['打开麦克风', '静音麦克风'],
  ] as const) {
    await page.getByRole('button', { name: on }).click();
    await page.getByRole('button', { name: off }).waitFor();
  }
  return page;
}

/** A killed process writes nothing more: what it had listed is all that there is, and less than a segment is missing. */
it('a server that is killed on air loses at most the segment in the making, goes on, and its replay is whole', async () => {
  const link = server.link('host', session);
  await server.stop();
  running = await ServerProcess.start(server);
  const first = await publish(link);
  await first.getByRole('button', { name: '开始直播' }).click();
  await until('four segments', async () => segments(await playlist()).length >= 4, { within: 60_000, every: 200 });
  const before = await playlist();
  const killedAt = Date.now();
  await running.kill();
  await first.context().close();

  running = await ServerProcess.start(server);
  const kept = await playlist();
  expect(segments(kept).slice(0, segments(before).length)).toEqual(segments(before));
  const durations = [...kept.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
  const begun = Date.parse(String(/DATE-TIME:(.*)/.exec(kept)?.[1]));
  const lost = (killedAt - begun) / 1000 - durations.reduce((sum, seconds) => sum + seconds, 0);
  process.stdout.write(`lost with the kill: ${lost.toFixed(1)} s\n`);
  // A segment of up to 3 s, and what was on its way through the packager.
  expect(lost).toBeLessThan(5);

  const second = await publish(link);
  await until('it goes on', async () => segments(await playlist()).length >= segments(kept).length + 2, {
    within: 60_000,
    every: 200,
  });
  await second.getByRole('button', { name: '结束直播' }).click();
  await second.getByRole('dialog').getByRole('button', { name: '结束直播' }).click();
  await until('the replay', async () => (await board()).state === 'replay', { within: 40_000, every: 200 });
  const replay = await playlist();
  expect(segments(replay).slice(0, segments(kept).length)).toEqual(segments(kept));
  expect(replay).toContain('#EXT-X-ENDLIST');
  const url = `${running.url}/streams/${session}/dvr.m3u8`;
  const args = ['-v', 'error', '-i', url, '-enc_time_base', '-1', '-f', 'null', '-'];
  expect((await run(server.config.ffmpegPath, args)).stderr).toBe('');
}, 240_000);
