import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../setup/app.js';
import { AttendedSession } from '../setup/attended-session.js';
import { DESKTOP, launchBrowser, PHONE } from '../setup/browser.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { faultsInEnglish, faultsOf, press, show, type ShownPage } from '../setup/shown-pages.js';
import { until } from '../setup/until.js';
import { Windows } from '../setup/windows.js';

let server: TestApp;
let browser: Browser;
let windows: Windows;
let organiser: SignedInPerson;
let above: SignedInPerson;
let live: AttendedSession;
let held: AttendedSession;
let nobody: string;

/** What people have written themselves stays as it is. */
const OWN_TEXTS = /湖南|平江|湘阴|岳阳|信贷|答疑|企业微信|测试|第一场|培训|王小明|李丽|陈强|钱七|合作社|辣条/;

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  windows = new Windows(browser, server);
  const province = await addOrganisation(server, { level: 'province', name: '湖南省窗口平台' });
  const city = await addOrganisation(server, {
    level: 'city',
    parentId: province,
    name: '岳阳市中小企业公共服务窗口平台',
  });
  organiser = await signedIn(server, { role: 'organiser', organisationId: city });
  above = await signedIn(server, { role: 'supervisor', organisationId: province });
  live = await AttendedSession.add(server, city);
  await live.fill(organiser);
  held = await AttendedSession.add(server, city, '湘阴县培训 第一场');
  await held.fill(organiser);
  await held.end();
  const empty = await addPlannedEvent(server, { hostId: city, title: '岳阳市培训' });
  nobody = `/console/events/${empty.eventId}/sessions/${empty.sessionId}/statistics`;
}, 90_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
});

const curveIsDrawn = (page: Page) => page.locator('canvas').first().waitFor();
const openDialog = (page: Page) => page.getByRole('dialog', { name: /参会名单|Attendance list/ });

const PAGES: ShownPage[] = [
  { name: 'live figures', who: () => organiser, path: () => live.path, act: curveIsDrawn },
  { name: 'figures of a session that is over', who: () => organiser, path: () => held.path, act: curveIsDrawn },
  {
    name: 'the table of the curve',
    who: () => organiser,
    path: () => live.path,
    act: press(/^(用表格查看|Show as a table)$/),
  },
  { name: 'a definition', who: () => organiser, path: () => live.path, act: press(/峰值在线”的口径|“Peak” means/) },
  { name: 'people', who: () => organiser, path: () => `${live.path}?people=all` },
  { name: 'people who do not count', who: () => organiser, path: () => `${live.path}?people=excluded` },
  { name: 'people without a match', who: () => organiser, path: () => `${live.path}?people=replay` },
  {
    name: 'a correction',
    who: () => organiser,
    path: () => `${live.path}?people=all`,
    act: async (page) => {
      await openDialog(page)
        .getByRole('button', { name: /^(更正|Correct )/ })
        .first()
        .click();
      await page.getByLabel(/^(更正内容|What to correct)/).selectOption('watched');
    },
  },
  {
    name: 'columns of the file',
    who: () => organiser,
    path: () => live.path,
    act: (page) => page.getByText(/^(选择列|Columns)/).click(),
  },
  { name: 'figures for who supervises', who: () => above, path: () => live.path, act: curveIsDrawn },
  { name: 'nobody yet', who: () => organiser, path: () => nobody },
  {
    name: 'another session',
    who: () => organiser,
    path: () => live.path.replace(/[0-9a-f]{12}\/stat/, '000000000000/stat'),
  },
];

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('on a %s', (_device, size) => {
  it.each(PAGES)('$name: nothing serious from axe, nothing cut off at the side', async (shown) => {
    expect(await faultsOf(await show(windows, shown, size))).toEqual([]);
  });
});

it.each(PAGES)('$name in English: nothing cut off on a phone, no word left in Chinese', async (shown) => {
  expect(await faultsInEnglish(windows, shown, OWN_TEXTS)).toEqual([]);
});

describe('the people behind a figure', () => {
  const peopleOf = async (page: Page, button: string) => {
    await page.getByRole('button', { name: button, exact: true }).click();
    const dialog = openDialog(page);
    await dialog
      .getByRole('table')
      .or(dialog.getByRole('list', { name: '参会名单' }))
      .waitFor();
    const count = await dialog.getByText(/^共 \d+ 人$/).innerText();
    const rows = await dialog.getByRole('row').count();
    return { dialog, count, people: rows - 1 };
  };

  it.each([
    ['参会人数 6，查看名单', 6],
    ['观看人数 5，查看名单', 5],
    ['现场人数 1，查看名单', 1],
    ['有效参会 4，查看名单', 4],
    ['峰值在线 4，查看名单', 4],
    ['平江县参会 3 人，查看名单', 3],
    ['平江县有效参会 2 人，查看名单', 2],
    ['企业微信群参会 2 人，查看名单', 2],
    ['微信参会 2 人，查看名单', 2],
    ['低延迟直播参会 1 人，查看名单', 1],
    ['不计入统计的 1 人，查看名单', 1],
  ])('%s: as many as the figure says', async (button, n) => {
    const page = await windows.open(held.path, DESKTOP, organiser);
    const { count, people } = await peopleOf(page, button);
    expect({ count, people }).toEqual({ count: `共 ${n} 人`, people: n });
  });

  it('are masked, narrowed by chips that are taken off, and stay where the address says', async () => {
    const page = await windows.open(held.path, DESKTOP, organiser);
    const { dialog } = await peopleOf(page, '平江县有效参会 2 人，查看名单');
    expect(await dialog.getByRole('row', { name: /王小明/ }).innerText()).toMatch(/1\d{2}\*{4}\d{4}/);
    await page.reload();
    await dialog.getByText('共 2 人').waitFor();
    await dialog.getByRole('button', { name: '去掉条件“有效参会”' }).click();
    await dialog.getByText('共 3 人').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForURL(({ search }) => search === '');
  });

  it('of a city are those of all its counties', async () => {
    const page = await windows.open(held.path, DESKTOP, organiser);
    await page.getByRole('button', { name: '按市州汇总' }).click();
    const sum = page.getByRole('button', { name: /^岳阳市参会 \d+ 人，查看名单$/ });
    const n = Number((await sum.innerText()).trim());
    await sum.click();
    await openDialog(page).getByText(`共 ${n} 人`, { exact: true }).waitFor();
    await openDialog(page).getByRole('button', { name: '去掉条件“市州：岳阳市”' }).click();
    await openDialog(page).getByText('共 6 人', { exact: true }).waitFor();
  });

  it('of a minute are those who were there then', async () => {
    const page = await windows.open(held.path, DESKTOP, organiser);
    await page.getByRole('button', { name: '用表格查看' }).click();
    const table = page.getByRole('table', { name: '每分钟在线人数表' });
    const [first] = await table.getByRole('button').all();
    const shown = await first!.innerText();
    await first!.click();
    await openDialog(page).getByText(`共 ${shown} 人`, { exact: true }).waitFor();
  });

  it('open from the curve itself', async () => {
    const page = await windows.open(held.path, DESKTOP, organiser);
    await curveIsDrawn(page);
    const canvas = page.locator('canvas').first();
    const { width, height } = (await canvas.boundingBox())!;
    await canvas.click({ position: { x: width * 0.2, y: height * 0.6 } });
    await openDialog(page).getByRole('table').waitFor();
    expect(new URL(page.url()).searchParams.get('minute')).toMatch(/:00\.000Z$/);
  });
});

it('a definition opens by key, with its version, and closes by Escape', async () => {
  const page = await windows.open(held.path, DESKTOP, organiser);
  const button = page.getByRole('button', { name: '“观看人数”的口径' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByText('同一个人的多台设备、多个页面只计一次').waitFor();
  expect(await page.getByText('口径第 1 版').filter({ visible: true }).count()).toBe(1);
  await page.keyboard.press('Escape');
  expect(await button.getAttribute('aria-expanded')).toBe('false');
});

it('effective attendance is told at any threshold at once, and set for the event', async () => {
  const page = await windows.open(held.path, DESKTOP, organiser);
  const part = page.getByRole('region', { name: '有效参会和留存' });
  await part.getByText('至少观看 30% 的有 4 人').waitFor();
  await part.getByLabel('至少观看', { exact: true }).fill('60');
  await part.getByText('至少观看 60% 的有 1 人').waitFor();
  await part.getByRole('button', { name: '把 60% 设为本活动的标准' }).click();
  await part.getByText('有效参会标准：60%').waitFor();
  await page.getByRole('button', { name: '有效参会 1，查看名单' }).waitFor();
  await part.getByRole('button', { name: '恢复活动类型的默认比例' }).click();
  await part.getByText('有效参会标准：30%').waitFor();
});

it('is computed anew when asked once more', async () => {
  const page = await windows.open(held.path, DESKTOP, organiser);
  await page.getByRole('button', { name: '重新计算' }).click();
  const answered = page.waitForResponse((response) => response.url().endsWith('/statistics/rebuild'));
  await page.getByRole('dialog').getByRole('button', { name: '重新计算' }).click();
  expect((await answered).status()).toBe(200);
  await page.getByText('已重新计算').waitFor();
});

it('a correction is made in the list with its reason, shown with who made it, and withdrawn', async () => {
  const page = await windows.open(`${held.path}?people=all`, DESKTOP, organiser);
  const correct = (name: string) => openDialog(page).getByRole('button', { name: `更正${name}的参会记录` });
  const form = page.getByRole('dialog', { name: '更正参会记录' });
  await correct('王小明').click();
  const save = form.getByRole('button', { name: '保存更正' });
  expect(await save.isDisabled()).toBe(true);
  await form.getByLabel('原因').fill('是本单位工作人员');
  await save.dblclick();
  await form.waitFor({ state: 'detached' });
  await openDialog(page).getByText('共 5 人').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '参会人数 5，查看名单' }).waitFor();
  const part = page.getByRole('region', { name: '更正记录' });
  await part.getByText('是本单位工作人员').waitFor();
  expect(await part.getByRole('listitem').count()).toBe(1);
  await part.getByRole('button', { name: '撤回对王小明的更正' }).click();
  const asked = page.getByRole('dialog', { name: '撤回更正' });
  await asked.getByLabel('原因').fill('认错了人');
  await asked.getByRole('button', { name: '撤回' }).click();
  await page.getByRole('button', { name: '参会人数 6，查看名单' }).waitFor();
  await part.getByText(/撤回：认错了人/).waitFor();
  expect(await part.getByRole('button').count()).toBe(0);
});

it('hides from who supervises what they may not do', async () => {
  const page = await windows.open(live.path, DESKTOP, above);
  await page.getByRole('button', { name: /^参会人数 \d+，查看名单$/ }).waitFor();
  for (const name of [/重新计算/, /设为本活动的标准/]) expect(await page.getByRole('button', { name }).count()).toBe(0);
  expect(await page.getByRole('link', { name: /导出/ }).count()).toBe(0);
  await page.getByRole('region', { name: '更正记录' }).getByText('没有更正').waitFor();
});

it('files are made of the chosen columns', async () => {
  const page = await windows.open(held.path, DESKTOP, organiser);
  const part = page.getByRole('region', { name: '导出参会名单' });
  expect(await part.getByRole('link', { name: '导出 CSV' }).getAttribute('href')).toBe(
    `/api/sessions/${held.id}/attendance.csv`,
  );
  await part.getByText(/^选择列/).click();
  await part.getByRole('button', { name: '全不选' }).click();
  await part.getByText('请至少选择一列。').waitFor();
  for (const name of ['企业名称', '姓名']) await part.getByLabel(name, { exact: true }).check();
  expect(await part.getByRole('link', { name: '导出 XLSX' }).getAttribute('href')).toBe(
    `/api/sessions/${held.id}/attendance.xlsx?columns=name%2CenterpriseName`,
  );
  const link = part.getByRole('link', { name: '导出 CSV' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split(/\r?\n/);
  expect(lines[0]).toMatch(/姓名,企业名称$/);
  expect(lines).toHaveLength(1 + 6);
  for (const name of [/^一个文件/, /^压缩包/]) {
    const href = await part.getByRole('link', { name }).getAttribute('href');
    expect((await page.request.get(`${server.url}${href}`)).status()).toBe(200);
  }
});

it('follows a live session without losing what is open', async () => {
  const page = await windows.open(live.path, DESKTOP, organiser);
  await page.getByRole('button', { name: '参会人数 6，查看名单' }).waitFor();
  await page.getByRole('button', { name: '用表格查看' }).click();
  await page.evaluate(() => window.scrollTo(0, 400));
  const scrolled = await page.evaluate(() => window.scrollY);
  await live.another();
  await until('the new one is counted', () => page.getByRole('button', { name: '参会人数 7，查看名单' }).isVisible(), {
    within: 40_000,
    every: 500,
  });
  expect(await page.getByRole('table', { name: '每分钟在线人数表' }).isVisible()).toBe(true);
  expect(await page.evaluate(() => window.scrollY)).toBe(scrolled);
}, 60_000);

it('is one press away from where sessions are listed', async () => {
  const page = await windows.open('/console', DESKTOP, organiser);
  await page
    .getByRole('link', { name: /^参会统计/ })
    .first()
    .click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForURL(/\/statistics$/);
  await page.goto(`${server.url}/console/events/${held.eventId}/sessions`);
  await page.getByRole('link', { name: /^参会统计/ }).click();
  await page.waitForURL(/\/statistics$/);
  await page.getByRole('link', { name: '回放与切断' }).click();
  await page.getByRole('link', { name: '参会统计' }).click();
  await page.waitForURL(/\/statistics$/);
  const other = await windows.open('/console', DESKTOP, above);
  const below = other.getByRole('region', { name: '所辖窗口的直播' });
  await below.getByRole('link', { name: /^参会统计/ }).click();
  await other.getByRole('button', { name: /^参会人数 \d+，查看名单$/ }).waitFor();
});
