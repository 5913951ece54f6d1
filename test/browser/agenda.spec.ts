import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { DESKTOP, launchBrowser, newPage, PHONE } from '../setup/browser.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { publish } from '../setup/planning.js';

let server: TestApp;
let browser: Browser;
let window: string;
let organiser: SignedInPerson;
const opened: Page[] = [];

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  window = await addOrganisation(server, { level: 'city', name: '衡阳市窗口' });
  organiser = await signedIn(server, { role: 'organiser', organisationId: window });
}, 60_000);
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function open(path: string, look: Record<string, unknown> = DESKTOP): Promise<Page> {
  const { page } = await newPage(browser, look);
  opened.push(page);
  await page.goto(server.url + path);
  return page;
}

/** A published session with an agenda, one item of it an agency's with a service. */
async function planned(): Promise<string> {
  const agency = await addOrganisation(server, { kind: 'agency', name: '湖南湘江律师事务所', parentId: window });
  const service = newId();
  await server.database.query(
    `INSERT INTO service_item (id, organisation_id, name, category, created_at)
     VALUES ($1, $2, '合同履约与租金减免咨询', 'law', now())`,
    [service, agency],
  );
  const { sessionId } = await publish(organiser, window, { title: '复工复产对接会' });
  const items = [
    { title: '开场与政策解读', presenter: '陈立群', kind: 'talk', minutes: 15 },
    {
      title: '合同履约与租金减免的法律问题',
      presenter: '何婧',
      kind: 'pitch',
      minutes: 20,
      organisationId: agency,
      serviceItemIds: [service],
    },
  ];
  await organiser.agent.put(`/api/sessions/${sessionId}/agenda`).send({ items, version: 1 }).expect(200);
  return sessionId;
}

it('what the host presents stands on the viewers’ pages, on a phone too, until it is taken off', async () => {
  const session = await planned();
  const studio = await open(`/studio/${session}?link=${server.link('host', session)}`);
  const agenda = studio.getByRole('region', { name: '议程推介' });
  await agenda.getByText('开播后，点“推介”').waitFor();
  expect(await agenda.getByRole('button').count()).toBe(0);
  await studio.getByRole('button', { name: '打开摄像头' }).click();
  await studio.getByRole('button', { name: '关闭摄像头' }).waitFor();
  await studio.getByRole('button', { name: '开始直播' }).click();

  const [wide, phone] = [await open(`/s/${session}`), await open(`/s/${session}`, PHONE)];
  await agenda.getByRole('button', { name: '设为正在推介：合同履约' }).click();
  for (const page of [wide, phone]) {
    const card = page.getByRole('complementary', { name: '正在推介' });
    await card.getByText('湖南湘江律师事务所').waitFor();
    await card.getByText('合同履约与租金减免咨询').waitFor();
  }
  await agenda.getByRole('button', { name: '取消推介：合同履约' }).click();
  await wide.getByRole('complementary', { name: '正在推介' }).waitFor({ state: 'detached' });
  await studio.getByRole('button', { name: '结束直播' }).waitFor();
}, 90_000);

it('a viewer reads why a session was cancelled, and from when one was moved', async () => {
  const { sessionId: cancelled } = await publish(organiser, window);
  await organiser.agent.post(`/api/sessions/${cancelled}/cancel`).send({ reason: '主讲人生病' }).expect(200);
  const page = await open(`/s/${cancelled}`);
  await page.getByText('主讲人生病').first().waitFor();
  const { sessionId: postponed } = await publish(organiser, window);
  await organiser.agent.post(`/api/sessions/${postponed}/postpone`).send({}).expect(200);
  await page.goto(`${server.url}/s/${postponed}`);
  await page.getByText(/原定 .*，新时间另行通知/).waitFor();
});
