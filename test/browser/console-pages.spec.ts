import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '../setup/app.js';
import { DESKTOP, launchBrowser, PHONE } from '../setup/browser.js';
import { addAgency, addOrganiser, addProgramme, type Organiser } from '../setup/organiser.js';
import { addOrganisation, signedIn } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { declare, publish, session } from '../setup/planning.js';
import { faultsInEnglish, faultsOf, press, show, type ShownPage } from '../setup/shown-pages.js';
import { Windows } from '../setup/windows.js';

let server: TestApp;
let browser: Browser;
let windows: Windows;
let busy: Organiser;
let fresh: Organiser;
let agency: Organiser;
let above: Organiser;
const id = { event: '', draft: '', programme: '' };

/** What people have written themselves stays as it is. */
const OWN_TEXTS =
  /衡阳|上云|破零|耒阳|场次|中文|王雅琴|测试|合同|银行|湘江|企业微信|政务|张伟|第一场|融资|担保|期限|解决|请协助|衡山|银企/;

/** A window with everything that a page can show, and one where nothing has happened yet. */
beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  windows = new Windows(browser, server);
  busy = await addOrganiser(server, { role: 'window_manager' });
  fresh = await addOrganiser(server, { window: '耒阳市窗口平台', role: 'window_manager' });
  const agencyId = await addAgency(server, {
    name: '湖南湘江律师事务所',
    service: '合同诊断',
    parentId: busy.windowId,
  });
  agency = { ...(await signedIn(server, { role: 'agency_manager', organisationId: agencyId })), windowId: agencyId };
  above = await addOrganiser(server, { window: '衡阳片区窗口平台', role: 'window_manager' });
  const below = await addOrganisation(server, { name: '衡山县窗口平台', parentId: above.windowId });
  await addPlannedEvent(server, { hostId: below, title: '衡山县融资对接会', state: 'live' });
  id.programme = await addProgramme(server, busy.windowId);
  const { event, sessionId } = await publish(busy, busy.windowId, {
    title: '衡阳市中小企业“银企携手、云上对接”融资服务系列活动暨政策宣讲会',
    questions: [{ key: 'q1', label: '最想解决的问题', type: 'choice', options: ['贷款', '用工'], required: false }],
  });
  id.event = event.id;
  id.draft = (await declare(busy, busy.windowId, { title: '上云上平台培训', programmeId: id.programme })).id;
  for (const access of ['code', 'phones', 'link']) {
    await busy.agent.post(`/api/events/${id.event}/sessions`).send(session({ title: `场次 ${access}`, access }));
  }
  const items = [
    { title: '合同履约与融资合规', presenter: '何婧', kind: 'pitch', minutes: 25, organisationId: agencyId },
    { title: '银行答疑', presenter: '', kind: 'questions', minutes: 200 },
  ];
  await busy.agent.put(`/api/sessions/${sessionId}/agenda`).send({ items, version: 1 }).expect(200);
  const cohost = { organisationId: fresh.windowId, message: '请协助组织' };
  await busy.agent.post(`/api/events/${id.event}/cohosts`).send(cohost).expect(200);
  const venue = { organisationId: busy.windowId, name: '市政务中心三楼会议室', address: '解放路 1 号', capacity: 80 };
  await busy.agent.post(`/api/events/${id.event}/venues`).send(venue).expect(201);
  await busy.agent.post(`/api/organisations/${busy.windowId}/channels`).send({ name: '企业微信群' }).expect(201);
  const person = await signedIn(server, { phone: '13800004001' });
  const told = { name: '张伟', enterpriseName: '衡阳华新机械有限公司', answers: { q1: '贷款' }, consent: true };
  await person.agent.post(`/api/events/${id.event}/registration`).send(told).expect(200);
}, 90_000);
afterEach(() => windows.leave());
afterAll(async () => {
  await browser.close();
  await server.close();
});

const event = (part = '') => `/console/events/${id.event}${part}`;
const draft = (part = '') => `/console/events/${id.draft}${part}`;

const PAGES: ShownPage[] = [
  { name: 'today', who: () => busy, path: () => '/console' },
  { name: 'today with an invitation', who: () => fresh, path: () => '/console' },
  { name: 'today of an agency', who: () => agency, path: () => '/console' },
  { name: 'today of a window above', who: () => above, path: () => '/console' },
  { name: 'events', who: () => busy, path: () => '/console/events' },
  { name: 'no events', who: () => agency, path: () => '/console/events?state=held' },
  { name: 'repeating', who: () => busy, path: () => '/console/events', act: press(/^(复制上次|Repeat)/) },
  {
    name: 'form, refused',
    who: () => busy,
    path: () => '/console/events/new',
    act: press(/^(创建活动|Create event)$/),
  },
  { name: "an agency's proposal", who: () => agency, path: () => '/console/events/new' },
  { name: 'a draft', who: () => busy, path: () => draft() },
  { name: 'what is missing', who: () => busy, path: () => draft(), act: press(/^(发布|Publish)$/) },
  { name: 'a published event', who: () => busy, path: () => event() },
  { name: 'sessions', who: () => busy, path: () => event('/sessions') },
  { name: 'a new session', who: () => busy, path: () => event('/sessions?session=new') },
  { name: 'agenda', who: () => busy, path: () => event('/agenda') },
  { name: 'an item of the agenda', who: () => busy, path: () => event('/agenda'), act: press(/^(编辑|Edit)/) },
  { name: 'no agenda', who: () => busy, path: () => draft('/agenda') },
  { name: 'co-hosts', who: () => busy, path: () => event('/cohosts') },
  { name: 'registrations', who: () => busy, path: () => event('/registrations') },
  { name: 'no registrations', who: () => busy, path: () => draft('/registrations') },
  { name: 'venues', who: () => busy, path: () => event('/venues') },
  { name: 'a new venue', who: () => busy, path: () => draft('/venues?venue=new') },
  { name: 'codes for the door', who: () => busy, path: () => event('/door-sheet') },
  { name: 'channels', who: () => busy, path: () => event('/channels') },
  { name: 'an event of others', who: () => fresh, path: () => draft() },
  { name: 'programmes', who: () => busy, path: () => '/console/programmes' },
  { name: 'form of a programme', who: () => busy, path: () => '/console/programmes/new', act: press(/^(保存|Save)$/) },
];

const OTHERWISE_ON_DESKTOPS = new Set([
  'today',
  'today of a window above',
  'events',
  'form, refused',
  'a draft',
  'a new session',
  'an item of the agenda',
  'registrations',
  'a new venue',
  'form of a programme',
]);

describe.each([
  ['phone', PHONE, PAGES],
  // With tables in the place of cards, calendars in the place of the system's fields, the record beside its list.
  ['desktop', DESKTOP, PAGES.filter(({ name }) => OTHERWISE_ON_DESKTOPS.has(name))],
] as const)('on a %s', (_device, size, pages) => {
  it.each(pages)('$name: nothing serious from axe, nothing cut off at the side', async (shown) => {
    expect(await faultsOf(await show(windows, shown, size))).toEqual([]);
  });
});

it.each(PAGES)('$name in English: nothing cut off on a phone, no word left in Chinese', async (shown) => {
  expect(await faultsInEnglish(windows, shown, OWN_TEXTS)).toEqual([]);
});

it('what runs below a window is one click away from being cut', async () => {
  const page = await windows.open('/console', DESKTOP, above);
  await page.getByRole('region', { name: '所辖窗口的直播' }).getByText('衡山县窗口平台').waitFor();
  await page.getByRole('link', { name: '查看、切断 衡山县融资对接会' }).click();
  await page.getByRole('heading', { level: 1, name: '衡山县融资对接会' }).waitFor();
  await page.getByRole('button', { name: '紧急切断' }).waitFor();
  // The event is the window's below: nothing leads where one is refused.
  expect(await page.getByRole('link', { name: '查看活动' }).count()).toBe(0);
});
