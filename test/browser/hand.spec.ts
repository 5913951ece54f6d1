import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import request from 'supertest';
import type { RaisedHand } from '../../src/contracts/stage.contract.js';
import { addSession } from '../setup/app.js';
import { DESKTOP, PHONE, playing, playReplay } from '../setup/browser.js';
import { findings, overflow } from '../setup/page-check.js';
import { openSite, showCamera } from '../setup/site.js';
import { OnStage } from '../setup/stage.js';
import { until } from '../setup/until.js';

const site = openSite();

/** A live session and the one who runs it. */
async function live(): Promise<OnStage> {
  const host = await OnStage.host(site.server, await addSession(site.server.database, { title: '融资对接会' }));
  await host.post('start').expect(200);
  return host;
}

const open = (path: string, look: Record<string, unknown> = PHONE) => site.open(path, look);

const hands = async (host: OnStage) => (await host.agent.get(`/api/stages/${host.session}/hands`)).body as RaisedHand[];
const raised = (page: Page) => page.getByText('已举手，等待主持人邀请');
const invitation = (page: Page) => page.getByRole('alertdialog', { name: '主持人邀请您上台发言' });
const raise = (page: Page) => page.getByRole('button', { name: '举手发言' });

async function raiseHand(page: Page, name = '刘洋'): Promise<void> {
  await raise(page).click();
  const form = page.getByRole('dialog', { name: '举手发言' });
  await form.getByLabel('姓名').fill(name);
  await form.getByLabel('单位').fill('耒阳市某机械厂');
  await form.getByLabel('想说什么').fill('融资期限能否延长');
  await form.getByRole('button', { name: '举手发言' }).click();
  await raised(page).waitFor();
}

async function call(host: OnStage): Promise<void> {
  const [hand] = await until('a hand is raised', async () => ((await hands(host)).length > 0 ? hands(host) : null));
  await host.post(`hands/${hand?.id}/call`).expect(200);
}

describe('a viewer who would like to speak', () => {
  it('raises a hand on a phone, is called, accepts and stands backstage; and comes back to the page', async () => {
    const host = await live();
    const page = await open(`/s/${host.session}`);
    await raiseHand(page);
    expect(await hands(host)).toMatchObject([
      { name: '刘洋', unit: '耒阳市某机械厂', topic: '融资期限能否延长', state: 'raised' },
    ]);
    await page.reload({ waitUntil: 'domcontentloaded' });
    await raised(page).waitFor();

    await call(host);
    const dialog = invitation(page);
    await dialog.waitFor();
    expect(await page.title()).toContain('邀请您上台');
    // It goes away by an answer only.
    await page.keyboard.press('Escape');
    await page.touchscreen.tap(5, 5);
    await dialog.getByText('何时上台由主持人决定').waitFor();
    await dialog.getByRole('button', { name: '接受邀请' }).click();
    await page.waitForURL(`${site.server.url}/studio/${host.session}`, { waitUntil: 'commit' });
    await until('backstage', async () => {
      const { body } = await host.enter();
      return body.people.some(
        ({ name, role, place }: Record<string, string>) => name === '刘洋' && role === 'guest' && place === 'backstage',
      );
    });

    await page.goBack({ waitUntil: 'commit' });
    await page.getByText('您已接受上台邀请').waitFor();
    expect(await raise(page).count()).toBe(0);
    await page.getByRole('link', { name: '进入候场' }).click();
    await page.waitForURL(`${site.server.url}/studio/${host.session}`);
  }, 60_000);

  it('declines, or takes the hand down; the words are kept for the next time', async () => {
    const host = await live();
    const page = await open(`/s/${host.session}`, DESKTOP);
    await raiseHand(page);
    await call(host);
    await invitation(page).getByRole('button', { name: '婉拒' }).click();
    await raise(page).waitFor();
    await until('no hand is left', async () => (await hands(host)).length === 0);

    await raise(page).click();
    const form = page.getByRole('dialog', { name: '举手发言' });
    expect(await form.getByLabel('姓名').inputValue()).toBe('刘洋');
    expect(await form.getByLabel('单位').inputValue()).toBe('耒阳市某机械厂');
    await form.getByRole('button', { name: '举手发言' }).click();
    await page.getByRole('button', { name: '放下' }).click();
    await raise(page).waitFor();
    await until('no hand is left', async () => (await hands(host)).length === 0);

    await raiseHand(page);
    const [again] = await hands(host);
    await host.post(`hands/${again?.id}/dismiss`).expect(200);
    await page.getByText('您的举手已放下').waitFor();
    await raise(page).waitFor();
  }, 60_000);

  it('is called on another page of the site, too, while the picture goes on small', async () => {
    const host = await live();
    const page = await open(`/s/${host.session}`, DESKTOP);
    await raiseHand(page);
    // Something has to be playing, or the watching ends with the page.
    await publishCamera(host);
    await playing(page, {}, 30_000);
    await page.getByRole('link', { name: '关于' }).first().click();
    await page.waitForURL(/about/);
    await call(host);
    await invitation(page).waitFor();
  }, 90_000);

  it('is called without a socket', async () => {
    const host = await live();
    const page = await site.newPage(PHONE);
    await page.route('**/socket.io/**', (route) => route.abort());
    await page.routeWebSocket(/socket\.io/, (socket) => socket.close());
    await page.goto(`${site.server.url}/s/${host.session}`, { waitUntil: 'domcontentloaded' });
    await raiseHand(page);
    await call(host);
    await invitation(page).waitFor({ timeout: 10_000 });
  }, 60_000);

  it('is told before anything else where the browser cannot', async () => {
    const host = await live();
    const page = await open(`/s/${host.session}`, { ...PHONE, webrtc: false });
    await raise(page).click();
    await page.getByText('这个浏览器不能上台发言').waitFor();
    expect(await page.getByLabel('姓名').count()).toBe(0);
  }, 60_000);

  it('is not asked when nothing is live', async () => {
    const page = await open(`/s/${await addSession(site.server.database, { title: '明天的场次' })}`);
    await page.getByRole('heading', { name: '明天的场次' }).first().waitFor();
    expect(await raise(page).count()).toBe(0);
  }, 30_000);

  it.each([
    ['zh-CN', PHONE],
    ['zh-CN', DESKTOP],
    ['en', PHONE],
    ['en', DESKTOP],
  ])(
    'can use it all: %s',
    async (locale, look) => {
      const host = await live();
      const page = await open(`/s/${host.session}`, { ...look, locale });
      const english = locale === 'en';
      const button = page.getByRole('button', { name: english ? 'Raise hand' : '举手发言' });
      await button.click();
      const form = page.getByRole('dialog');
      await form.getByLabel(english ? 'Name' : '姓名').fill('Liu');
      expect([await findings(page), await overflow(page)]).toEqual([[], 0]);
      await form.getByRole('button', { name: english ? 'Raise hand' : '举手发言' }).click();
      await page.getByRole('button', { name: english ? 'Lower' : '放下' }).waitFor();
      expect([await findings(page), await overflow(page)]).toEqual([[], 0]);
      await call(host);
      await page.getByRole('alertdialog').waitFor();
      expect([await findings(page), await overflow(page)]).toEqual([[], 0]);
    },
    60_000,
  );
});

/** Somebody who is on stage, with a camera: a browser of the host's. */
async function publishCamera(host: OnStage, words = { name: '李敏', unit: '湖南湘江中小企业服务中心' }): Promise<Page> {
  const page = await site.newPage(DESKTOP);
  const link = site.server.link('host', host.session);
  await page.request.post(`${site.server.url}/api/stages/${host.session}/enter`, {
    headers: { origin: site.server.url },
    data: { link, ...words },
  });
  await page.goto(`${site.server.url}/studio/${host.session}`);
  await showCamera(page);
  return page;
}

const strip = (page: Page) => page.getByTestId('name-strip');
/** Until the strip is there, or gone; answers when. */
async function stripIs(page: Page, shown: boolean, within = 40_000): Promise<number> {
  await strip(page).waitFor({ state: shown ? 'visible' : 'detached', timeout: within });
  return Date.now();
}

describe('the name strip', () => {
  it('stands on the picture that it belongs to: at once by WebRTC, later by HLS, at its place in the replay', async () => {
    const host = await live();
    await publishCamera(host);
    const near = await open(`/s/${host.session}`, DESKTOP);
    const far = await open(`/s/${host.session}`, { ...PHONE, webrtc: false });
    await playing(near, { path: 'webrtc' }, 30_000);
    await playing(far, { path: 'hls' }, 40_000);
    await stripIs(near, true);
    await stripIs(far, true);
    expect((await strip(near).innerText()).split(/\s+/)).toEqual(['李敏', '湖南湘江中小企业服务中心']);
    for (const page of [near, far]) expect([await findings(page), await overflow(page)]).toEqual([[], 0]);

    const off = Date.now();
    await host.scene({ strip: false }).expect(200);
    const [nearOff, farOff] = await Promise.all([stripIs(near, false), stripIs(far, false)]);
    expect(nearOff - off).toBeLessThan(3_000);
    // The picture of the broadcast is some segments behind.
    expect(farOff - off).toBeGreaterThan(2_500);
    const on = Date.now();
    await host.scene({ strip: true }).expect(200);
    const [nearOn, farOn] = await Promise.all([stripIs(near, true), stripIs(far, true)]);
    expect(nearOn - on).toBeLessThan(3_000);
    expect(farOn - on).toBeGreaterThan(2_500);

    const menu = near.getByRole('button', { name: /^清晰度/ });
    const option = near.getByRole('menuitemcheckbox', { name: '显示姓名条' });
    await near.mouse.move(300, 300);
    await menu.click();
    await option.click();
    await stripIs(near, false);
    await near.reload();
    await playing(near, {}, 30_000);
    expect(await strip(near).count()).toBe(0);
    await near.mouse.move(300, 300);
    await menu.click();
    await option.click();
    await stripIs(near, true);

    await host.post('end').expect(200);
    await until(
      'the replay',
      async () => (await request(site.server.url).get(`/api/sessions/${host.session}/board`)).body.state === 'replay',
      { within: 20_000 },
    );
    const { text } = await request(site.server.url).get(`/streams/${host.session}/dvr.m3u8`);
    const began = Date.parse(/PROGRAM-DATE-TIME:(\S+)/.exec(text)?.[1] ?? '');
    const late = await open(`/s/${host.session}`, DESKTOP);
    await playReplay(late);
    const seek = (wall: number) =>
      late.evaluate(
        (at) => Object.assign(document.querySelector('video')!, { currentTime: at }),
        (wall - began) / 1000,
      );
    await seek((off + on) / 2);
    await stripIs(late, false);
    await seek(off - 3_000);
    await stripIs(late, true);
    await seek((off + on) / 2);
    await stripIs(late, false);
    await seek(on + 2_000);
    await stripIs(late, true);
  }, 240_000);
});
