import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { EnterStageAnswer, StageInvitation, StageView } from '../../src/contracts/stage.contract.js';
import { type Actor, type Colour, colourOf, isColour } from '../setup/actor.js';
import { addSession } from '../setup/app.js';
import { PHONE, playing } from '../setup/browser.js';
import { type MaterialFile, slides, video } from '../setup/material-files.js';
import { findings, overflow } from '../setup/page-check.js';
import { png } from '../setup/pictures.js';
import { openSite, showCamera } from '../setup/site.js';
import { linkOf } from '../setup/stage.js';
import { until } from '../setup/until.js';

const HOST: Actor = { colour: [220, 20, 20], tone: 440 };
const SPEAKER: Actor = { colour: [20, 180, 20], tone: 730 };
const BLUE: Colour = [20, 20, 220];
const YELLOW: Colour = [220, 200, 20];
const PURPLE: Colour = [200, 20, 200];
/** Three times what a cut and a turned page may take. */
const CUT_MS = 9_000;
const TURN_MS = 6_000;
/** In the middle of the small picture. */
const CORNER = { x: 0.855, y: 0.825 };
const LEFT = { x: 0.25, y: 0.5 };
const RIGHT = { x: 0.75, y: 0.5 };

const site = openSite();

/** A command with the page's own cookies. */
async function post<T>(page: Page, path: string, data: object = {}): Promise<T> {
  const answer = await page.context().request.post(`${site.server.url}/api/stages/${path}`, { data });
  if (!answer.ok()) throw new Error(await answer.text());
  return (await answer.json()) as T;
}

const seen = (viewer: Page, wanted: Colour, at?: { x: number; y: number }, within = CUT_MS) =>
  until(
    `the viewer sees ${wanted}`,
    async () => {
      const colour = await colourOf(viewer, '[data-testid="programme-video"]', at);
      if (!isColour(colour, wanted)) throw new Error(`it is ${colour}`);
      return true;
    },
    { within, every: 100 },
  );

const director = (page: Page): Locator => page.getByTestId('director');
const tile = (page: Page, name: string): Locator => director(page).locator('button[data-source]', { hasText: name });
const press = (page: Page, name: string) => director(page).getByRole('button', { name, exact: true }).click();
const add = (page: Page, file: MaterialFile) =>
  page.getByTestId('materials').locator('label.add input').setInputFiles(file);

/** Into the studio by a link; there once the place for materials is. */
async function enter(session: string, link: string, actor?: Actor): Promise<Page> {
  const page = await site.open(`/studio/${session}?link=${link}`, { ...(actor && { actor }) });
  await page.getByTestId('materials').waitFor();
  return page;
}

const host = (session: string, actor?: Actor) => enter(session, site.server.link('host', session), actor);

/** What the page's own policy did not let through. */
function refusals(page: Page): string[] {
  const lines: string[] = [];
  page.on('console', (message) => /content security policy/i.test(message.text()) && lines.push(message.text()));
  return lines;
}

describe('the director', () => {
  it('puts cameras, slides, two pictures at once and a video on air; viewers see each of them', async () => {
    const session = await addSession(site.server.database, { title: '导播台' });
    const page = await host(session, HOST);
    const refused = refusals(page);
    const { you } = await post<EnterStageAnswer>(page, `${session}/enter`);
    await showCamera(page);
    const invitation = await post<StageInvitation>(page, `${session}/invitations`, { name: '王芳', unit: '湘江银行' });
    const speaker = await enter(session, linkOf(invitation), SPEAKER);
    await showCamera(speaker);
    const guest = await post<EnterStageAnswer>(speaker, `${session}/enter`);
    await post<StageView>(page, `${session}/people/${guest.you.id}/bring-on`);
    const viewer = await site.open(`/s/${session}`);

    // Before the start the desk is laid: the session begins with what was chosen.
    await director(page).locator(`[data-source="camera:${you.id}"]`).click();
    await press(page, '设为开播画面');
    await director(page).locator(`[data-source="camera:${you.id}"]`, { hasText: '开播即播' }).waitFor();
    await page.getByRole('button', { name: '开始直播' }).click();
    await playing(viewer, { path: 'webrtc' }, 30_000);
    await seen(viewer, HOST.colour);

    await tile(page, '王芳').click();
    await tile(page, '王芳').getByText('预览').waitFor();
    await seen(viewer, HOST.colour);
    await press(page, '切到直播');
    await seen(viewer, SPEAKER.colour);
    await tile(page, '王芳').getByText('直播中').waitFor();
    await page.getByTestId('strip').getByText('湘江银行').waitFor();
    await press(page, '姓名条');
    await page.getByTestId('strip').waitFor({ state: 'detached' });

    await tile(page, '王芳').click();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await seen(viewer, HOST.colour);

    await add(page, slides('融资产品.pdf', [BLUE, YELLOW]));
    await tile(page, '融资产品').dblclick({ timeout: 20_000 });
    await seen(viewer, BLUE);
    await page.getByTestId('slides').getByRole('button', { name: '下一页' }).click();
    await seen(viewer, YELLOW, undefined, TURN_MS);
    // What the organisers brought is turned by whoever stands on stage.
    await speaker.getByTestId('slides').press('PageUp');
    await seen(viewer, BLUE, undefined, TURN_MS);

    await press(page, '画中画');
    await tile(page, '王芳').click();
    await press(page, '切到直播');
    await seen(viewer, SPEAKER.colour, CORNER);
    await seen(viewer, BLUE);
    await press(page, '并排');
    await press(page, '互换两个画面');
    await press(page, '切到直播');
    await seen(viewer, SPEAKER.colour, LEFT);
    await seen(viewer, BLUE, RIGHT);

    await add(page, await video(site.server.config.ffmpegPath, '暖场.mp4', PURPLE));
    await page.getByTestId('materials').getByRole('button', { name: '上传' }).click();
    await press(page, '单画面');
    await tile(page, '暖场').click({ timeout: 20_000 });
    const clip = page.getByTestId('director-preview').locator('video');
    await until(
      'the beginning of the video',
      async () => (await clip.evaluate((video: HTMLVideoElement) => video.videoWidth)) === 320,
    );
    await page.keyboard.press('Enter');
    await seen(viewer, PURPLE);

    await press(page, '自动切换');
    await seen(viewer, SPEAKER.colour);
    await tile(page, '王芳').click();
    await press(page, '切到直播');
    expect(await findings(speaker)).toEqual([]);
    await speaker.context().close();
    await tile(page, '王芳').getByText('已离线').waitFor({ timeout: 30_000 });
    await director(page).getByText('由系统补上').waitFor();
    await seen(viewer, HOST.colour);

    expect(await findings(page)).toEqual([]);
    await page.setViewportSize(PHONE.viewport);
    expect(await findings(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    expect(refused).toEqual([]);
  }, 240_000);
});

describe('materials', () => {
  it('say in plain words why a file cannot be shown', async () => {
    const page = await host(await addSession(site.server.database));
    const materials = page.getByTestId('materials');
    const presentation = { name: '路演.pptx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK') };
    await add(page, presentation);
    await materials.getByText('请先导出为 PDF。', { exact: false }).last().waitFor();
    await add(page, { name: '坏的.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no slides here') });
    await materials.getByText('PDF 已损坏', { exact: false }).waitFor();
    await add(
      page,
      slides(
        '太长.pdf',
        Array.from({ length: 201 }, () => BLUE),
      ),
    );
    await materials.getByText('PDF 有 201 页，最多 200 页', { exact: false }).waitFor();
    await add(page, slides('加密.pdf', [BLUE], { locked: true }));
    await materials.getByText('PDF 设有密码', { exact: false }).waitFor();
    expect(await findings(page)).toEqual([]);
  }, 60_000);

  it('on air that cannot be shown, or are over, are named on the desk and in the list', async () => {
    const page = await host(await addSession(site.server.database));
    const materials = page.getByTestId('materials');
    const upload = async (file: MaterialFile) => {
      await add(page, file);
      await materials.getByRole('checkbox', { name: '循环播放' }).uncheck();
      await materials.getByRole('button', { name: '上传', exact: true }).click();
    };
    const whole = await video(site.server.config.ffmpegPath, '暖场.mp4', PURPLE);
    await upload(whole);
    // All of its tables, and no picture.
    const torn = whole.buffer.subarray(0, whole.buffer.indexOf('mdat') + 8);
    await upload({ ...whole, name: '坏片.mp4', buffer: torn });
    await page.getByRole('button', { name: '开始彩排' }).click();

    await tile(page, '坏片').dblclick({ timeout: 20_000 });
    await director(page).getByText('坏片·视频放不出来，请换一个画面。').waitFor();
    await materials.getByText('放不出来').waitFor();
    await tile(page, '暖场').dblclick();
    await director(page).getByText('暖场·视频已播完，停在最后一幅画面。').waitFor();
    await materials.getByText('已播完').waitFor();
    await tile(page, '暖场').getByText('已播完').waitFor();
    expect(await director(page).getByText('放不出来').count()).toBe(0);
    expect(await findings(page)).toEqual([]);
  }, 90_000);

  it('of a camera’s size are made as small as the server takes them', async () => {
    const page = await host(await addSession(site.server.database));
    await add(page, { name: '合影.png', mimeType: 'image/png', buffer: png(6_000, 4_000) });
    await page.getByTestId('materials').getByText('图片 · 主办方').waitFor({ timeout: 20_000 });
    const picture = page.getByTestId('materials').locator('img');
    await until(
      'it is shown',
      async () => (await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)) === 1920,
    );
  }, 60_000);

  it('go on where an upload broke off, with the page still open and after a reload', async () => {
    const session = await addSession(site.server.database);
    const page = await host(session);
    const file = slides('三页.pdf', [BLUE, YELLOW, PURPLE]);
    const materials = page.getByTestId('materials');
    const fetched: string[] = [];
    page.on('response', (response) => response.ok() && fetched.push(new URL(response.url()).pathname));
    const cut = async (number: number) => {
      await page.route(`**/pages/${number}`, (route) =>
        route.request().method() === 'PUT' ? route.fulfill({ status: 413 }) : route.continue(),
      );
    };
    const stops = () => materials.getByRole('alert').waitFor({ timeout: 20_000 });

    await cut(2);
    await add(page, file);
    await stops();
    // The fonts that the file does not bring along come from the house.
    expect(fetched.some((path) => /^\/assets\/pdf-[\d.]+\/cmaps\//.test(path))).toBe(true);
    await page.unroute('**/pages/2');
    await cut(3);
    await materials.getByRole('button', { name: '继续上传' }).click();
    await stops();
    await page.unroute('**/pages/3');

    await page.reload();
    await materials.getByText('还缺 1 页').waitFor();
    await materials.locator('label.pick input').setInputFiles(slides('另一份.pdf', [BLUE]));
    await materials.getByText('与原来的不同', { exact: false }).waitFor();
    await materials.getByRole('button', { name: /^放弃/ }).click();
    await materials.locator('label.pick input').setInputFiles(file);
    await materials.getByText('还缺 1 页').waitFor({ state: 'detached' });
    await materials.getByText('3 页 · 主办方').waitFor({ timeout: 20_000 });
    await turning(page);

    await materials.getByRole('button', { name: '移除素材“三页”' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
    await materials.getByText('还没有素材。').waitFor();

    await page.route('**/pages/2', () => undefined);
    await add(page, file);
    await materials.getByText('第 2/3 页').waitFor({ timeout: 20_000 });
    await materials.getByRole('button', { name: '取消上传“三页”' }).click();
    await materials.getByText('还没有素材。').waitFor();
    const { materials: left } = await post<EnterStageAnswer>(page, `${session}/enter`);
    expect(left).toEqual([]);
  }, 90_000);
});

/** By keys, by the number and by swiping; who presses quickly waits for no queue of requests. */
async function turning(page: Page): Promise<void> {
  const panel = page.getByTestId('slides');
  const at = (number: number) => panel.locator(`[data-testid="slide"][data-page="${number}"]`).waitFor();
  const sent: number[] = [];
  await page.route('**/turn', async (route) => {
    sent.push((route.request().postDataJSON() as { page: number }).page);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
  });
  for (const key of ['PageDown', ' ', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) await panel.press(key);
  await at(3);
  await until('all is sent', async () => sent.length === 2);
  expect(sent).toEqual([2, 3]);
  await panel.getByLabel('页码').fill('1');
  await panel.getByLabel('页码').press('Enter');
  await at(1);
  await panel.getByTestId('slide').evaluate((slide) => {
    const touch = (clientX: number) => new Touch({ identifier: 1, target: slide, clientX, clientY: 50 });
    slide.dispatchEvent(new TouchEvent('touchstart', { touches: [touch(300)], changedTouches: [touch(300)] }));
    slide.dispatchEvent(new TouchEvent('touchend', { touches: [], changedTouches: [touch(180)] }));
  });
  await at(2);
  await page.unrouteAll({ behavior: 'wait' });
}
