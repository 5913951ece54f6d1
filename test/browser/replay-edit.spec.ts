import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { LiveRooms } from '../../src/rooms/live-rooms.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser, newPage, PHONE, player, playing } from '../setup/browser.js';
import { TestEncoder } from '../setup/encoder.js';
import { openAs } from '../setup/organiser.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { until } from '../setup/until.js';

let server: TestApp;
let browser: Browser;
let organiser: SignedInPerson;
let event: string;
let session: string;

const press = (address: string, body: object = {}) => organiser.agent.post(`/api/${address}`).send(body);
const page = async () => (await request(server.url).get(`/api/sessions/${session}`)).body;

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  const hostId = await addOrganisation(server, { level: 'city' });
  organiser = await signedIn(server, { role: 'organiser', organisationId: hostId });
  ({ sessionId: session, eventId: event } = await addPlannedEvent(server, { hostId, title: '回放剪辑' }));
  await record();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Some twelve seconds with two agenda items. */
async function record(): Promise<void> {
  const items = [newId(), newId()];
  for (const [index, title] of ['开场致辞', '信贷产品推介'].entries()) {
    await server.database.query(
      `INSERT INTO agenda_item (id, session_id, starts_at, title) VALUES ($1, $2, now(), $3)`,
      [items[index], session, title],
    );
  }
  await until('it has begun', async () => {
    await press(`stages/${session}/start`);
    return server.app.get(LiveRooms, { strict: false }).get(session);
  });
  const encoder = await TestEncoder.into(server, session);
  const segments = async () => {
    const { text } = await request(server.url).get(`/streams/${session}/dvr.m3u8`);
    return text.match(/\.m4s/g)?.length ?? 0;
  };
  await press(`sessions/${session}/agenda/current`, { itemId: items[0] });
  await until('four segments', async () => (await segments()) >= 4, { within: 40_000, every: 200 });
  await press(`sessions/${session}/agenda/current`, { itemId: items[1] }).expect(200);
  await until('seven', async () => (await segments()) >= 7, { within: 40_000, every: 200 });
  await press(`stages/${session}/end`).expect(200);
  await encoder.stop();
  await until('the replay', async () => (await page()).state === 'replay', { within: 30_000, every: 200 });
}

async function open(search = '', options = {}): Promise<Page> {
  const { page: opened } = await newPage(browser, options);
  await opened.goto(`${server.url}/s/${session}${search}`);
  return opened;
}

describe('a replay with chapters', () => {
  it('a press on a chapter jumps there; a link to a moment begins there', async () => {
    const at = (await page()).chapters[1].atSeconds as number;
    const first = await open();
    await playing(first, { path: 'hls' }, 40_000);
    await first.getByRole('button', { name: /信贷产品推介/ }).click();
    await until('it has jumped', async () => (await player(first)).time >= at);
    await playing(first, { path: 'hls' }, 20_000);
    await first.context().close();
    const linked = await open(`?t=${at}`, PHONE);
    await playing(linked, { path: 'hls' }, 40_000);
    expect((await player(linked)).time).toBeGreaterThanOrEqual(at);
    await linked.context().close();
  }, 120_000);

  it('staff trim it from where the recording stands, hide it and make a file', async () => {
    const address = `/console/events/${event}/sessions/${session}/replay`;
    const { page: desk, context } = await openAs(browser, server, organiser, address);
    const video = desk.locator('video');
    await until('the recording is there', () => video.evaluate((node) => (node as HTMLVideoElement).readyState > 1), {
      within: 30_000,
    });
    await video.evaluate((node) => ((node as HTMLVideoElement).currentTime = 4.5));
    await until('it stands there', () => video.evaluate((node) => !(node as HTMLVideoElement).seeking));
    const before = (await page()).replaySeconds;
    await desk.getByRole('button', { name: '把当前位置设为开头' }).click();
    await desk.getByRole('button', { name: '保存剪辑' }).click();
    await until('it is shorter', async () => (await page()).replaySeconds <= before - 3);

    await desk.getByRole('button', { name: '生成 MP4' }).click();
    await desk.getByRole('link', { name: '下载' }).waitFor({ timeout: 40_000 });

    await desk.getByRole('switch', { name: '暂不开放回放' }).press('Space');
    await until('it is hidden', async () => (await page()).replayHidden);
    const viewer = await open();
    await viewer.getByText('回放暂不开放').first().waitFor();
    await viewer.context().close();
    await context.close();
  }, 120_000);
});
