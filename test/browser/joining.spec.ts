import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser, PHONE } from '../setup/browser.js';
import { creditCode } from '../setup/credit-codes.js';
import { startGateway, type TestGateway } from '../setup/message-gateway.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { aPhone, codeSentTo, smsSettings } from '../setup/phone-codes.js';
import { PDF } from '../setup/pictures.js';
import { until } from '../setup/until.js';
import { Windows } from '../setup/windows.js';

let gateway: TestGateway;
let server: TestApp;
let browser: Browser;
let windows: Windows;
/** A county's window of the seeded network, and who runs it. */
let county: { id: string; name: string };
let manager: SignedInPerson;

beforeAll(async () => {
  gateway = await startGateway();
  server = await startTestApp(smsSettings(gateway));
  browser = await launchBrowser();
  windows = new Windows(browser, server);
  [county] = (await server.database.query<{ id: string; name: string }>(
    `SELECT id, name FROM organisation WHERE area_code = '430422'`,
  )) as [typeof county];
  manager = await signedIn(server, { role: 'window_manager', organisationId: county.id, name: '肖建国' });
}, 60_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
  await gateway.down();
});

function open(address: string, person?: SignedInPerson): Promise<Page> {
  const { pathname, search, hash } = new URL(address, server.url);
  return windows.open(pathname + search + hash, PHONE, person);
}

it('a one-time link sets a password by rules that are ticked off, leaves the address, and works once', async () => {
  const admin = await signedIn(server, { role: 'system_admin' });
  const { body } = await admin.agent
    .post('/api/admin/accounts')
    .send({ login: 'wangyaqin', displayName: '王雅琴' })
    .expect(201);
  const page = await open(body.url);
  const field = page.getByLabel('新密码', { exact: true });
  await field.waitFor();
  await until('the token is out of sight', () => !page.url().includes('#'));
  const kept = page.getByText('，已满足');
  await field.fill('abcdefgh');
  expect(await kept.count()).toBe(0);
  await field.fill('Xiangjiang-2026');
  expect(await kept.count()).toBe(2);
  await page.getByRole('button', { name: '保存密码' }).click();
  await page.waitForURL('**/sign-in');
  await page.getByRole('tab', { name: '密码' }).click();
  await page.getByLabel('账号或手机号').fill('wangyaqin');
  await page.getByRole('textbox', { name: '密码' }).fill('Xiangjiang-2026');
  await page.getByRole('tabpanel').getByRole('button', { name: '登录' }).click();
  await page.waitForURL(`${server.url}/`);
  const again = await open(body.url);
  await again.getByLabel('新密码', { exact: true }).fill('Another-2026-Pw');
  await again.getByRole('button', { name: '保存密码' }).click();
  await again.getByRole('heading', { name: '链接已经失效' }).waitFor();
}, 60_000);

it('an invitation is accepted by whose phone it is for, and by nobody else', async () => {
  const phone = aPhone();
  const { body } = await manager.agent
    .post(`/api/organisations/${county.id}/invitations`)
    .send({ role: 'organiser', name: '刘洋', phone })
    .expect(201);
  const stranger = await signedIn(server, { phone: aPhone() });
  const other = await open(body.url, stranger);
  await other.getByText('这份邀请发给').waitFor();
  expect(await other.getByRole('button', { name: '接受邀请' }).count()).toBe(0);

  const page = await open(body.url);
  await page.getByRole('heading', { name: `邀请您加入${county.name}` }).waitFor();
  expect(page.url()).not.toContain('#');
  await page.getByLabel('手机号', { exact: true }).fill(phone);
  await page.getByRole('button', { name: '获取验证码' }).click();
  await page.getByLabel('验证码', { exact: true }).fill(await until('the code', () => codeSentTo(gateway, phone)));
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '接受邀请' }).click();
  await page.getByRole('heading', { name: `您已加入${county.name}` }).waitFor();
  await page.getByRole('link', { name: '去工作台' }).click();
  await page.waitForURL('**/console**');
  const { body: members } = await manager.agent.get(`/api/organisations/${county.id}/members`);
  expect(members.members.map(({ name }: { name: string }) => name)).toContain('刘洋');
}, 60_000);

it('an enterprise registers with its licence, is returned with a reason, corrects, and is let in', async () => {
  const applicant = await signedIn(server, { phone: aPhone(), name: '罗建平' });
  const page = await open('/join', applicant);
  await page.getByRole('link', { name: /企业注册$/ }).click();
  await page.getByLabel('企业全称').fill('衡南县云集镇粮油加工厂');
  const code = page.getByLabel('统一社会信用代码');
  const right = creditCode(4001);
  await code.fill(right.slice(0, 17) + (right.endsWith('0') ? '1' : '0'));
  await page.getByText('代码不正确').waitFor();
  await code.fill(right.toLowerCase());
  await page.getByText('代码格式正确').waitFor();
  await page.getByLabel('联系人').fill('罗建平');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByText('请选择所在的县市区或园区').waitFor();
  await page.getByLabel('市州').selectOption({ label: '衡阳市' });
  await page.getByLabel('县市区、园区').selectOption({ label: '衡南县' });
  await page.locator('input[type=file]').setInputFiles({ name: '执照.pdf', mimeType: 'application/pdf', buffer: PDF });
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.waitForURL('**/join/applications');
  await page.getByText(`已交由${county.name}审核`).waitFor();

  const list = `/api/organisations/${county.id}/applications`;
  const [filed] = (await manager.agent.get(list)).body.applications;
  await manager.agent
    .post(`/api/applications/${filed.id}/return`)
    .send({ reason: '执照照片不清楚', revision: filed.revision })
    .expect(204);
  await page.reload();
  await page.getByText('执照照片不清楚').waitFor();
  await page.getByRole('link', { name: '修改后重新提交' }).click();
  expect(await page.getByLabel('企业全称').inputValue()).toBe('衡南县云集镇粮油加工厂');
  await page.getByLabel('企业全称').fill('衡南县云集粮油加工厂');
  await page.getByRole('button', { name: '重新提交' }).click();
  await page.getByRole('heading', { name: '衡南县云集粮油加工厂' }).waitFor();
  const { body: again } = await manager.agent.get(`/api/applications/${filed.id}`);
  await manager.agent.post(`/api/applications/${filed.id}/approve`).send({ revision: again.revision }).expect(200);
  await page.reload();
  await page.getByText('已通过').waitFor();
  await page.getByRole('link', { name: '去工作台' }).click();
  await page.waitForURL('**/console**');
}, 60_000);

it('who names an enterprise that is known already is led to claiming it', async () => {
  const known = creditCode(4002);
  await addOrganisation(server, { kind: 'enterprise', parentId: county.id, creditCode: known, name: '衡南机械厂' });
  const applicant = await signedIn(server, { phone: aPhone() });
  const page = await open('/join/register', applicant);
  await page.getByLabel('企业全称').fill('衡南机械厂');
  await page.getByLabel('统一社会信用代码').fill(known);
  await page.getByLabel('市州').selectOption({ label: '衡阳市' });
  await page.getByLabel('县市区、园区').selectOption({ label: '衡南县' });
  await page.locator('input[type=file]').setInputFiles({ name: '执照.pdf', mimeType: 'application/pdf', buffer: PDF });
  await page.getByLabel('联系人').fill('何婧');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('link', { name: '改为认领这家企业' }).click();
  await page.getByRole('heading', { level: 1, name: '企业认领' }).waitFor();
}, 60_000);
