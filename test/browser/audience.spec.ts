import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../setup/app.js';
import { DESKTOP, launchBrowser, PHONE } from '../setup/browser.js';
import { addAgency, addProgramme } from '../setup/organiser.js';
import { findings, overflow } from '../setup/page-check.js';
import { signedIn, type SignedInPerson } from '../setup/people.js';
import { aPhone } from '../setup/phone-codes.js';
import { inDays, publish } from '../setup/planning.js';
import { until } from '../setup/until.js';
import { Windows } from '../setup/windows.js';

let server: TestApp;
let browser: Browser;
let windows: Windows;
let organiser: SignedInPerson;
let hengyang: string;
/** Sessions by how they are come by, and the event of the first. */
const sessions: Record<'public' | 'registered' | 'code' | 'phones', string> = {
  public: '',
  registered: '',
  code: '',
  phones: '',
};
let eventId: string;
/** The slug of its programme. */
let programme: string | undefined;
let venuePath: string;
const complaints: string[] = [];

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  windows = new Windows(browser, server, listen);
  const [window] = await server.database.query<{ id: string }>(
    `SELECT id FROM organisation WHERE area_code = '430400'`,
  );
  hengyang = window?.id ?? '';
  organiser = await signedIn(server, { role: 'window_manager', organisationId: hengyang, name: '唐海燕' });
  await plan();
}, 90_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function plan(): Promise<void> {
  const programmeId = await addProgramme(server, hengyang);
  [programme] = (await server.database.query<{ slug: string }>(`SELECT slug FROM programme`)).map(({ slug }) => slug);
  const { event, sessionId } = await publish(
    organiser,
    hengyang,
    {
      title: '衡阳市信用贷款说明会',
      form: 'training',
      programmeId,
      programmeFields: { security: '信用' },
      description: '讲清条件与费率。',
    },
    { title: '信用贷款第一讲' },
  );
  [eventId, sessions.public] = [event.id, sessionId];
  for (const access of ['registered', 'code', 'phones'] as const) {
    const planned = await publish(
      organiser,
      hengyang,
      { title: `${access} 活动` },
      { access, title: `凭${access}`, startsAt: inDays(9, 10), endsAt: inDays(9, 11) },
    );
    sessions[access] = planned.sessionId;
  }
  const agency = await addAgency(server, { name: '衡阳信达担保有限公司', service: '政策性担保', parentId: hengyang });
  await server.database.query(
    `INSERT INTO programme_agency (programme_id, organisation_id, designated_at) VALUES ($1, $2, now())`,
    [programmeId, agency],
  );
  const { body } = await organiser.agent
    .post(`/api/events/${eventId}/venues`)
    .send({ organisationId: hengyang, name: '政务中心三楼', address: '解放大道 8 号' });
  const { pathname, search } = new URL(body.signInUrl);
  venuePath = pathname + search;
}

function listen(page: Page): void {
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(`${page.url()}: ${line.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
}

const titles = (page: Page) => page.locator('main h3').allInnerTexts();
const listed = (page: Page, wanted: string[]) =>
  until(`the list is ${wanted.join()}`, async () => {
    const found = await titles(page);
    return wanted.every((title) => found.some((one) => one.includes(title))) && found.length === wanted.length;
  });

describe('finding a session', () => {
  it('by words on a phone: found on the server, kept in the address, one press to clear', async () => {
    const page = await windows.open('/', PHONE);
    await page.getByRole('searchbox').fill('信用贷款 说明会');
    await listed(page, ['信用贷款第一讲']);
    expect(new URL(page.url()).searchParams.get('q')).toBe('信用贷款 说明会');
    await page.reload();
    await listed(page, ['信用贷款第一讲']);
    await page.getByRole('searchbox').fill('没有这样的场次');
    await page.getByRole('heading', { name: '没有符合条件的场次。' }).waitFor();
    await page.getByRole('main').getByRole('button', { name: '清除筛选' }).last().click();
    await page.getByRole('heading', { name: '下一场' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  }, 60_000);

  it('by form, programme, window and day, each taken off by itself', async () => {
    const page = await windows.open('/?state=upcoming');
    await page.getByRole('button', { name: '筛选', exact: true }).click();
    await page.getByRole('button', { name: '培训', exact: true }).click();
    await page.getByRole('group', { name: '专项' }).getByRole('button', { name: '融资服务' }).click();
    await page.getByLabel('市州').selectOption({ label: '衡阳市' });
    await listed(page, ['信用贷款第一讲']);
    const address = new URL(page.url()).searchParams;
    expect(Object.fromEntries(address)).toEqual({
      state: 'upcoming',
      form: 'training',
      programme,
      window: hengyang,
    });
    await page.getByLabel('选一天').fill(inDays(9, 10).slice(0, 10));
    await listed(page, []);
    await page.getByRole('button', { name: '去掉“培训”' }).click();
    await page.getByRole('button', { name: '去掉“融资服务”' }).click();
    await listed(page, ['凭registered', '凭code', '凭phones']);
    await page.getByText('需报名').waitFor();
    await page.getByText('凭观看码').waitFor();
    await page.getByText('受邀', { exact: true }).waitFor();
  }, 60_000);
});

it('an event, its programme and its window lead to each other', async () => {
  const page = await windows.open(`/e/${eventId}`, PHONE);
  await page.getByRole('heading', { level: 1, name: '衡阳市信用贷款说明会' }).waitFor();
  await page.getByRole('link', { name: '融资服务', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: '融资服务' }).waitFor();
  await page.getByText('衡阳信达担保有限公司').waitFor();
  await page.getByRole('link', { name: '信用贷款第一讲' }).waitFor();
  await page.goto(`${server.url}/w/430400`);
  await page.getByRole('link', { name: '信用贷款第一讲' }).waitFor();
  await page.getByRole('link', { name: /衡南县/ }).click();
  await page.getByRole('heading', { name: '这里还没有发布场次，发布后会出现在这里。' }).waitFor();
  await page.getByRole('link', { name: '全部窗口平台' }).click();
  await page.getByRole('searchbox', { name: '查找市州、县市区或园区' }).fill('衡南');
  expect(await page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['衡阳市']);
}, 60_000);

it('the poster of a session carries the channel that its maker chooses', async () => {
  const { body } = await organiser.agent.post(`/api/organisations/${hengyang}/channels`).send({ name: '易拉宝' });
  const page = await windows.open('/me', {}, organiser);
  await page.getByRole('navigation', { name: '我的页面' }).waitFor();
  await page.goto(`${server.url}/s/${sessions.public}/poster`);
  const code = page
    .getByRole('article')
    .getByRole('img', { name: /二维码/ })
    .locator('path');
  const plain = await code.getAttribute('d');
  await page.getByLabel('渠道').selectOption({ label: `易拉宝 · ${await nameOf(hengyang)}` });
  await until('the code has changed', async () => (await code.getAttribute('d')) !== plain);
  expect(body.code).toMatch(/^[0-9a-z]{4,12}$/);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false);
  expect(await page.getByRole('banner').isVisible()).toBe(false);
}, 60_000);

async function nameOf(id: string): Promise<string> {
  const [row] = await server.database.query<{ name: string }>(`SELECT name FROM organisation WHERE id = $1`, [id]);
  return row?.name ?? '';
}

/** The page has come, not just its outline. */
async function settled(page: Page): Promise<void> {
  await page.locator('main').locator('h1, h2').first().waitFor();
  await until('nothing is awaited any more', async () => (await page.locator('.skeleton').count()) === 0);
}

describe.each([
  ['phone', 'en', PHONE],
  ['desktop', 'zh-CN', DESKTOP],
] as const)('on a %s in %s', (_device, locale, size) => {
  it.each([
    ['a filtered list', () => '/?state=upcoming'],
    ['a list without results', () => '/?q=%E6%B2%A1%E6%9C%89'],
    ['a session that asks for a registration', () => `/s/${sessions.registered}`],
    ['a session that asks for a code', () => `/s/${sessions.code}`],
    ['a session for invited phones', () => `/s/${sessions.phones}`],
    ['an event', () => `/e/${eventId}`],
    ['an event that is none', () => '/e/01900000-0000-7000-8000-0000000fffff'],
    ['a programme', () => `/p/${programme}`],
    ['a window', () => '/w/430400'],
    ['the network of windows', () => '/windows'],
    ['a poster', () => `/s/${sessions.public}/poster`],
    ['the door of a venue', () => venuePath],
    ['a one-time link', () => '/set-password#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['an invitation that is none', () => '/invitation#aaaaaaaaaaaaaaaaaaaaaaaa'],
    ['how to be let in', () => '/join'],
  ])(
    '%s: nothing serious from axe, nothing cut off at the side',
    async (_name, path) => {
      const page = await windows.open(path(), { ...size, locale });
      await settled(page);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await findings(page)).toEqual([]);
    },
    60_000,
  );

  it('the filters and the registration form: nothing serious from axe either', async () => {
    const page = await windows.open('/', { ...size, locale });
    await page.getByRole('button', { name: /^(筛选|Filters)$/ }).click();
    await page.getByRole('group', { name: /^(专项|Programme)$/ }).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await findings(page)).toEqual([]);
    const known = await signedIn(server, { phone: aPhone() });
    const form = await windows.open(`/s/${sessions.registered}`, { ...size, locale }, known);
    await form.getByRole('button', { name: /^(报名观看|Register and watch)$/ }).click();
    await form.getByRole('button', { name: /^(提交报名|Submit)$/ }).waitFor();
    expect(await findings(form)).toEqual([]);
  }, 60_000);

  it('an application and its list: nothing serious from axe', async () => {
    const applicant = await signedIn(server, { phone: aPhone() });
    for (const path of ['/join/onboard', '/join/applications']) {
      const page = await windows.open(path, { ...size, locale }, applicant);
      await settled(page);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await findings(page)).toEqual([]);
    }
  }, 60_000);
});

it('no page broke the script policy or threw an error', () => {
  const ours = complaints.filter((line) => !/Failed to load resource.*(400|401|403|404|410)/.test(line));
  expect(ours).toEqual([]);
});
