import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser } from '../setup/browser.js';
import { addAgency, addOrganiser, addProgramme, type Organiser } from '../setup/organiser.js';
import { signedIn } from '../setup/people.js';
import { findings } from '../setup/page-check.js';
import { declare, inDays, publish, session } from '../setup/planning.js';
import { until } from '../setup/until.js';
import { Windows } from '../setup/windows.js';

let server: TestApp;
let browser: Browser;
let windows: Windows;
let organiser: Organiser;
const complaints: string[] = [];

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  windows = new Windows(browser, server, listen);
  organiser = await addOrganiser(server);
  await addProgramme(server, organiser.windowId);
}, 60_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
});

function listen(page: Page): void {
  page.on('console', (line) => line.type() === 'error' && complaints.push(`${page.url()}: ${line.text()}`));
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
}

const open = (path: string, person = organiser) => windows.open(path, {}, person);

/** What one presses to open a choice: the field lies under the words that it shows. */
const select = (page: Page, name: string) =>
  page.locator('.el-select__wrapper').filter({ has: page.getByRole('combobox', { name }) });

const detail = async (id: string) => (await organiser.agent.get(`/api/events/${id}/detail`).expect(200)).body;

/** Somebody who has registered for the event. */
async function register(eventId: string, name: string, phone: string): Promise<void> {
  const person = await signedIn(server, { name, phone });
  const body = { name, enterpriseName: '衡阳华新机械有限公司', consent: true };
  await person.agent.post(`/api/events/${eventId}/registration`).send(body).expect(200);
}

describe("an organiser's first session", () => {
  it('is published and on the front page in less than five minutes of clicks', async () => {
    const page = await open('/console');
    let clicks = 0;
    const click = async (target: Locator) => {
      await target.click();
      clicks += 1;
    };
    const begun = Date.now();

    await click(page.getByRole('link', { name: '新建活动' }));
    await click(page.getByLabel('活动名称'));
    await page.keyboard.type('衡阳市中小企业融资对接会', { delay: 60 });
    await click(select(page, '所属专项'));
    await click(page.getByRole('option', { name: '融资服务' }));
    await click(select(page, '担保方式'));
    await click(page.getByRole('option', { name: '信用' }));
    await click(page.getByRole('button', { name: '创建活动' }));
    await page.getByRole('heading', { level: 1, name: /衡阳市中小企业融资对接会/ }).waitFor();
    await click(page.getByRole('button', { name: '发布', exact: true }));
    await page.getByText('已发布，观众现在可以看到了').waitFor();

    const visitor = await windows.open('/');
    await visitor.getByText('衡阳市中小企业融资对接会').first().waitFor();
    const seconds = (Date.now() - begun) / 1000;
    console.log(`first session: ${clicks} clicks, ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(300);
    expect(clicks).toBeLessThanOrEqual(10);
  }, 120_000);
});

describe('changing an event', () => {
  it('what was typed survives a reload, and what somebody else saved meanwhile', async () => {
    const event = await declare(organiser, organiser.windowId, { title: '上云上平台培训' });
    const page = await open(`/console/events/${event.id}`);
    const title = page.getByLabel('活动名称');
    await title.fill('上云上平台专题培训（第二期）');
    await page.getByRole('region', { name: '有未保存的修改' }).waitFor();
    await page.reload();
    await page.getByText('已恢复上次未保存的内容').waitFor();
    expect(await title.inputValue()).toBe('上云上平台专题培训（第二期）');

    const colleague = await signedIn(server, { role: 'organiser', organisationId: organiser.windowId });
    const { title: old, form, mode, description, registrationOpen, questions, version } = event;
    const other = { title: old, form, mode, description, registrationOpen, questions, version };
    await colleague.agent
      .put(`/api/events/${event.id}`)
      .send({ ...other, summary: '同事写的介绍' })
      .expect(200);

    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('已被他人修改，请刷新').waitFor();
    expect(await title.inputValue()).toBe('上云上平台专题培训（第二期）');
    await page.getByRole('button', { name: '刷新' }).click();
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('已保存').waitFor();
    expect(await detail(event.id)).toMatchObject({ title: '上云上平台专题培训（第二期）', summary: '同事写的介绍' });
  });

  it('a session that somebody else has saved meanwhile: both keep what they typed', async () => {
    const event = await declare(organiser, organiser.windowId, { title: '同时修改' });
    const { body } = await organiser.agent.post(`/api/events/${event.id}/sessions`).send(session()).expect(201);
    const page = await open(`/console/events/${event.id}/sessions?session=${body.id}`);
    const [title, summary] = [page.getByLabel('场次名称'), page.getByLabel('一句话介绍')];
    await title.fill('我改的名称');
    await summary.fill('我写的介绍');
    const later = { startsAt: inDays(4, 9), endsAt: inDays(4, 11), summary: '同事写的介绍', version: 1 };
    await organiser.agent.put(`/api/sessions/${body.id}`).send(session(later)).expect(200);

    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('已被他人修改，请刷新').waitFor();
    await page.getByRole('button', { name: '刷新' }).click();
    await page.getByText('以下内容您和他人都改过，保存后以您填写的为准：一句话介绍').waitFor();
    expect([await title.inputValue(), await summary.inputValue()]).toEqual(['我改的名称', '我写的介绍']);
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('场次已保存').waitFor();
    const { startsAt, endsAt } = later;
    expect((await detail(event.id)).sessions).toMatchObject([
      { title: '我改的名称', summary: '我写的介绍', startsAt, endsAt, version: 3 },
    ]);
  });

  it('publishing says what is missing, and where it is told', async () => {
    const programmeId = await addProgramme(server, organiser.windowId, '跨境电商');
    const event = await declare(organiser, organiser.windowId, { title: '跨境沙龙', programmeId });
    const page = await open(`/console/events/${event.id}`);
    await page.getByRole('button', { name: '发布', exact: true }).click();
    const missing = page.getByRole('alert').filter({ hasText: '还差以下内容' });
    await missing.getByText('填写“担保方式”').waitFor();
    await missing.getByRole('link', { name: '安排一个尚未结束的场次' }).click();
    await page.getByRole('button', { name: '添加场次' }).waitFor();
  });

  it('an agenda takes an agency with its service, and is put in order by keyboard', async () => {
    await addAgency(server, { name: '湖南湘江律师事务所', service: '合同履约风险诊断' });
    const { event, sessionId } = await publish(organiser, organiser.windowId, { title: '法律服务对接会' });
    const page = await open(`/console/events/${event.id}/agenda?session=${sessionId}`);
    await page.getByRole('button', { name: '添加一项' }).click();
    await page.getByRole('textbox', { name: '内容' }).fill('主持人开场');
    await page.getByRole('button', { name: '添加一项' }).click();
    await page.getByRole('textbox', { name: '内容' }).fill('合同履约与融资合规');
    await page.getByRole('spinbutton', { name: '时长（分钟）' }).fill('25');
    await page.getByRole('combobox', { name: '推介单位' }).pressSequentially('湘江');
    await page.getByRole('option', { name: /湖南湘江律师事务所/ }).click();
    await select(page, '推介的服务项目').click();
    await page.getByRole('option', { name: '合同履约风险诊断' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('共 40 分钟').waitFor();

    await page.getByRole('textbox', { name: '内容' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText('“合同履约与融资合规”现在是第 1 项').waitFor();
    await page.getByRole('button', { name: '保存议程' }).click();
    await page.getByText('议程已保存').waitFor();
    const [{ agenda, startsAt }] = (await detail(event.id)).sessions;
    expect(agenda).toMatchObject([
      {
        title: '合同履约与融资合规',
        minutes: 25,
        startsAt,
        organisation: { name: '湖南湘江律师事务所' },
        services: [{ name: '合同履约风险诊断' }],
      },
      { title: '主持人开场', startsAt: new Date(Date.parse(startsAt) + 25 * 60_000).toISOString() },
    ]);
  }, 60_000);

  it('an agenda that a colleague has changed meanwhile is not overwritten unseen', async () => {
    const { event, sessionId } = await publish(organiser, organiser.windowId, { title: '两人同时编排' });
    const put = (version: number, ...titles: string[]) => {
      const items = titles.map((title) => ({ title, presenter: '', kind: 'talk', minutes: 10 }));
      return organiser.agent.put(`/api/sessions/${sessionId}/agenda`).send({ items, version }).expect(200);
    };
    const titles = async () => (await detail(event.id)).sessions[0].agenda.map(({ title }: { title: string }) => title);
    await put(1, '开场');
    const page = await open(`/console/events/${event.id}/agenda?session=${sessionId}`);
    await page.getByRole('button', { name: '添加一项' }).click();
    await page.getByRole('textbox', { name: '内容' }).fill('我加的');
    await put(2, '同事的开场');
    await page.getByRole('button', { name: '保存议程' }).click();
    await page.getByRole('alert').filter({ hasText: '已被他人修改，请刷新' }).waitFor();
    expect(await titles()).toEqual(['同事的开场']);
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: '刷新' }).click();
    await page.getByText('以下内容您和他人都改过，保存后以您填写的为准：议程').waitFor();
    await page.getByRole('button', { name: '保存议程' }).click();
    await page.getByText('议程已保存').waitFor();
    expect(await titles()).toEqual(['开场', '我加的']);
  }, 60_000);

  it('a list of phones names its wrong lines and takes the rest only when all are right', async () => {
    const { event } = await publish(organiser, organiser.windowId, {}, { access: 'phones' });
    const page = await open(`/console/events/${event.id}/sessions`);
    await page.getByRole('button', { name: '名单 0 人' }).click();
    const list = page.getByRole('dialog').getByRole('textbox');
    await list.fill('13800001234 张三\n1390000\n13900001111，李四');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('第 2 行：1390000').waitFor();
    expect(await list.inputValue()).toContain('1390000');
    await list.fill('13800001234 张三\n13900001111，李四');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByRole('button', { name: '名单 2 人' }).waitFor();
  });
});

describe('time and people', () => {
  it('repeats an event, and says what was not taken along', async () => {
    const { event } = await publish(organiser, organiser.windowId, { title: '月度融资对接会' });
    const partner = await addAgency(server, { name: '湘聚人力资源', service: '用工' });
    await organiser.agent.post(`/api/events/${event.id}/cohosts`).send({ organisationId: partner, message: '' });
    const page = await open('/console/events?q=月度融资对接会');
    await page.getByRole('button', { name: '复制上次 月度融资对接会' }).click();
    await page.getByLabel('新活动名称').fill('月度融资对接会（12 月）');
    await page.getByLabel('第一场的日期').fill(inDays(30).slice(0, 10));
    await page.getByRole('button', { name: '复制为草稿' }).click();
    await page.getByText('协办邀请：湘聚人力资源').waitFor();
    await page.getByRole('button', { name: '打开草稿' }).click();
    await page.getByRole('heading', { level: 1, name: /月度融资对接会（12 月） 草稿/ }).waitFor();
    const copy = await detail(page.url().split('/').at(-1) ?? '');
    expect(copy.sessions[0].startsAt).toBe(inDays(30));
  });

  it('postpones and cancels, telling beforehand how many will hear of it', async () => {
    const { event, sessionId } = await publish(organiser, organiser.windowId, { title: '延期的对接会' });
    const second = await organiser.agent.post(`/api/events/${event.id}/sessions`).send(session({ title: '第二场' }));
    await register(event.id, '张伟', '13800003001');
    const page = await open(`/console/events/${event.id}/sessions`);
    await page.getByRole('button', { name: '更多 第一场' }).click();
    await page.getByRole('menuitem', { name: '延期' }).click();
    await page.getByText(/已报名的 1 人会收到延期通知/).waitFor();
    await page.getByRole('dialog').getByLabel('开始时间').fill('2027-01-12T09:30');
    await page.getByRole('button', { name: '延期', exact: true }).click();
    await page.getByText('场次已延期').waitFor();

    await page.getByRole('button', { name: '更多 第二场' }).click();
    await page.getByRole('menu', { name: '更多 第二场' }).getByRole('menuitem', { name: '取消场次' }).click();
    await page.getByText('已报名的 1 人会收到取消通知和原因').waitFor();
    await page.getByLabel('取消原因').fill('主讲人行程有变');
    await page.getByRole('button', { name: '取消场次', exact: true }).click();
    await page.getByText('已取消：主讲人行程有变').waitFor();
    const { sessions } = await detail(event.id);
    const byId = new Map(sessions.map((one: { id: string }) => [one.id, one]));
    expect(byId.get(sessionId)).toMatchObject({
      startsAt: '2027-01-12T01:30:00.000Z',
      endsAt: '2027-01-12T03:30:00.000Z',
    });
    expect(byId.get(second.body.id)).toMatchObject({ state: 'cancelled', cancelReason: '主讲人行程有变' });
  });

  it('lists who has registered, exports them, and shows a number for a reason', async () => {
    const manager = await addOrganiser(server, { role: 'window_manager', window: '郴州市窗口平台', name: '欧阳静' });
    const { event } = await publish(manager, manager.windowId, { title: '郴州对接会' });
    await register(event.id, '陈静', '13800003002');
    const page = await open(`/console/events/${event.id}/registrations`, manager);
    const row = page.getByRole('row', { name: /陈静/ });
    await row.getByText('138****3002').waitFor();
    await row.getByRole('button', { name: '显示陈静的完整手机号' }).click();
    await page.getByLabel('用途').fill('电话确认参会');
    await page.getByRole('button', { name: '显示号码' }).click();
    await row.getByText('13800003002').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 CSV' }).click(),
    ]);
    const text = await (await file.createReadStream()).toArray();
    expect(Buffer.concat(text as Buffer[]).toString()).toContain('陈静');
  });

  it('an invitation to co-host is found and accepted on the first screen', async () => {
    const partner = await addOrganiser(server, { window: '常宁市窗口平台', name: '肖建国' });
    const { event } = await publish(organiser, organiser.windowId, { title: '请来协办的对接会' });
    const page = await open(`/console/events/${event.id}/cohosts`);
    await page.getByRole('combobox', { name: '单位' }).pressSequentially('常宁市窗口');
    await page.getByRole('option', { name: /常宁市窗口平台/ }).click();
    await page.getByRole('button', { name: '发出邀请' }).click();
    await page.getByText('等待答复').waitFor();

    const invited = await open('/console', partner);
    await invited.getByText('衡阳市窗口平台邀请协办“请来协办的对接会”').waitFor();
    await invited.getByRole('button', { name: '接受邀请' }).click();
    await invited.getByText('没有等待处理的事项').waitFor();
    await until('the host knows', async () => (await detail(event.id)).cohosts[0].state === 'accepted');
  });
});

it('no page broke the script policy or threw an error', () => {
  expect(complaints.filter((line) => !/Failed to load resource.*(400|403|404|409)/.test(line))).toEqual([]);
});
