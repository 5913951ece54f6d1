import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { LiveRooms } from '../../src/rooms/live-rooms.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser, newPage, playing } from '../setup/browser.js';
import { TestEncoder } from '../setup/encoder.js';
import { openAs } from '../setup/organiser.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { until } from '../setup/until.js';

/** The aims: a second with a socket, two without. A suite on two busy cores allows three times as much. */
const WITH_SOCKET_MS = 3_000;
const WITHOUT_SOCKET_MS = 6_000;

let server: TestApp;
let browser: Browser;
let manager: SignedInPerson;
let session: string;
let encoder: TestEncoder | undefined;
const opened: Page[] = [];

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  const hostId = await addOrganisation(server, { level: 'city' });
  manager = await signedIn(server, { role: 'window_manager', organisationId: hostId });
  ({ sessionId: session } = await addPlannedEvent(server, { hostId, title: '切断演练' }));
  await until('it has begun', async () => {
    await manager.agent.post(`/api/stages/${session}/start`).send({});
    const { body } = await request(server.url).get(`/api/sessions/${session}/board`);
    return body.state === 'live' && server.app.get(LiveRooms, { strict: false }).get(session);
  });
  encoder = await TestEncoder.into(server, session);
}, 60_000);
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});
afterAll(async () => {
  await encoder?.stop();
  await browser.close();
  await server.close();
});

async function watch(options: { webrtc?: boolean; socket?: boolean } = {}): Promise<Page> {
  const { page, context } = await newPage(browser, { webrtc: options.webrtc ?? true });
  // As behind a proxy that lets no web socket through.
  if (options.socket === false) await context.addInitScript('delete window.WebSocket;');
  opened.push(page);
  await page.goto(`${server.url}/s/${session}`);
  return page;
}

/** When the element lost its source and the page says so; as the page's own clock had it. */
const darkAt = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const video = document.querySelector<HTMLVideoElement>('[data-testid="programme-video"]');
          const state = video?.closest<HTMLElement>('[data-state]')?.dataset['state'];
          const frozen = document.querySelector('canvas.frozen.shown');
          const gone = video && !video.srcObject && !video.getAttribute('src') && video.readyState === 0;
          if (state === 'cut' && gone && !frozen) resolve(Date.now());
          else setTimeout(look, 10);
        };
        look();
      }),
  );

describe('a one-key cut', () => {
  it('is dark at every viewer at once, and comes back by itself when the manager lifts it', async () => {
    const near = await watch();
    const far = await watch({ webrtc: false });
    const lineless = await watch({ webrtc: false, socket: false });
    await playing(near, { path: 'webrtc' }, 30_000);
    await playing(far, { path: 'hls' }, 40_000);
    await playing(lineless, { path: 'hls' }, 40_000);

    const studio = await openAs(browser, server, manager, `/studio/${session}`);
    opened.push(studio.page);
    await studio.page.getByRole('button', { name: '紧急切断' }).click();
    const dark = [near, far, lineless].map(darkAt);
    const reason = studio.page.getByRole('dialog').getByRole('button', { name: '画面放错' });
    await reason.waitFor();
    const pressed = Date.now();
    await reason.click();
    const [nearAt, farAt, linelessAt] = (await Promise.all(dark)).map((at) => at - pressed) as [number, number, number];
    process.stdout.write(`dark after ${nearAt} ms (WebRTC), ${farAt} ms (HLS), ${linelessAt} ms (HLS, no socket)\n`);
    expect(Math.max(nearAt, farAt)).toBeLessThan(WITH_SOCKET_MS);
    expect(linelessAt).toBeLessThan(WITHOUT_SOCKET_MS);
    await near.getByText('画面已停止播出').first().waitFor();

    await studio.page.getByText('播出已切断').first().waitFor();
    await studio.page.getByRole('button', { name: '恢复播出' }).click();
    await studio.page.getByRole('dialog').getByRole('button', { name: '恢复播出' }).click();
    await playing(near, { path: 'webrtc' }, 30_000);
    await playing(far, { path: 'hls' }, 40_000);
    await studio.page.getByRole('button', { name: '紧急切断' }).waitFor();
  }, 180_000);

  it('shows no still of it on the front page meanwhile, and who opens the page then sees no picture', async () => {
    await manager.agent.post(`/api/stages/${session}/cut`).send({ reason: 'order' }).expect(200);
    const { page } = await newPage(browser);
    opened.push(page);
    await page.goto(server.url);
    await page.getByText('切断演练').first().waitFor();
    await until(
      'no still',
      async () => (await page.locator(`img[src*="/streams/${session}/still.jpg"]`).count()) === 0,
    );
    const late = await watch();
    await late.getByText('画面已停止播出').first().waitFor();
    await manager.agent.post(`/api/stages/${session}/cut/lift`).send({}).expect(200);
    await playing(late, {}, 30_000);
  }, 90_000);
});
