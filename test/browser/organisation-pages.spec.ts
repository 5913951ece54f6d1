import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { DESKTOP, launchBrowser, PHONE } from '../setup/browser.js';
import { creditCode } from '../setup/credit-codes.js';
import { addAgency } from '../setup/organiser.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { aPhone } from '../setup/phone-codes.js';
import { PDF, png } from '../setup/pictures.js';
import { faultsInEnglish, faultsOf, press, show, type ShownPage } from '../setup/shown-pages.js';
import { until } from '../setup/until.js';
import { Windows } from '../setup/windows.js';

let server: TestApp;
let browser: Browser;
let windows: Windows;
let head: SignedInPerson;
let fresh: SignedInPerson;
let agency: SignedInPerson;
let system: SignedInPerson;
let security: SignedInPerson;
let auditor: SignedInPerson;
const id = { agency: '', county: '', application: '', wrong: '', right: '', failed: '', staff: '' };

/** What people have written themselves stays as it is; so do the headings of their tables. */
const OWN_TEXTS =
  /衡|长沙|郴州|耒阳|湖南|湘江|测试|唐海燕|王雅琴|刘|机械|事务所|合同|执照|名单|企业名称|信用代码|所属窗口|管理员/;

/** A window with everything that a page can show, and one where nothing has happened yet. */
beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  windows = new Windows(browser, server);
  const [county] = await server.database.query<{ id: string }>(
    `SELECT id FROM organisation WHERE area_code = '430422'`,
  );
  id.county = county?.id ?? '';
  head = await signedIn(server, { role: 'window_manager', organisationId: id.county, name: '唐海燕' });
  id.staff = (await signedIn(server, { role: 'organiser', organisationId: id.county, name: '王雅琴' })).accountId;
  const freshId = await addOrganisation(server, { name: '耒阳市窗口平台' });
  fresh = await signedIn(server, { role: 'window_manager', organisationId: freshId });
  id.agency = await addAgency(server, { name: '湖南湘江律师事务所', service: '合同诊断', parentId: id.county });
  agency = await signedIn(server, { role: 'agency_manager', organisationId: id.agency });
  system = await signedIn(server, { role: 'system_admin', name: '系统管理员' });
  security = await signedIn(server, { role: 'security_admin', name: '安全管理员' });
  auditor = await signedIn(server, { role: 'audit_admin', name: '审计管理员' });
  id.application = await applied('衡南云帆机械有限公司', 7001, png(1200, 800), '执照.png');
  await applied('衡南县茶市镇红薯深加工农民专业合作社', 7002, PDF, '执照.pdf');
  await head.agent
    .post(`/api/organisations/${id.county}/invitations`)
    .send({ role: 'supervisor', name: '刘静', phone: aPhone() })
    .expect(201);
  id.right = await imported(head, `衡南机械厂,${creditCode(7100)},衡南县`);
  const wrong = [`衡南机械二厂,91430422MA4L00000X,衡南县`, `衡,${creditCode(7101)},湖南云中县`];
  // A person's next import makes room by discarding the one before: the wrong table is somebody else's.
  id.wrong = await imported(fresh, wrong.join('\n'));
  id.failed = await imported(system, '', 'window');
  const change = { name: '衡南县窗口平台', level: 'county', parentId: null, areaCode: '430422' };
  await system.agent.put(`/api/admin/windows/${id.county}`).send(change);
  await brokenJob();
}, 90_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function applied(name: string, serial: number, licence: Buffer, file: string): Promise<string> {
  const person = await signedIn(server, { phone: aPhone() });
  const { body } = await person.agent
    .post('/api/applications')
    .field({ action: 'register', name, creditCode: creditCode(serial), windowId: id.county, contactName: '刘静' })
    .attach('licence', licence, file)
    .expect(201);
  return body.id;
}

async function imported({ agent }: SignedInPerson, lines: string, kind = 'enterprise'): Promise<string> {
  const own = (await agent.get('/api/account')).body.account.grants[0].organisation?.id ?? id.county;
  const { body } = await agent
    .post(`/api/organisations/${own}/imports`)
    .query({ kind })
    .attach('table', Buffer.from(`\ufeff企业名称,统一社会信用代码,所属窗口\n${lines}`), '名单.csv')
    .expect(201);
  await until('it has been read', async () => (await agent.get(`/api/imports/${body.id}`)).body.state !== 'reading');
  return body.id;
}

/** Work that has failed, for the page that shows it. */
async function brokenJob(): Promise<void> {
  await server.database.query(
    `INSERT INTO pgboss.job (id, name, state, output, created_on)
     VALUES ($1, 'notice.deliver/sms', 'failed', '{"message": "The bridge answered 502"}', now())`,
    [newId()],
  );
}

const follow = (name: string | RegExp) => (page: Page) => page.getByRole('link', { name }).first().click();
const then =
  (...acts: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const act of acts) await act(page);
  };

const PAGES: ShownPage[] = [
  { name: 'organisations', who: () => head, path: () => '/console/organisations' },
  { name: 'nothing below', who: () => fresh, path: () => '/console/organisations' },
  { name: 'no match', who: () => head, path: () => '/console/organisations?q=zzz' },
  { name: 'an organisation', who: () => head, path: () => `/console/organisations/${id.agency}` },
  {
    name: 'merging, refused',
    who: () => head,
    path: () => `/console/organisations/${id.agency}`,
    act: then(press(/^(合并重复机构|Merge a duplicate)$/), press(/^(合并|Merge)$/)),
  },
  { name: "an agency's own", who: () => agency, path: () => '/console/organisations' },
  {
    name: 'a service item, refused',
    who: () => agency,
    path: () => '/console/organisations',
    act: then(press(/^(添加服务项目|Add a service item)$/), press(/^(发布服务项目|Publish the item)$/)),
  },
  { name: 'settings', who: () => head, path: () => '/console/settings' },
  { name: 'members', who: () => head, path: () => '/console/members' },
  { name: 'a member', who: () => head, path: () => '/console/members', act: follow('王雅琴') },
  {
    name: 'leaving',
    who: () => head,
    path: () => '/console/members',
    act: then(follow('王雅琴'), press(/^(办理离任|End the membership)$/)),
  },
  {
    name: 'inviting, refused',
    who: () => head,
    path: () => '/console/members/invite',
    act: press(/^(发出邀请|Send the invitation)$/),
  },
  { name: 'reviews', who: () => head, path: () => '/console/reviews' },
  { name: 'no reviews', who: () => fresh, path: () => '/console/reviews' },
  {
    name: 'returning, refused',
    who: () => head,
    path: () => `/console/reviews/${id.application}`,
    act: then(press(/^(退回|Return)$/), press(/^(确认退回|Return it)$/)),
  },
  {
    name: 'import, nothing chosen',
    who: () => head,
    path: () => '/console/imports',
    act: press(/^(上传并检查|Upload and check)$/),
  },
  { name: 'import, right', who: () => head, path: () => `/console/imports?batch=${id.right}` },
  { name: 'import, wrong', who: () => fresh, path: () => `/console/imports?batch=${id.wrong}` },
  { name: 'import, failed', who: () => system, path: () => `/admin/imports?batch=${id.failed}` },
  { name: 'accounts', who: () => system, path: () => '/admin/accounts' },
  { name: 'an account', who: () => system, path: () => `/admin/accounts/${id.staff}` },
  {
    name: 'a new account, refused',
    who: () => system,
    path: () => '/admin/accounts/new',
    act: press(/^(新建并生成链接|Create it and make a link)$/),
  },
  {
    name: 'roles',
    who: () => security,
    path: () => `/admin/grants/${id.staff}`,
    act: async (page) => {
      await page.getByRole('combobox').selectOption('agency_staff');
      await press(/^(授予角色|Give a role)$/)(page);
    },
  },
  { name: 'windows', who: () => system, path: () => '/admin/organisations' },
  { name: 'a window', who: () => system, path: () => `/admin/organisations/${id.county}` },
  { name: 'audit', who: () => auditor, path: () => '/admin/audit' },
  { name: 'an entry', who: () => auditor, path: () => '/admin/audit', act: follow(/邀请成员|Member invited/) },
  { name: 'the chain', who: () => auditor, path: () => '/admin/audit/chain' },
  { name: 'system', who: () => system, path: () => '/admin/system' },
  { name: "another administrator's", who: () => system, path: () => '/admin/audit' },
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
