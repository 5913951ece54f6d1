import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser, PHONE } from '../setup/browser.js';
import { creditCode } from '../setup/credit-codes.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { aPhone } from '../setup/phone-codes.js';
import { PDF, png } from '../setup/pictures.js';
import { declare } from '../setup/planning.js';
import { Windows } from '../setup/windows.js';

let server: TestApp;
let browser: Browser;
let windows: Windows;
/** A county's window of the seeded network, and who runs it. */
let county: { id: string; name: string };
let manager: SignedInPerson;
const complaints: string[] = [];

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  windows = new Windows(browser, server, (page) =>
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`)),
  );
  [county] = (await server.database.query<{ id: string; name: string }>(
    `SELECT id, name FROM organisation WHERE area_code = '430422'`,
  )) as [typeof county];
  manager = await signedIn(server, { role: 'window_manager', organisationId: county.id, name: '肖建国' });
}, 60_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
});

const open = (person: SignedInPerson, path: string, options: Record<string, unknown> = {}) =>
  windows.open(path, options, person);

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
/** In the dialog that asks. */
const agree = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

async function apply(page: Page, name: string, code: string): Promise<void> {
  await page.getByLabel('机构全称').fill(name);
  await page.getByLabel('统一社会信用代码').fill(code);
  await page.getByLabel('市州').selectOption({ label: '衡阳市' });
  await page.getByLabel('县市区、园区').selectOption({ label: '衡南县' });
  await page.getByLabel('联系人').fill('刘静');
  const licence = { name: '营业执照.png', mimeType: 'image/png', buffer: png(1200, 800) };
  await page.locator('input[type=file]').setInputFiles(licence);
}

describe('an agency is let in', () => {
  it('applies, is returned with a reason, corrects, and is approved by key; the next one is in hand at once', async () => {
    const applicant = await signedIn(server, { phone: aPhone(), name: '刘静' });
    const page = await open(applicant, '/join/onboard', PHONE);
    await apply(page, '衡南县创新企管咨询有限公司', creditCode(5001));
    await page.getByText('管理咨询').click();
    await press(page, '提交申请');
    await page.waitForURL('**/join/applications');
    const second = await signedIn(server, { phone: aPhone() });
    const other = await open(second, '/join/onboard', PHONE);
    await apply(other, '衡南县检测服务中心', creditCode(5002));
    await other.getByText('检验检测').click();
    await press(other, '提交申请');
    await other.waitForURL('**/join/applications');

    const desk = await open(manager, '/console/reviews');
    // The oldest is in hand by itself, with its licence as a picture.
    await desk.getByRole('heading', { level: 2, name: '衡南县创新企管咨询有限公司' }).waitFor();
    await desk.getByText(/校验位正确.*衡阳市/).waitFor();
    const picture = desk.getByRole('img', { name: '衡南县创新企管咨询有限公司的营业执照' });
    await picture.waitFor();
    expect(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1200);
    await desk.keyboard.press('r');
    await press(desk, '照片不清晰');
    await press(desk, '确认退回');
    await desk.getByRole('heading', { level: 2, name: '衡南县检测服务中心' }).waitFor();

    await page.reload();
    await page.getByText('营业执照照片不清晰，请重新拍摄上传').waitFor();
    await page.getByRole('link', { name: '修改后重新提交' }).click();
    await press(page, '重新提交');
    await page.waitForURL('**/join/applications');

    await desk.keyboard.press('Control+Enter');
    await desk.getByText('“衡南县检测服务中心”已通过').waitFor();
    await desk.reload();
    await desk.getByText('第 2 次提交').waitFor();
    await press(desk, '通过');
    await desk.getByText('没有待审核的申请，都办完了。').waitFor();
    await page.reload();
    await page.getByRole('link', { name: '去工作台' }).click();
    await page.waitForURL('**/console**');
    const own = await open(applicant, '/console/organisations');
    await own.getByRole('heading', { name: '衡南县创新企管咨询有限公司' }).waitFor();
  }, 90_000);

  it('who reviews what a colleague has just decided is told so, and goes on', async () => {
    const colleague = await signedIn(server, { role: 'organiser', organisationId: county.id, name: '周敏' });
    const applicant = await signedIn(server, { phone: aPhone() });
    await applicant.agent
      .post('/api/applications')
      .field({ action: 'register', name: '衡南云帆机械有限公司', creditCode: creditCode(5003) })
      .field({ windowId: county.id, contactName: '王强' })
      .attach('licence', PDF, '执照.pdf')
      .expect(201);
    const [first, late] = [await open(colleague, '/console/reviews'), await open(manager, '/console/reviews')];
    await late.getByRole('link', { name: '打开 PDF 文件' }).waitFor();
    await first.getByRole('heading', { level: 2, name: '衡南云帆机械有限公司' }).waitFor();
    await press(first, '通过');
    await first.getByText('都办完了').waitFor();
    await press(late, '通过');
    await late.getByText(/周敏已于.*通过这份申请/).waitFor();
    await late.getByText('您没有改动任何内容').waitFor();
    expect(await late.getByRole('button', { name: '通过', exact: true }).count()).toBe(0);
    await press(late, '下一份');
    await late.getByText('都办完了').waitFor();
  }, 60_000);
});

describe('members', () => {
  it('a colleague is invited by a link, accepts, and takes over from who leaves', async () => {
    const windowId = await addOrganisation(server, { name: '耒阳市窗口平台' });
    const head = await signedIn(server, { role: 'window_manager', organisationId: windowId, name: '唐海燕' });
    const leaver = await signedIn(server, { role: 'organiser', organisationId: windowId, name: '王雅琴' });
    await declare(leaver, windowId, { title: '上云培训' });
    const phone = aPhone();
    const colleague = await signedIn(server, { phone, name: '刘洋' });

    const page = await open(head, '/console/members');
    await page.getByRole('link', { name: '邀请成员' }).click();
    await press(page, '发出邀请');
    await page.getByText('请填写 11 位手机号').waitFor();
    await page.getByLabel('姓名').fill('刘洋');
    await page.getByLabel('手机号').fill(phone);
    await page.getByLabel(/活动组织者/).check();
    await press(page, '发出邀请');
    const link = await page.getByLabel('邀请链接', { exact: true }).inputValue();
    expect(link).toContain('/invitation#');
    await page.getByRole('heading', { name: '待接受的邀请' }).waitFor();
    await page.getByText('没有待接受的邀请。').waitFor({ state: 'detached' });

    const { pathname, hash } = new URL(link);
    const invited = await open(colleague, pathname + hash, PHONE);
    await press(invited, '接受邀请');
    await invited.getByRole('heading', { name: '您已加入耒阳市窗口平台' }).waitFor();

    await page.goto(`${server.url}/console/members`);
    await page.getByRole('link', { name: '王雅琴' }).click();
    await press(page, '办理离任');
    await page.getByText('王雅琴目前负责 1 项').waitFor();
    await press(page, '确认离任');
    await page.getByText('请选择接手人').waitFor();
    await page.getByLabel('由谁接手').selectOption({ label: '刘洋 · 活动组织者' });
    await press(page, '确认离任');
    await page.getByRole('dialog', { name: '确认王雅琴离任？' }).getByText('移交给刘洋').waitFor();
    await agree(page, '确认离任');
    await page.getByText('王雅琴已离任，事项已移交给刘洋').waitFor();
    await page.getByRole('row', { name: /刘洋.*1 项/ }).waitFor();
    expect(await page.getByRole('row', { name: /王雅琴/ }).count()).toBe(0);
    const [event] = await server.database.query(`SELECT responsible_account_id FROM online_event WHERE title = $1`, [
      '上云培训',
    ]);
    expect(event).toEqual({ responsible_account_id: colleague.accountId });
    // What was shown to the manager is not open to everybody: the one who left is out.
    await leaver.agent.get(`/api/organisations/${windowId}/members`).expect(403);
  }, 60_000);

  it('nobody changes his own role, and who may only look sees no buttons', async () => {
    const windowId = await addOrganisation(server, { name: '常宁市窗口平台' });
    const head = await signedIn(server, { role: 'window_manager', organisationId: windowId, name: '欧阳静' });
    const organiser = await signedIn(server, { role: 'organiser', organisationId: windowId, name: '彭磊' });
    const page = await open(head, '/console/members');
    await page.getByRole('link', { name: '欧阳静' }).click();
    await page.getByText('自己的角色和离任，须由另一位负责人办理。').waitFor();
    expect(await page.getByRole('button', { name: '办理离任' }).count()).toBe(0);
    const looking = await open(organiser, '/console/members');
    await looking.getByRole('link', { name: '欧阳静' }).click();
    await looking.getByText('成员由本单位负责人管理。').waitFor();
    expect(await looking.getByRole('link', { name: '邀请成员' }).count()).toBe(0);
    expect(await looking.getByRole('link', { name: '设置' }).count()).toBe(0);
  }, 60_000);
});

/** A table of enterprises; every `wrong`th line has a code whose check character is not right. */
function table(count: number, { serial, wrong = 0 }: { serial: number; wrong?: number }): Buffer {
  const lines = Array.from({ length: count }, (_, index) => {
    const code = creditCode(serial + index);
    const isWrong = wrong > 0 && index % wrong === 1;
    const shown = isWrong ? code.slice(0, 17) + (code.endsWith('A') ? 'B' : 'A') : code;
    return `衡南第${serial + index}号企业有限公司,${shown},${county.name}`;
  });
  return Buffer.from(`\ufeff企业名称,统一社会信用代码,所属窗口\r\n${lines.join('\r\n')}\r\n`);
}

async function upload(page: Page, buffer: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name: '企业名单.csv', mimeType: 'text/csv', buffer });
  await press(page, '上传并检查');
}

describe('imports', () => {
  it('shows at the cell what is wrong, writes nothing, and imports the corrected table as a whole', async () => {
    const page = await open(manager, '/console/imports');
    await upload(page, table(30, { serial: 6000, wrong: 10 }));
    await page.getByText('有 3 行需要改正').waitFor();
    const [bad] = await page.getByRole('row').filter({ hasText: '衡南第6001号' }).all();
    expect(await bad?.innerText()).toContain('校验位不符');
    expect(await page.getByRole('row', { name: /衡南第6000号/ }).count()).toBe(0);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载错误行' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    const below = async () =>
      (await manager.agent.get(`/api/organisations/${county.id}/below`).query({ q: '衡南第6' })).body.total;
    expect(await below()).toBe(0);

    await press(page, '重新上传');
    await upload(page, table(30, { serial: 6000 }));
    await press(page, '导入 30 行');
    await page.getByText('新增 30 行').waitFor();
    expect(await below()).toBe(30);
    await page.getByRole('link', { name: '查看机构' }).last().click();
    await page.getByRole('link', { name: '衡南第6029号企业有限公司' }).waitFor();
  }, 90_000);

  it('five thousand lines leave the page quick: a page of them at a time', async () => {
    const page = await open(manager, '/console/imports');
    await page.evaluate(() => {
      const window_ = window as unknown as { longest: number };
      window_.longest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window_.longest = Math.max(window_.longest, duration);
      }).observe({ entryTypes: ['longtask'] });
    });
    await upload(page, table(5000, { serial: 20_000, wrong: 7 }));
    await page.getByText('有 715 行需要改正').waitFor({ timeout: 30_000 });
    await press(page, '全部 5000');
    await page.getByText('衡南第20099号企业有限公司').waitFor();
    await press(page, '显示更多');
    await page.getByText('衡南第20199号企业有限公司').waitFor();
    expect(await page.getByRole('row').count()).toBe(201);
    const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest);
    expect(longest).toBeLessThan(1_500);
    // A reload comes back to the same preview.
    await page.reload();
    await page.getByText('有 715 行需要改正').waitFor();
    // Whoever left and has lost the address finds it in the list.
    await page.goto(`${server.url}/console/imports`);
    await page.getByRole('listitem').filter({ hasText: '待导入' }).getByRole('button', { name: /查看/ }).click();
    await page.getByText('有 715 行需要改正').waitFor();
    await press(page, '放弃');
    await agree(page, '放弃');
    await page.getByRole('button', { name: '上传并检查' }).waitFor();
  }, 90_000);
});

it('two that are the same become one: found by search, chosen which one stays, both named before', async () => {
  const [kept, twice] = ['衡南湘江律师事务所', '湘江律师事务所衡南分所'];
  const keptId = await addOrganisation(server, { kind: 'agency', parentId: county.id, name: kept });
  const twiceId = await addOrganisation(server, { kind: 'agency', parentId: county.id, name: twice });
  const page = await open(manager, `/console/organisations/${twiceId}`);
  await press(page, '合并重复机构');
  const search = page.getByRole('combobox', { name: '另一家机构' });
  await search.click();
  await search.pressSequentially('衡南湘江');
  await page.getByRole('option', { name: kept }).click();
  await page.getByLabel(`保留“${kept}”`).check();
  await page.getByLabel('合并原因').fill('同一家所登记了两次');
  await press(page, '合并');
  await page.getByRole('dialog', { name: `把“${twice}”合并到“${kept}”？` }).waitFor();
  await agree(page, '合并');
  await page.waitForURL(`**/console/organisations/${keptId}`);
  await page.getByText(`肖建国把“${twice}”合并进来：同一家所登记了两次`).waitFor();
  const { body } = await manager.agent.get(`/api/organisations/${twiceId}`);
  expect(body).toMatchObject({ state: 'merged', mergedInto: { id: keptId } });
}, 60_000);

it('an agency keeps its own data and service items', async () => {
  const id = await addOrganisation(server, { kind: 'agency', parentId: county.id, name: '衡南财税服务所' });
  const head = await signedIn(server, { role: 'agency_manager', organisationId: id });
  const page = await open(head, '/console/organisations', PHONE);
  await press(page, '编辑');
  await page.getByLabel('联系电话').fill('0734-8888666');
  await press(page, '保存');
  await page.getByText('0734-8888666').waitFor();
  await press(page, '添加服务项目');
  await press(page, '发布服务项目');
  await page.getByText('请填写项目名称').waitFor();
  await page.getByLabel('项目名称').fill('代理记账');
  await page.getByRole('combobox', { name: '服务类别' }).click({ force: true });
  await page.getByRole('option', { name: '财税' }).click();
  await press(page, '发布服务项目');
  await page.getByText('服务项目已发布').waitFor();
  const address = `/api/organisations/${id}/services`;
  expect((await head.agent.get(address)).body).toMatchObject([{ name: '代理记账', category: 'tax' }]);
  await press(page, '撤下 代理记账');
  await agree(page, '撤下');
  await page.getByText('还没有发布服务项目。').waitFor();
  expect((await head.agent.get(address)).body).toEqual([]);
}, 60_000);

describe('the three administrators', () => {
  it('one makes the account, one gives the role, one reads of both and proves that nothing was touched', async () => {
    const system = await signedIn(server, { role: 'system_admin', name: '系统管理员' });
    const security = await signedIn(server, { role: 'security_admin', name: '安全管理员' });
    const auditor = await signedIn(server, { role: 'audit_admin', name: '审计管理员' });

    const accounts = await open(system, '/admin/accounts');
    await accounts.getByRole('link', { name: '新建账号' }).click();
    await accounts.getByLabel('姓名', { exact: true }).fill('邓伟');
    await accounts.getByLabel('账号名', { exact: true }).fill('dengwei');
    await press(accounts, '新建并生成链接');
    const link = await accounts.getByLabel('设置密码链接', { exact: true }).inputValue();
    expect(link).toContain('/set-password');
    await accounts.reload();
    expect(await accounts.getByLabel('设置密码链接', { exact: true }).count()).toBe(0);
    await accounts.goto(`${server.url}/admin/audit`);
    await accounts.getByRole('heading', { name: '这里还没有您可以办理的事项' }).waitFor();
    expect(await accounts.getByRole('link', { name: '权限' }).count()).toBe(0);

    const roles = await open(security, '/admin/grants?q=dengwei');
    await roles.getByRole('link', { name: '邓伟' }).click();
    await roles.getByLabel('角色').selectOption('organiser');
    const place = roles.getByRole('combobox', { name: '在哪个机构' });
    await place.click();
    await place.pressSequentially('衡南');
    await roles.getByRole('option', { name: new RegExp(county.name) }).click();
    await press(roles, '授予角色');
    await roles.getByRole('dialog', { name: '授予邓伟“活动组织者”？' }).getByText(county.name).waitFor();
    await agree(roles, '授予');
    await roles.getByText('已授予邓伟“活动组织者”').waitFor();
    await roles.getByLabel('角色').selectOption('audit_admin');
    await press(roles, '授予角色');
    await agree(roles, '授予');
    await roles.getByText('已授予邓伟“审计管理员”').waitFor();
    await roles.getByLabel('角色').selectOption('system_admin');
    await press(roles, '授予角色');
    await agree(roles, '授予');
    await roles.getByText('系统、安全、审计管理员须由不同的人担任').waitFor();

    const audit = await open(auditor, '/admin/audit');
    const given = audit.getByRole('row', { name: /授予角色.*安全管理员/ });
    await given.first().waitFor();
    await given.last().getByRole('link').click();
    await audit.getByRole('cell', { name: '活动组织者' }).waitFor();
    await audit.getByRole('link', { name: '封存链' }).click();
    await press(audit, '核对封存链');
    await audit.getByText(/核对通过/).waitFor({ timeout: 30_000 });
  }, 90_000);

  it('the audit says it when an entry was changed behind the server’s back', async () => {
    const auditor = await signedIn(server, { role: 'audit_admin' });
    await server.database.query(`ALTER TABLE audit_entry DISABLE TRIGGER ALL`);
    await server.database.query(
      `UPDATE audit_entry SET action = 'grant.revoked'
       WHERE id = (SELECT entry_id FROM audit_seal ORDER BY no LIMIT 1)`,
    );
    await server.database.query(`ALTER TABLE audit_entry ENABLE TRIGGER ALL`);
    const page = await open(auditor, '/admin/audit/chain');
    await press(page, '核对封存链');
    await page.getByText(/发现 \d+ 处问题/).waitFor({ timeout: 30_000 });
    await page.getByText(/第 1 号：记录与封存时不一致/).waitFor();
  }, 60_000);

  it('a window is moved with all that lies below it, after being asked', async () => {
    const system = await signedIn(server, { role: 'system_admin' });
    const page = await open(system, `/admin/organisations/${county.id}`);
    await page.getByRole('heading', { level: 2, name: county.name }).waitFor();
    const parent = page.getByRole('combobox', { name: '上级窗口' });
    await parent.click();
    await parent.pressSequentially('郴州市');
    await page.getByRole('option', { name: /郴州市/ }).click();
    await press(page, '保存');
    await page.getByRole('dialog', { name: /移到“郴州市.*之下/ }).waitFor();
    await agree(page, '移动');
    await page.getByText(`“${county.name}”已保存`).waitFor();
    const [row] = await server.database.query<{ name: string }>(
      `SELECT p.name FROM organisation o JOIN organisation p ON p.id = o.parent_id WHERE o.id = $1`,
      [county.id],
    );
    expect(row?.name).toMatch(/^郴州市/);
  }, 60_000);
});

it('no page has failed while all this was done', () => {
  expect(complaints).toEqual([]);
});
