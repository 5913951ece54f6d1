import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../setup/app.js';
import { DESKTOP, launchBrowser, PHONE } from '../setup/browser.js';
import { type GatewayRequest, startGateway, type TestGateway } from '../setup/message-gateway.js';
import { signedIn } from '../setup/people.js';
import { until } from '../setup/until.js';
import { Windows } from '../setup/windows.js';

let server: TestApp;
let gateway: TestGateway;
let browser: Browser;
let windows: Windows;
const complaints: string[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  server = await startTestApp({ SMS_GATEWAY_URL: gateway.url, MESSAGE_GATEWAY_SECRET: 'a-secret-of-the-test' });
  browser = await launchBrowser();
  windows = new Windows(browser, server, listen);
}, 60_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
  await gateway.down();
});

function listen(page: Page): void {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error' && /Content Security Policy/.test(line.text())) complaints.push(line.text());
  });
}

const codeFor = (phone: string) =>
  until('the code has gone out', async () => {
    const found = gateway.requests.findLast(({ body }: GatewayRequest) => body.includes(phone));
    return (found && /\D(\d{6})\D/.exec((JSON.parse(found.body) as { text: string }).text)?.[1]) ?? false;
  });

async function signInByPhone(page: Page, phone: string): Promise<void> {
  await page.getByLabel('手机号', { exact: true }).fill(phone);
  await page.getByRole('button', { name: '获取验证码' }).click();
  await page.getByText('验证码已发送').waitFor();
  await page.getByLabel('验证码', { exact: true }).fill(await codeFor(phone));
  await page.getByRole('tabpanel').getByRole('button', { name: '登录' }).click();
}

describe('a person with a phone', () => {
  it.each([
    ['phone', PHONE, '13800001001'],
    ['desktop', DESKTOP, '13800001002'],
  ] as const)(
    'signs in on a %s, is back where they were, fills in a name and leaves',
    async (_device, size, phone) => {
      const page = await windows.open('/about', size);
      await page.getByRole('link', { name: '登录', exact: true }).click();
      await signInByPhone(page, phone);
      await page.waitForURL(`${server.url}/about`);

      await page.goto(`${server.url}/me`);
      await page.getByLabel('姓名').fill('陈晓云');
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByText('已保存').waitFor();
      await page.getByRole('link', { name: '登录与安全' }).click();
      await page.getByText(`${phone.slice(0, 3)}****${phone.slice(-4)}`).waitFor();
      await page.getByText('本机').waitFor();

      await page.getByRole('button', { name: /陈晓云/ }).click();
      await page.getByRole('button', { name: '退出登录' }).click();
      await page.getByRole('link', { name: '登录', exact: true }).waitFor();
      await page.goto(`${server.url}/me`);
      await page.waitForURL(/\/sign-in\?to=\/me$/);
    },
    60_000,
  );

  it('hears what was wrong with a code, and keeps what was typed', async () => {
    const page = await windows.open('/sign-in');
    await page.getByLabel('手机号', { exact: true }).fill('1380000');
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByText('请填写正确的手机号').waitFor();
    await page.getByLabel('手机号', { exact: true }).fill('13800001003');
    await page.getByRole('button', { name: '获取验证码' }).click();
    const right = await codeFor('13800001003');
    await page.getByLabel('验证码', { exact: true }).fill(right === '000000' ? '111111' : '000000');
    await page.getByRole('tabpanel').getByRole('button', { name: '登录' }).click();
    await page.getByText('验证码不正确').waitFor();
    expect(await page.getByLabel('手机号', { exact: true }).inputValue()).toBe('13800001003');
  }, 60_000);

  it('agreed to the privacy text by signing in, and can read what it was', async () => {
    const page = await windows.open('/sign-in?to=/me/data');
    await signInByPhone(page, '13800001004');
    await page.waitForURL(`${server.url}/me/data`);
    await page.reload();
    await page.getByText(/第 1 版/).click();
    await page.getByText('我们收集什么').waitFor();
  }, 60_000);
});

it('whoever is signed out elsewhere meanwhile signs in again and comes back', async () => {
  const person = await signedIn(server, { name: '李明' });
  const page = await windows.open('/about');
  await page.context().addCookies([{ ...person.cookie, url: server.url }]);
  await page.goto(`${server.url}/me/security`);
  await page.getByText('本机').waitFor();
  await person.agent.post('/api/account/sign-out').expect(204);
  await page.getByRole('link', { name: '授权与数据' }).click();
  await page.waitForURL(/\/sign-in\?.*to=\/me\/data/);
  await page.getByText('登录已失效').waitFor();
}, 60_000);

it('no page broke the script policy or threw an error', () => {
  expect(complaints).toEqual([]);
});
