import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { DEMO_LIVE, DEMO_REPLAY, DEMO_UPCOMING } from '../../src/demo/demo-data.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { DESKTOP, launchBrowser, newPage, PHONE, player, playing, playReplay } from '../setup/browser.js';
import { findings, overflow } from '../setup/page-check.js';
import { until } from '../setup/until.js';
import { Windows } from '../setup/windows.js';

let server: TestApp;
let browser: Browser;
let windows: Windows;
const complaints: string[] = [];

beforeAll(async () => {
  server = await startTestApp({ DEMO: '1' });
  browser = await launchBrowser();
  windows = new Windows(browser, server, listen);
  await until(
    'the demo is complete',
    async () => {
      const { body } = await request(server.url).get('/api/front-page');
      return body.live[0]?.stillUrl && body.replays.length === 1;
    },
    { within: 60_000, every: 500 },
  );
}, 90_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
});

function listen(page: Page): void {
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(`${page.url()}: ${line.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
}

describe('a visitor without an account', () => {
  it('finds what is live on the front page, enters, and sees it move within seconds', async () => {
    const page = await windows.open('/', PHONE);
    await page.getByRole('link', { name: '进入直播' }).first().click();
    await page.waitForURL(`**/s/${DEMO_LIVE.id}`);
    const look = await playing(page, { path: 'webrtc' }, 20_000);
    expect([look.width, look.height]).toEqual([854, 480]);
    await page.getByRole('heading', { level: 1, name: DEMO_LIVE.title }).waitFor();
  }, 60_000);

  it('keeps the picture in a small player while on other pages, without connecting anew', async () => {
    const page = await windows.open(`/s/${DEMO_LIVE.id}`);
    const before = await playing(page, { path: 'webrtc' }, 20_000);
    await page.getByRole('link', { name: /云桥/ }).first().click();
    await page.waitForURL(`${server.url}/`);
    const after = await playing(page, { path: 'webrtc' }, 10_000);
    expect(after.frames).toBeGreaterThan(before.frames);
    expect(after.time).toBeGreaterThan(before.time);
  }, 60_000);

  it('plays the replay', async () => {
    const page = await windows.open(`/s/${DEMO_REPLAY.id}`);
    await playReplay(page);
  }, 60_000);

  it('a viewer for whom there is no room by WebRTC gets the broadcast', async () => {
    const small = await startTestApp({ MEDIA_VIEWERS_PER_WORKER: '1', DEMO: '1' });
    const pages = [await newPage(browser), await newPage(browser)];
    try {
      await until(
        'on air',
        async () => {
          const { body } = await request(small.url).get(`/api/sessions/${DEMO_LIVE.id}/board`);
          return body.feed.broadcastReady;
        },
        { within: 30_000 },
      );
      for (const { page } of pages) {
        await page.goto(`${small.url}/s/${DEMO_LIVE.id}`);
        await playing(page, {}, 30_000);
      }
      const paths = await Promise.all(pages.map(async ({ page }) => (await player(page)).path));
      expect(paths).toEqual(['webrtc', 'hls']);
    } finally {
      for (const { context } of pages) await context.close();
      await small.close();
    }
  }, 120_000);
});

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('on a %s', (_device, size) => {
  describe.each(['zh-CN', 'en'] as const)('in %s', (locale) => {
    it.each([
      ['the front page', () => '/'],
      ['a live session', () => `/s/${DEMO_LIVE.id}`],
      ['an upcoming session', () => `/s/${DEMO_UPCOMING.id}`],
      ['a replay', () => `/s/${DEMO_REPLAY.id}`],
      ['a page that does not exist', () => '/no/such/page'],
      ['the studio', () => `/studio/${DEMO_UPCOMING.id}?link=${server.link('host', DEMO_UPCOMING.id)}`],
      ['about', () => '/about'],
      ['signing in', () => '/sign-in'],
      ['the privacy text', () => '/privacy'],
    ])(
      '%s: nothing serious from axe, nothing cut off at the side',
      async (_name, path) => {
        const page = await windows.open(path(), { ...size, locale });
        await page.getByRole('heading').first().waitFor();
        await page.waitForLoadState('load');
        expect(await page.getAttribute('html', 'lang')).toBe(locale);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
        expect(await findings(page)).toEqual([]);
      },
      60_000,
    );
  });
});

it('no page broke the script policy or threw an error', () => {
  const ours = complaints.filter((line) => !/Failed to load resource.*(404|403)/.test(line));
  expect(ours).toEqual([]);
});

it('a session by link tells a stranger what to do', async () => {
  const session = await addSession(server.database, { access: 'link' });
  const page = await windows.open(`/s/${session}`);
  await page.getByText('这个场次需要通过主办方发出的链接观看').waitFor();
  const invited = await windows.open(`/s/${session}?link=${server.link('viewer', session)}`);
  await invited.getByRole('heading', { level: 1 }).waitFor();
});
