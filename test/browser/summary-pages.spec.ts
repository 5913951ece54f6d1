import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { Browser, Page } from 'playwright-core';
import { AttendanceRollups } from '../../src/reports/attendance/attendance-rollups.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { attendanceOf, onAir, TimeLine } from '../setup/attendance.js';
import { DESKTOP, launchBrowser, newPage, PHONE } from '../setup/browser.js';
import { addHeldEvent, attend } from '../setup/held-event.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { readDocx } from '../setup/read-docx.js';
import { faultsInEnglish, faultsOf, show, type ShownPage } from '../setup/shown-pages.js';
import { until } from '../setup/until.js';
import { Windows } from '../setup/windows.js';

let server: TestApp;
let browser: Browser;
let windows: Windows;
let organiser: SignedInPerson;
let stranger: SignedInPerson;
let line: TimeLine;
const id = { held: '', running: '', session: '', planned: '' };
const WALL = { viewport: { width: 1920, height: 1080 } };
const LARGE_WALL = { viewport: { width: 3840, height: 2160 } };
const HOUR = 3_600;

/** What people have written themselves stays as it is. */
const OWN_TEXTS = /岳阳|平江|融资|信用贷款|何婧|解放路|中文|测试/;

/** One event that is over, and one that runs; the server's clock stands two minutes after the latter's begin. */
beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  windows = new Windows(browser, server);
  const city = await addOrganisation(server, { level: 'city', name: '岳阳市中小企业公共服务窗口平台' });
  const county = await addOrganisation(server, {
    level: 'county',
    parentId: city,
    name: '平江县中小企业公共服务窗口平台',
  });
  organiser = await signedIn(server, { role: 'window_manager', organisationId: city });
  stranger = await signedIn(server, {
    role: 'organiser',
    organisationId: await addOrganisation(server, { level: 'city', name: '测试窗口平台' }),
  });
  const now = new Date(Math.floor(Date.now() / 60_000) * 60_000);
  const before = (hours: number) => new Date(now.getTime() - hours * HOUR * 1000);
  const held = await addHeldEvent(server, { hostId: city, countyId: county, startsAt: before(10), staff: organiser });
  id.held = held.eventId;
  id.planned = (
    await addPlannedEvent(server, { hostId: city, startsAt: new Date(now.getTime() + HOUR * 1000) })
  ).eventId;
  ({ eventId: id.running, sessionId: id.session } = await addPlannedEvent(server, {
    hostId: city,
    startsAt: now,
    title: '岳阳市中小企业“银企携手、云上对接”融资服务专场',
  }));
  line = new TimeLine(server, now);
  await onAir(server, id.session, line, [[0, null]]);
  const viewer = request.agent(server.url);
  await attend(line, viewer, id.session, [0, 100]);
  await attend(line, request.agent(server.url), id.session, [60, 100]);
  const [first] = await attendanceOf(server, id.session);
  await server.database.query(`UPDATE attendance_person SET county_id = $2 WHERE person_id = $1`, [
    first!.personId,
    county,
  ]);
  line.at(120);
}, 90_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
});

const summary = (event: keyof typeof id) => `/console/events/${id[event]}/summary`;
const hall = (event: keyof typeof id) => `/hall/${id[event]}`;

const PAGES: ShownPage[] = [
  { name: 'summary', who: () => organiser, path: () => summary('held') },
  { name: 'summary of what runs', who: () => organiser, path: () => summary('running') },
  { name: 'summary of what comes', who: () => organiser, path: () => summary('planned') },
  { name: 'summary of others', who: () => stranger, path: () => summary('held') },
  { name: 'hall', who: () => organiser, path: () => hall('running') },
  { name: 'hall before the event', who: () => organiser, path: () => hall('planned') },
  { name: 'hall of others', who: () => stranger, path: () => hall('running') },
];

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
  ['wall', WALL],
] as const)('on a %s', (_device, size) => {
  it.each(PAGES)('$name: nothing serious from axe, nothing cut off at the side', async (shown) => {
    expect(await faultsOf(await show(windows, shown, size))).toEqual([]);
  });
});

it.each(PAGES)('$name in English: nothing cut off on a phone, no word left in Chinese', async (shown) => {
  expect(await faultsInEnglish(windows, shown, OWN_TEXTS)).toEqual([]);
});

describe('the summary', () => {
  it('is a tab of its event, and has every figure with its meaning and a way to each session’s figures', async () => {
    const page = await windows.open(`/console/events/${id.held}`, DESKTOP, organiser);
    await page.getByRole('link', { name: '总结', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /岳阳市银企融资对接会/ }).waitFor();
    const figures = page.getByRole('region', { name: '主要数据' });
    await figures.getByText('参加多场的人只计一次').first().waitFor();
    expect(await figures.locator('dt').allTextContents()).toEqual(expect.arrayContaining(['参会人数', '到会率']));
    expect(await figures.locator('.one', { hasText: '参会人数' }).first().locator('b').textContent()).toBe('4');
    const sessions = page.getByRole('table', { name: '各场次情况' });
    expect(await sessions.getByRole('row').count()).toBe(3);
    const address = await sessions.getByRole('link').first().getAttribute('href');
    expect(address).toMatch(new RegExp(`^/console/events/${id.held}/sessions/[0-9a-f-]+/statistics$`));
  });

  it.each([
    ['zh-CN', '下载 DOCX', '二、主要数据'],
    ['en', 'Download DOCX', '2. Figures'],
  ])('is taken away as a document in %s', async (locale, button, heading) => {
    const page = await windows.open(summary('held'), { ...DESKTOP, locale, acceptDownloads: true }, organiser);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^岳阳市银企融资对接会.*\.docx$/);
    const parts: Buffer[] = [];
    for await (const part of await download.createReadStream()) parts.push(part as Buffer);
    expect(readDocx(Buffer.concat(parts)).paragraphs).toContain(heading);
  });

  it('goes to paper without the console around it', async () => {
    const page = await show(windows, PAGES[0]!, DESKTOP);
    // A sheet of paper is as narrow as a tablet.
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(0);
    expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
    expect(await page.getByRole('table', { name: '各场次情况' }).isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize(DESKTOP.viewport);
  });
});

const figureOf = async (page: Page, label: string) =>
  (await page.locator('.figure', { hasText: label }).locator('b').textContent())?.trim();

describe('the hall', () => {
  it.each([
    ['a wall', WALL],
    ['a small screen', DESKTOP],
    ['a large wall', LARGE_WALL],
  ] as const)('fills %s, with the largest figures seen from afar and nothing cut off', async (_name, size) => {
    const page = await windows.open('/about', size, organiser);
    await page.route('**/api/events/*/hall', async (route) => {
      const answer = await route.fetch();
      const most = { online: 88_888, participants: 99_999, enterprises: 123_456, counties: 142, peak: 88_888 };
      await route.fulfill({ response: answer, json: { ...(await answer.json()), ...most } });
    });
    await page.goto(server.url + hall('running'));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await until('the curve stands', async () => (await page.locator('svg .line').count()) === 1);
    const { width, height } = size.viewport;
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(tall).toBe(height);
    const shares = await page
      .locator('.figure b')
      .evaluateAll((all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize) / innerHeight));
    expect(shares).toHaveLength(5);
    for (const share of shares) expect(share).toBeGreaterThan(0.08);
    const cut = await page
      .locator('.figure, .part, .head')
      .evaluateAll(
        (all) =>
          all.filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1).length,
      );
    expect(cut).toBe(0);
    await page.unroute('**/api/events/*/hall');
    const code = await page.getByRole('img', { name: /观看页面的二维码/ }).boundingBox();
    expect(code!.width).toBeGreaterThan(width * 0.08);
  });

  it('shows the figures, follows them, and keeps the last ones while the server is away', async () => {
    const page = await show(windows, PAGES[4]!, WALL);
    expect(await figureOf(page, '在线人数')).toBe('2');
    expect(await figureOf(page, '覆盖县市区')).toBe('1');
    await page.getByText('扫码观看').waitFor();
    const box = () => page.locator('.figure').first().boundingBox();
    const before = await box();

    await attend(line, request.agent(server.url), id.session, [122, 142]);
    await server.app.get(AttendanceRollups, { strict: false }).recompute(id.session);
    line.at(150);
    await until('the third one is shown', async () => (await figureOf(page, '参会人数')) === '3', { within: 15_000 });

    await page.route('**/api/events/*/hall', (route) => route.abort());
    await page.getByText('正在重连').waitFor({ timeout: 15_000 });
    expect(await figureOf(page, '参会人数')).toBe('3');
    expect(await box()).toEqual(before);
    await page.unroute('**/api/events/*/hall');
    await page.getByText('正在重连').waitFor({ state: 'detached', timeout: 15_000 });
  }, 60_000);

  it('opens to the wall’s computer by its link, which does not stay in the address', async () => {
    const { body } = await organiser.agent.post(`/api/events/${id.running}/hall/links`).expect(200);
    const { page, context } = await newPage(browser, WALL);
    try {
      await page.goto(server.url + new URL(body.url).pathname + new URL(body.url).search);
      await page.getByRole('heading', { level: 1, name: /银企携手/ }).waitFor();
      await until('the link is gone', () => Promise.resolve(!page.url().includes('link=')));
      await page.reload();
      await page.getByRole('heading', { level: 1, name: /银企携手/ }).waitFor();
    } finally {
      await context.close();
    }
  });
});
