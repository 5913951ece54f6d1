import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import request from 'supertest';
import type { StageInvitation } from '../../src/contracts/stage.contract.js';
import { addSession } from '../setup/app.js';
import { DESKTOP, launchBrowser, newPage, PHONE, playing } from '../setup/browser.js';
import { withoutH264 } from '../setup/lesser-browsers.js';
import { findings, overflow } from '../setup/page-check.js';
import { openSite, publish } from '../setup/site.js';
import { linkOf, OnStage } from '../setup/stage.js';
import { until } from '../setup/until.js';

const site = openSite();

async function host(session: string, options: Record<string, unknown> = {}): Promise<Page> {
  const page = await site.open(`/studio/${session}?link=${site.server.link('host', session)}`, options);
  await page.getByRole('button', { name: /^(邀请嘉宾|Invite speakers)$/ }).waitFor();
  return page;
}

/** The address that an invitation of that host leads to. */
async function invite(
  by: Page,
  session: string,
  words = { name: '周岚', unit: '衡阳市企业服务中心' },
): Promise<string> {
  const answer = await by.request.post(`${site.server.url}/api/stages/${session}/invitations`, { data: words });
  return `/studio/${session}?link=${linkOf((await answer.json()) as StageInvitation)}`;
}

const place = (page: Page) => page.getByRole('region', { name: '我的位置' });
const stands = (page: Page, where: string) => place(page).getByText(where, { exact: true }).waitFor();
const tile = (page: Page, name: string) =>
  page.getByRole('region', { name: '台上和候场' }).getByRole('listitem').filter({ hasText: name });

const framesOf = (video: Locator) =>
  video.evaluate((element) => (element as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);

/** Decoded pictures go on, rather than stand. */
async function moves(video: Locator): Promise<void> {
  const before = await framesOf(video);
  await until('the picture moves', async () => (await framesOf(video)) > before + 3, { within: 20_000 });
}

const levelOf = async (page: Page, name: string) =>
  Number(await page.getByRole('meter', { name: `${name}的音量` }).getAttribute('aria-valuenow'));

/** The browser's microphone beeps once a second: silence is longer than that. */
async function sounds(page: Page, name: string): Promise<void> {
  await until(`${name} sounds`, async () => (await levelOf(page, name)) > 0, { within: 15_000, every: 50 });
}

/** Sounds of others that really come out of this page. */
const heard = (page: Page) =>
  page
    .getByTestId('stage-sound')
    .evaluateAll(
      (all) => all.filter((one) => !(one as HTMLAudioElement).muted && !(one as HTMLAudioElement).paused).length,
    );
const hears = (page: Page, count: number) =>
  until(`${count} others are heard`, async () => (await heard(page)) === count, { within: 15_000 });

const state = async (session: string) =>
  ((await request(site.server.url).get(`/api/sessions/${session}/board`)).body as { state: string }).state;

it('a host and an invited speaker meet backstage, rehearse, and go on air together', async () => {
  const session = await addSession(site.server.database, { title: '云上对接会' });
  const runs = await host(session);
  await publish(runs);
  const link = await invite(runs, session, { name: '', unit: '' });

  const speaks = await site.open(link);
  await publish(speaks);
  await moves(speaks.getByTestId('preview-video'));
  await speaks.getByRole('button', { name: '进入候场' }).click();
  await speaks.getByText('请填写姓名', { exact: true }).waitFor();
  await speaks.getByLabel('姓名').fill('李敏');
  await speaks.getByLabel('单位').fill('湘江服务中心');
  await speaks.getByRole('button', { name: '进入候场' }).click();
  await stands(speaks, '候场');
  expect(new URL(speaks.url()).search).toBe('');

  await moves(tile(runs, '李敏').getByTestId('person-video'));
  await moves(tile(speaks, '主持人').getByTestId('person-video'));
  await Promise.all([hears(runs, 1), hears(speaks, 1)]);
  await sounds(runs, '李敏');
  await sounds(speaks, '主持人');

  // What is not live yet is no session: nobody but the two sees it.
  await runs.getByRole('button', { name: '开始彩排' }).click();
  await runs.getByText('彩排中').first().waitFor();
  await speaks.getByText('彩排中').first().waitFor();
  await moves(speaks.getByTestId('programme-video'));
  expect(await state(session)).toBe('scheduled');
  await runs.getByRole('button', { name: '结束彩排' }).click();

  await speaks.reload();
  await stands(speaks, '候场');
  await tile(speaks, '李敏（我）').getByText('湘江服务中心').waitFor();
  await speaks.getByRole('button', { name: '关闭摄像头' }).waitFor();
  await sounds(runs, '李敏');
  await moves(tile(runs, '李敏').getByTestId('person-video'));

  await runs.getByRole('button', { name: '开始直播' }).click();
  await stands(runs, '正在直播');
  // On air nobody is disturbed by what is said backstage, but for a host who wants to hear it.
  await hears(runs, 0);
  await runs.getByRole('switch', { name: '听候场' }).check();
  await hears(runs, 1);
  await runs.getByRole('switch', { name: '听候场' }).uncheck();
  await hears(runs, 0);

  await runs.getByRole('button', { name: '上台：李敏' }).click();
  await stands(speaks, '正在直播');
  await hears(runs, 1);
  // Only the speaker has a camera now: that is what viewers get.
  await runs.getByRole('button', { name: '关闭摄像头' }).click();
  await tile(runs, '李敏').getByText('播出中', { exact: true }).waitFor();
  await speaks.getByText('观众正在看到您、听到您。').waitFor();
  const watches = await site.open(`/s/${session}`);
  await playing(watches, { path: 'webrtc' }, 30_000);

  await runs.getByRole('button', { name: '静音：李敏' }).click();
  await speaks.getByText('主持人已将您静音，观众听不到您。').waitFor();
  await tile(runs, '李敏').getByText('被主持人静音').waitFor();
  await hears(runs, 0);
  expect(await levelOf(runs, '李敏')).toBe(0);
  await runs.getByRole('button', { name: '取消静音：李敏' }).click();
  await hears(runs, 1);
  await sounds(runs, '李敏');
}, 180_000);

it('a viewer whose hand is called comes up as a guest, and leaves', async () => {
  const session = await addSession(site.server.database);
  const runs = await host(session);
  await publish(runs);
  await runs.getByRole('button', { name: '开始直播' }).click();
  await stands(runs, '正在直播');

  const guest = await site.open('/browsers');
  const hand = `${site.server.url}/api/sessions/${session}/hand`;
  const asks = { name: '王小明', unit: '芦淞服饰', topic: '贷款贴息怎样申请' };
  expect((await guest.request.post(hand, { data: asks })).status()).toBe(200);
  await runs.getByRole('button', { name: '1 人举手' }).waitFor();
  await runs.getByText('贷款贴息怎样申请').waitFor();
  await runs.getByRole('button', { name: '请上台：王小明' }).click();
  await runs.getByText('已请上台，等对方确认').waitFor();
  expect((await guest.request.post(`${hand}/accept`)).status()).toBe(200);

  await guest.goto(`${site.server.url}/studio/${session}`);
  await stands(guest, '候场');
  await tile(runs, '王小明').getByText('连线观众').waitFor();
  await runs.getByRole('button', { name: '上台：王小明', exact: true }).click();
  await stands(guest, '正在直播');
  await guest.getByText('您的麦克风没有打开，观众听不到您。').waitFor();

  await guest.getByRole('button', { name: '修改姓名和单位' }).click();
  await guest.getByRole('dialog').getByLabel('姓名').fill('王晓明');
  await guest.getByRole('button', { name: '保存' }).click();
  await tile(runs, '王晓明').waitFor();

  await guest.getByRole('button', { name: '离开' }).click();
  await guest.getByRole('dialog').getByRole('button', { name: '离开' }).click();
  await guest.getByRole('heading', { name: '您已离开直播台' }).waitFor();
  await guest.reload();
  await guest.getByRole('heading', { name: '您已离开直播台' }).waitFor();
  await guest.getByText('要再次发言，请在观众页面重新举手。').waitFor();
  await guest.getByRole('link', { name: '到观众页面' }).waitFor();
}, 90_000);

it('who has gone long since stands below the others, folded, and can be taken off the list', async () => {
  const session = await addSession(site.server.database);
  const first = await OnStage.host(site.server, session);
  for (const name of ['周岚', '王强']) await OnStage.speaker(first, name, '衡阳市企业服务中心');
  const runs = await host(session, DESKTOP);
  const gone = runs.locator('details', { hasText: '已离开（2）' });
  await runs.getByText('没有人候场。', { exact: false }).waitFor();
  await gone.getByText('已离开').click();
  expect(await findings(runs)).toEqual([]);
  await gone.getByRole('button', { name: '移出：王强' }).click();
  await runs.getByRole('dialog', { name: '移出“王强”？' }).getByRole('button', { name: '移出' }).click();
  await runs.getByText('已离开（1）').waitFor();
  // Who comes back stands where everybody waits.
  const speaker = await OnStage.speaker(first, '周岚');
  const socket = await speaker.connect();
  await runs.getByText('候场 1/12').waitFor();
  socket.disconnect();
}, 60_000);

it('a host’s page that is closed ends nothing; another host sees it, and the first comes back', async () => {
  const session = await addSession(site.server.database);
  const first = await host(session);
  await publish(first);
  await first.getByRole('button', { name: '开始直播' }).click();
  await stands(first, '正在直播');
  const second = await host(session);
  const context = first.context();
  await first.close();
  await second.getByText('主持人已离线').waitFor();
  expect(await state(session)).toBe('live');

  const again = await context.newPage();
  await again.goto(`${site.server.url}/studio/${session}`);
  await stands(again, '正在直播');
  await second.getByText('主持人已离线').waitFor({ state: 'detached' });
  expect(await state(session)).toBe('live');
}, 90_000);

it('a removed speaker is told so, and gets in no more; neither does one whose invitation was withdrawn', async () => {
  const session = await addSession(site.server.database);
  const runs = await host(session);
  const [link, other] = [await invite(runs, session), await invite(runs, session, { name: '王强', unit: '' })];
  const speaks = await site.open(link);
  await stands(speaks, '候场');
  await publish(speaks);
  await runs.getByRole('button', { name: '移出：周岚' }).click();
  await runs.getByRole('dialog', { name: '移出“周岚”？' }).getByRole('button', { name: '移出' }).click();
  await speaks.getByRole('heading', { name: '您已被请出直播台' }).waitFor();
  await tile(runs, '周岚').waitFor({ state: 'detached' });
  await speaks.goto(site.server.url + link);
  await speaks.getByRole('heading', { name: '您已被请出直播台' }).waitFor();

  await runs.getByRole('button', { name: '邀请嘉宾' }).click();
  const invitations = runs.getByRole('dialog', { name: '邀请嘉宾' });
  await invitations.getByText('已进入').waitFor();
  await invitations.getByRole('button', { name: '二维码：王强' }).click();
  await invitations.getByRole('img', { name: '二维码：王强' }).waitFor();
  await invitations.getByRole('button', { name: '撤回：王强' }).click();
  await runs.getByRole('dialog', { name: '撤回“王强”的邀请？' }).getByRole('button', { name: '撤回' }).click();
  await invitations.getByText('已撤回').waitFor();
  const late = await site.open(other);
  await late.getByRole('heading', { name: '这份邀请已撤回' }).waitFor();
}, 90_000);

it('a browser that lets no page sound by itself has a button for it', async () => {
  const session = await addSession(site.server.database);
  const runs = await host(session);
  await publish(runs);
  const link = await invite(runs, session);
  const strict = await launchBrowser('document-user-activation-required');
  try {
    const { page, context } = await newPage(strict);
    // Whatever a test asks a page counts as a touch for the browser: here the page has to speak first.
    await context.addInitScript(() => {
      const look = () => document.body?.innerText.includes('打开声音') && console.log('asks for a touch');
      new MutationObserver(look).observe(document, { subtree: true, childList: true });
    });
    const asks = page.waitForEvent('console', (line) => line.text() === 'asks for a touch');
    await page.goto(site.server.url + link);
    await asks;
    const press = page.getByRole('button', { name: '打开声音' });
    expect(await heard(page)).toBe(0);
    await press.click();
    await hears(page, 1);
    await press.waitFor({ state: 'detached' });
    await sounds(page, '主持人');
  } finally {
    await strict.close();
  }
}, 60_000);

it('a browser without real-time sound and picture is told which ones have it', async () => {
  const session = await addSession(site.server.database);
  const page = await site.open(`/studio/${session}?link=${site.server.link('host', session)}`, { webrtc: false });
  await page.getByRole('heading', { name: '这个浏览器不能上台' }).waitFor();
  await page.getByRole('link', { name: '支持的浏览器' }).click();
  await page.getByRole('heading', { level: 1, name: '支持的浏览器' }).waitFor();
  await page.getByRole('row', { name: /微信（iPhone）/ }).waitFor();
});

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('on a %s', (_device, size) => {
  it.each(['zh-CN', 'en'] as const)(
    'in %s the host, the speaker, the door and the browsers: nothing serious from axe, nothing cut off at the side',
    async (locale) => {
      const session = await addSession(site.server.database, { state: 'live' });
      // Nothing fades in any more while it is looked at.
      const look = { ...size, locale, reducedMotion: 'reduce' };
      const runs = await host(session, look);
      const link = await invite(runs, session, { name: '', unit: '' });
      const viewer = request.agent(site.server.url);
      await viewer.post(`/api/sessions/${session}/hand`).send({ name: '王小明', unit: '芦淞服饰' }).expect(200);
      await runs
        .getByRole('button', { name: /：王小明|: 王小明/ })
        .first()
        .waitFor();
      const check = async (page: Page) => {
        expect(await overflow(page)).toBeLessThanOrEqual(0);
        expect(await findings(page)).toEqual([]);
      };
      const speaks = await site.open(link, look);
      await speaks.getByRole('button', { name: /^(进入候场|Go backstage)$/ }).waitFor();
      await check(speaks);
      await speaks.getByLabel(/^(姓名|Name)/).fill('欧阳文慧');
      await speaks.getByRole('button', { name: /^(进入候场|Go backstage)$/ }).click();
      await speaks.getByRole('button', { name: /^(离开|Leave)$/ }).waitFor();
      await runs.getByText('欧阳文慧').first().waitFor();
      await check(speaks);
      await check(runs);
      await runs.getByRole('button', { name: /^(邀请嘉宾|Invite speakers)$/ }).click();
      await runs.getByRole('dialog').getByRole('listitem').first().waitFor();
      await check(runs);
      await speaks.goto(`${site.server.url}/browsers`);
      await speaks.getByRole('table').waitFor();
      await check(speaks);
    },
    60_000,
  );

  it('whose browser has no H.264 is told why the others may be without a picture', async () => {
    const session = await addSession(site.server.database);
    const page = await host(session);
    expect(await page.getByText('没有 H.264 组件').count()).toBe(0);
    await page.addInitScript(withoutH264);
    await page.reload();
    await page.getByText('没有 H.264 组件').waitFor();
  }, 30_000);
});
