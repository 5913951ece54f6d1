import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser, PHONE, player, playing } from '../setup/browser.js';
import { TestEncoder } from '../setup/encoder.js';
import { startGateway, type TestGateway } from '../setup/message-gateway.js';
import { addOrganiser, type Organiser } from '../setup/organiser.js';
import { aPhone, codeSentTo, smsSettings } from '../setup/phone-codes.js';
import { publish } from '../setup/planning.js';
import { until } from '../setup/until.js';
import { Windows } from '../setup/windows.js';

let gateway: TestGateway;
let server: TestApp;
let browser: Browser;
let windows: Windows;
let organiser: Organiser;

beforeAll(async () => {
  gateway = await startGateway();
  server = await startTestApp(smsSettings(gateway));
  browser = await launchBrowser();
  windows = new Windows(browser, server);
  organiser = await addOrganiser(server, { role: 'window_manager' });
}, 60_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
  await gateway.down();
});

const open = (path: string) => windows.open(path, PHONE);

/** Proves a phone number in the dialog that is open. */
async function prove(page: Page, phone: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('手机号', { exact: true }).fill(phone);
  await dialog.getByRole('button', { name: '获取验证码' }).click();
  const code = await until('the code has gone out', () => codeSentTo(gateway, phone));
  await dialog.getByLabel('验证码', { exact: true }).fill(code);
  await dialog.getByRole('button', { name: '下一步' }).click();
}

/** Goes live, and lets a picture of an encoder run until the end of the test. */
async function air(sessionId: string): Promise<TestEncoder> {
  const host = request.agent(server.url);
  const link = server.link('host', sessionId);
  await host.post(`/api/stages/${sessionId}/enter`).send({ link }).expect(200);
  await host.post(`/api/stages/${sessionId}/start`).expect(200);
  const encoder = await TestEncoder.into(server, sessionId);
  await until(
    'the broadcast runs',
    async () => (await host.get(`/api/sessions/${sessionId}/board`)).body.feed.broadcastReady,
    { within: 20_000 },
  );
  return encoder;
}

/** What a reload would take away. */
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { stays: true }));
const wasReloaded = (page: Page) => page.evaluate(() => !('stays' in window));

describe('a session for people who have registered', () => {
  it('lets a stranger register on a phone and plays without a reload, counted for the channel that brought them', async () => {
    const questions = [
      { key: 'q1', label: '关注哪类产品', type: 'choice', options: ['信用贷', '续贷'], required: true },
    ];
    const { event, sessionId } = await publish(organiser, organiser.windowId, { questions }, { access: 'registered' });
    const { body: channel } = await organiser.agent
      .post(`/api/organisations/${organiser.windowId}/channels`)
      .send({ name: '政务大厅' });
    const encoder = await air(sessionId);
    try {
      const page = await open(`/s/${sessionId}?c=${channel.code}`);
      await mark(page);
      await page.getByRole('heading', { name: '本场次需要报名后观看' }).waitFor();
      expect(await page.getByTestId('programme-video').isVisible()).toBe(false);
      await page.getByRole('button', { name: '报名观看' }).click();
      const phone = aPhone();
      await prove(page, phone);
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('姓名').fill('李敏');
      await dialog.getByLabel('企业名称').fill('衡阳湘南机械有限公司');
      await dialog.getByLabel('关注哪类产品').selectOption('续贷');
      await dialog.getByRole('button', { name: '提交报名' }).click();
      await playing(page, {}, 20_000);
      expect(await wasReloaded(page)).toBe(false);
      const { body } = await organiser.agent.get(`/api/events/${event.id}/registrations`);
      expect(body.registrations).toMatchObject([
        { name: '李敏', enterpriseName: '衡阳湘南机械有限公司', answers: { q1: '续贷' }, channel: { id: channel.id } },
      ]);
    } finally {
      await encoder.stop();
    }
  }, 90_000);

  it('says so when all places are taken, and offers other sessions', async () => {
    const planned = await publish(organiser, organiser.windowId, { capacity: 1 }, { access: 'registered' });
    const first = await open(`/s/${planned.sessionId}`);
    await first.getByRole('button', { name: '报名观看' }).click();
    await prove(first, aPhone());
    await first.getByRole('dialog').getByRole('button', { name: '提交报名' }).click();
    await first.getByRole('region', { name: '活动报名' }).getByText('已报名').waitFor();
    const second = await open(`/s/${planned.sessionId}`);
    await second.getByRole('heading', { name: '报名名额已满' }).waitFor();
    await second.getByRole('link', { name: '看看其他场次' }).waitFor();
    expect(await second.getByRole('button', { name: '报名观看' }).count()).toBe(0);
  }, 60_000);
});

it('a code opens the session, capitals or not; a wrong one keeps it closed and says so', async () => {
  const planned = await publish(organiser, organiser.windowId, {}, { access: 'code', accessCode: 'HUNAN26' });
  const page = await open(`/s/${planned.sessionId}`);
  const field = page.getByLabel('观看码', { exact: true });
  await field.fill('WRONG1');
  await page.getByRole('button', { name: '进入', exact: true }).click();
  await until('the field is marked', async () => (await field.getAttribute('aria-invalid')) === 'true');
  await field.fill('hunan26');
  await page.getByRole('button', { name: '进入', exact: true }).click();
  await until('the player waits for the start', async () => (await player(page)).state === 'waiting');
  expect(await page.getByRole('heading', { name: '请输入观看码' }).count()).toBe(0);
}, 60_000);

it('a list of phones lets in who is on it and tells everybody else why not', async () => {
  const planned = await publish(organiser, organiser.windowId, {}, { access: 'phones' });
  const invited = aPhone();
  await organiser.agent
    .put(`/api/sessions/${planned.sessionId}/phones`)
    .send({ lines: [invited] })
    .expect(200);
  const page = await open(`/s/${planned.sessionId}`);
  await page.getByRole('button', { name: '验证手机号' }).click();
  await prove(page, aPhone());
  await page.getByRole('heading', { name: '您的手机号不在邀请名单中' }).waitFor();
  await page.getByRole('button', { name: '换一个手机号' }).click();
  await prove(page, invited);
  await until('the player waits for the start', async () => (await player(page)).state === 'waiting');
}, 60_000);

it('a public event: registering for reminders, shown as registered, cancelled again', async () => {
  const { event } = await publish(organiser, organiser.windowId, { title: '税收优惠政策线上培训' });
  const page = await open(`/e/${event.id}`);
  await page.getByRole('heading', { level: 1, name: '税收优惠政策线上培训' }).waitFor();
  await page.getByRole('button', { name: '报名', exact: true }).click();
  await prove(page, aPhone());
  await page
    .getByRole('dialog')
    .getByRole('checkbox', { name: /短信提醒/ })
    .check();
  await page.getByRole('dialog').getByRole('button', { name: '提交报名' }).click();
  const part = page.getByRole('region', { name: '活动报名' });
  await part.getByText('已报名').waitFor();
  await page.reload();
  await part.getByText('已报名').waitFor();
  await part.getByRole('button', { name: '取消报名' }).click();
  await page
    .getByRole('dialog', { name: /取消报名/ })
    .getByRole('button', { name: '取消报名' })
    .click();
  await part.getByRole('button', { name: '报名', exact: true }).waitFor();
  const { body } = await organiser.agent.get(`/api/events/${event.id}/registrations?state=cancelled`);
  expect(body.total).toBe(1);
}, 60_000);

describe('at the door of a venue', () => {
  async function doorOf(startsInMinutes: number): Promise<{ path: string; venueId: string }> {
    const startsAt = new Date(Date.now() + startsInMinutes * 60_000);
    const span = { startsAt: startsAt.toISOString(), endsAt: new Date(startsAt.getTime() + 3_600_000).toISOString() };
    const { event } = await publish(organiser, organiser.windowId, { mode: 'hybrid' }, span);
    const { body } = await organiser.agent
      .post(`/api/events/${event.id}/venues`)
      .send({ organisationId: organiser.windowId, name: '政务中心三楼', address: '解放大道 8 号' });
    const { pathname, search } = new URL(body.signInUrl);
    return { path: pathname + search, venueId: body.id };
  }

  it('signs in a stranger by name, the next one as well, and whoever is known by one press', async () => {
    const { path, venueId } = await doorOf(30);
    const page = await open(path);
    for (const name of ['刘志刚', '何婧']) {
      await page.getByLabel('手机号', { exact: true }).fill(aPhone());
      await page.getByLabel('姓名').fill(name);
      await page.getByRole('button', { name: '确认签到' }).click();
      await page.getByRole('heading', { name: '签到成功' }).waitFor();
      await page.getByRole('button', { name: '为下一位签到' }).click();
    }
    const known = await open('/sign-in');
    const phone = aPhone();
    await known.getByLabel('手机号', { exact: true }).fill(phone);
    await known.getByRole('button', { name: '获取验证码' }).click();
    await known
      .getByLabel('验证码', { exact: true })
      .fill(await until('the code has gone out', () => codeSentTo(gateway, phone)));
    await known.getByRole('tabpanel').getByRole('button', { name: '登录' }).click();
    await known.waitForURL(`${server.url}/`);
    await known.goto(new URL(path, server.url).href);
    await known.getByRole('button', { name: '确认签到' }).click();
    await known.getByRole('heading', { name: '签到成功' }).waitFor();
    const { body } = await organiser.agent.get(`/api/venues/${venueId}`);
    expect(body.people).toBe(3);
  }, 60_000);

  it('says when it opens, and refuses a code that is none', async () => {
    const { path } = await doorOf(24 * 60);
    const early = await open(path);
    await early.getByRole('heading', { name: '还没到签到时间' }).waitFor();
    expect(await early.getByRole('button', { name: '确认签到' }).count()).toBe(0);
    const forged = await open(path.replace(/key=.*/, `key=${'a'.repeat(43)}`));
    await forged.getByRole('heading', { name: '签到码无效' }).waitFor();
  }, 60_000);
});
