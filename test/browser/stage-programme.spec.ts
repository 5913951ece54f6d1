import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import request from 'supertest';
import type { RaisedHand, SceneSource, StageInvitation, StageView } from '../../src/contracts/stage.contract.js';
import { Storage } from '../../src/infra/storage/storage.js';
import { streamPrefix } from '../../src/rooms/live-rooms.service.js';
import { amplitude, complaints, pictures, sound } from '../media/egress-look.js';
import { type Actor, asActor, type Colour, colourOf, isColour } from '../setup/actor.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser, newPage, player, playing } from '../setup/browser.js';
import { firewall } from '../setup/firewall.js';
import { linkOf, personOf } from '../setup/stage.js';
import { until } from '../setup/until.js';

const run = promisify(execFile);

const HOST: Actor = { colour: [220, 20, 20], tone: 440 };
const LI: Actor = { colour: [20, 180, 20], tone: 730 };
const WANG: Actor = { colour: [20, 20, 220], tone: 1170 };
const GUEST: Actor = { colour: [220, 200, 20], tone: 1730 };
/** Of an actor's microphone in the mix, which a limiter may lower; silence is far below. */
const HEARD = 0.02;
const SILENT = 0.004;

let server: TestApp;
let browser: Browser;
const opened: BrowserContext[] = [];

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
}, 60_000);
afterEach(async () => {
  await firewall.open();
  for (const context of opened.splice(0)) await context.close();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Somebody's browser. Commands go by its own cookies, as the page's would. */
class Person {
  private constructor(
    readonly session: string,
    readonly page: Page,
    readonly context: BrowserContext,
  ) {}

  static async come(session: string, actor?: Actor): Promise<Person> {
    const { page, context } = await newPage(browser);
    opened.push(context);
    if (actor) await asActor(context, actor);
    await context.addInitScript(() => {
      localStorage.setItem('yunqiao.studio_devices', JSON.stringify({ camera: '', microphone: '', quality: 'smooth' }));
    });
    return new Person(session, page, context);
  }

  /** Opens the studio and switches camera and microphone on. */
  async perform(link?: string): Promise<this> {
    await this.page.goto(`${server.url}/studio/${this.session}${link ? `?link=${link}` : ''}`);
    await this.page.getByRole('button', { name: '打开摄像头' }).click();
    await this.page.getByRole('button', { name: '打开麦克风' }).click();
    await this.page.getByRole('button', { name: '静音麦克风' }).waitFor();
    return this;
  }

  async ask<T>(method: 'get' | 'post' | 'put' | 'delete', path: string, data: object = {}): Promise<T> {
    // One key for all tries: what was done already is not done twice.
    const headers = { 'idempotency-key': randomUUID() };
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.context.request[method](`${server.url}${path}`, {
        headers,
        ...(method !== 'get' && { data }),
      });
      if (answer.ok()) return (await answer.json()) as T;
      // As the pages do on a machine that is busy for a moment.
      if (answer.status() !== 503 || attempt === 5) throw new Error(`${method} ${path}: ${await answer.text()}`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }

  run<T = StageView>(path: string, data: object = {}): Promise<T> {
    return this.ask('post', `/api/stages/${this.session}/${path}`, data);
  }

  async invite(name: string): Promise<string> {
    return linkOf(await this.run<StageInvitation>('invitations', { name, unit: '测试单位' }));
  }

  async leave(): Promise<void> {
    opened.splice(opened.indexOf(this.context), 1);
    await this.context.close();
  }
}

const board = async (session: string) => (await request(server.url).get(`/api/sessions/${session}/board`)).body;
const dvr = (session: string) => `${server.url}/streams/${session}/dvr.m3u8`;

/** The last seconds of what is heard in the broadcast, as far as it is written. */
async function lately(session: string, seconds = 3): Promise<Float32Array> {
  const folder = join(server.app.get(Storage, { strict: false }).root, streamPrefix(session));
  const soFar = join(folder, 'so-far.m3u8');
  await writeFile(soFar, `${await readFile(join(folder, 'dvr.m3u8'), 'utf8')}#EXT-X-ENDLIST\n`);
  const all = await sound(soFar);
  return all.subarray(Math.max(0, all.length - seconds * 48_000));
}

async function heard(session: string, wanted: Actor[], silent: Actor[] = []): Promise<void> {
  await until(
    `heard: ${wanted.map(({ tone }) => tone).join()}; silent: ${silent.map(({ tone }) => tone).join()}`,
    async () => {
      const samples = await lately(session);
      const levels = [...wanted, ...silent].map(({ tone }) => amplitude(samples, tone));
      const good = levels.every((level, index) => (index < wanted.length ? level > HEARD : level < SILENT));
      if (!good) throw new Error(levels.map((level) => level.toFixed(4)).join(' '));
      return true;
    },
    { within: 40_000, every: 1_500 },
  );
}

async function seen(viewer: Person, wanted: Colour, at?: { x: number; y: number }): Promise<void> {
  await until(
    `the viewer sees ${wanted.join()}`,
    async () => {
      const colour = await colourOf(viewer.page, '[data-testid="programme-video"]', at);
      if (!isColour(colour, wanted)) throw new Error(`${colour.join()}; ${JSON.stringify(await player(viewer.page))}`);
      return true;
    },
    { within: 9_000, every: 200 },
  );
}

/** UDP ports of all Chromium processes. */
async function udpPorts(): Promise<Set<number>> {
  const { stdout } = await run('ss', ['-uanpH']);
  const lines = stdout.split('\n').filter((line) => line.includes('chrom'));
  return new Set(lines.map((line) => Number(/:(\d+)\s/.exec(line)?.[1])));
}

it('a host, two speakers and a guest: heard in one mix, seen by turns, through lost networks and a killed host', async () => {
  const session = await addSession(server.database, { title: '同台' });
  let host = await (await Person.come(session, HOST)).perform(server.link('host', session));
  const li = await (await Person.come(session, LI)).perform(await host.invite('李敏'));
  const before = await udpPorts();
  const wang = await (await Person.come(session, WANG)).perform(await host.invite('王强'));
  await until('all three are backstage or on', async () => {
    const { people, tracks } = await host.run('enter');
    return people.length === 3 && tracks.length >= 6;
  });
  const wangsPorts = [...(await udpPorts())].filter((port) => !before.has(port));
  const viewer = await Person.come(session);
  await viewer.page.goto(`${server.url}/s/${session}`);

  // Before it begins nobody outside sees or hears anything; then the host alone.
  await host.run('start');
  await playing(viewer.page, { path: 'webrtc' }, 30_000);
  await seen(viewer, HOST.colour);
  await heard(session, [HOST], [LI, WANG]);

  const view = await host.run('enter');
  const idOf = (name: string) => view.people.find((person) => person.name === name)?.id ?? '';
  const camera = (participantId: string): SceneSource => ({ kind: 'camera', participantId });
  const [hostId, liId, wangId] = [
    view.people.find(({ role }) => role === 'host')?.id ?? '',
    idOf('李敏'),
    idOf('王强'),
  ];
  const show = (layout: string, ...sources: SceneSource[]) =>
    host.ask<StageView>('put', `/api/stages/${session}/scene`, { scene: { layout, sources } });

  // A guest: the viewer of another page raises a hand and is called.
  const guest = await Person.come(session, GUEST);
  await guest.ask('post', `/api/sessions/${session}/join`, { webrtc: false });
  await guest.ask('post', `/api/sessions/${session}/hand`, { name: '刘洋', unit: '耒阳市某机械厂' });
  const [hand] = await host.ask<RaisedHand[]>('get', `/api/stages/${session}/hands`);
  await host.run(`hands/${hand?.id}/call`);
  await guest.ask('post', `/api/sessions/${session}/hand/accept`);
  await guest.perform();
  const guestId = (await host.run('enter')).people.find(({ role }) => role === 'guest')?.id ?? '';

  for (const id of [liId, wangId, guestId]) await host.run(`people/${id}/bring-on`);
  await heard(session, [HOST, LI, WANG, GUEST]);
  for (const [id, { colour }] of [
    [liId, LI],
    [wangId, WANG],
    [guestId, GUEST],
    [hostId, HOST],
  ] as const) {
    await show('single', camera(id));
    await seen(viewer, colour);
  }
  await show('inset', camera(liId), camera(wangId));
  await seen(viewer, LI.colour, { x: 0.3, y: 0.3 });
  await seen(viewer, WANG.colour, { x: 0.855, y: 0.825 });
  await show('single', camera(liId));
  await seen(viewer, LI.colour);
  expect((await board(session)).feed.strip.people).toEqual([{ name: '李敏', unit: '测试单位' }]);

  await host.run(`people/${wangId}/mute`);
  await heard(session, [HOST, LI, GUEST], [WANG]);
  await host.run(`people/${wangId}/unmute`);

  // Wang's network is gone for ten seconds: he keeps his place, and is heard again without doing anything.
  await show('single', camera(wangId));
  await seen(viewer, WANG.colour);
  for (const port of wangsPorts) await firewall.block('udp', port);
  await wang.context.setOffline(true);
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  await firewall.open();
  await wang.context.setOffline(false);
  await seen(viewer, WANG.colour);
  await heard(session, [HOST, WANG]);
  expect(personOf(await host.run('enter'), { id: wangId })).toMatchObject({ place: 'on_stage' });

  // The host's page is killed; the session goes on without, and takes the host in again.
  await host.leave();
  await expectRefusal(li, session);
  await seen(viewer, WANG.colour);
  expect(await board(session)).toMatchObject({ state: 'live', onAir: 'on' });
  host = await (await Person.come(session, HOST)).perform(server.link('host', session));
  await heard(session, [HOST, WANG]);
  await host.run('end');
  await until('the replay is open', async () => (await board(session)).state === 'replay', { within: 20_000 });

  // What was recorded: whole, in the colours and their order, without a gap of more than two seconds.
  expect(await complaints(dvr(session))).toBe('');
  const looks = await pictures(dvr(session));
  const gaps = looks.slice(1).map(({ time }, index) => Math.round((time - (looks[index]?.time ?? 0)) * 1000) / 1000);
  // Where a network was lost the last picture is repeated once a segment, which is as long.
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2);
}, 300_000);

/** Nobody but a host may direct: what a speaker tries changes nothing. */
async function expectRefusal(speaker: Person, session: string): Promise<void> {
  const answer = await speaker.context.request.put(`${server.url}/api/stages/${session}/scene`, {
    data: { scene: null },
  });
  expect(answer.status()).toBe(403);
}
