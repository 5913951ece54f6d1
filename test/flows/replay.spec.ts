import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { ReplayView } from '../../src/contracts/index.js';
import { newId } from '../../src/infra/id.js';
import { LiveRooms } from '../../src/rooms/live-rooms.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { TestEncoder } from '../setup/encoder.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { until } from '../setup/until.js';

const run = promisify(execFile);

let server: TestApp;
let manager: SignedInPerson;
let hostId: string;
let folder: string;

beforeAll(async () => {
  server = await startTestApp();
  hostId = await addOrganisation(server, { level: 'city' });
  manager = await signedIn(server, { role: 'window_manager', organisationId: hostId });
  folder = await mkdtemp(join(tmpdir(), 'yunqiao-mp4-'));
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server.close();
});

const get = (session: string, name: string) => request(server.url).get(`/streams/${session}/${name}`);
const segments = (text: string): string[] => text.split('\n').filter((line) => line.endsWith('.m4s'));
const recorded = async (session: string) => segments((await get(session, 'dvr.m3u8')).text).length;
const press = (address: string, body: object = {}) => manager.agent.post(`/api/${address}`).send(body);
const view = async (session: string): Promise<ReplayView> =>
  (await manager.agent.get(`/api/sessions/${session}/replay`).expect(200)).body;

async function decode(address: string): Promise<{ errors: string; seconds: number; sizes: string }> {
  const args = ['-v', 'error', '-i', address, '-enc_time_base', '-1', '-f', 'null', '-'];
  const { stderr } = await run(server.config.ffmpegPath, args);
  const shown = ['-v', 'error', '-show_entries', 'format=duration:stream=width,height', '-of', 'csv=p=0', address];
  const { stdout } = await run('ffprobe', shown);
  const lines = stdout.trim().split('\n');
  return { errors: stderr, seconds: Number(lines.at(-1)), sizes: lines.filter((line) => line.includes(',')).join(' ') };
}

async function addItem(session: string, title: string): Promise<string> {
  const id = newId();
  await server.database.query(
    `INSERT INTO agenda_item (id, session_id, starts_at, title, presenter) VALUES ($1, $2, now(), $3, '')`,
    [id, session, title],
  );
  return id;
}

/** Asks for a file and fetches it. */
async function download(session: string, cutId?: string): Promise<string> {
  const ask = cutId
    ? press(`sessions/${session}/evidence/exports`, { cutId })
    : press(`sessions/${session}/replay/exports`);
  await ask.expect(202);
  const made = await until(
    'the file',
    async () => {
      const [newest] = (await view(session)).exports;
      if (newest?.state === 'failed') throw new Error('failed');
      return newest?.state === 'ready' ? newest : null;
    },
    { within: 60_000, every: 500 },
  );
  const { body } = await manager.agent.get(String(made.url)).buffer(true).parse(bytes).expect(200);
  expect(body).toHaveLength(Number(made.size));
  const part = await manager.agent.get(String(made.url)).set('Range', 'bytes=4-7').expect(206);
  expect(part.headers['content-range']).toBe(`bytes 4-7/${made.size}`);
  const path = join(folder, `${made.id}.mp4`);
  await writeFile(path, body as Buffer);
  return path;
}

function bytes(answer: request.Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const stream = answer as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}

describe('a replay of two takes of different sizes', () => {
  it('has chapters, is trimmed without errors, and is downloaded as it is shown', async () => {
    const { sessionId: session } = await addPlannedEvent(server, { hostId, title: '两路信号' });
    const [opening, loans] = [await addItem(session, '开场'), await addItem(session, '信贷产品推介')];
    await until('it has begun', async () => {
      await press(`stages/${session}/start`);
      return server.app.get(LiveRooms, { strict: false }).get(session);
    });
    const first = await TestEncoder.into(server, session, { size: '320x180' });
    await press(`sessions/${session}/agenda/current`, { itemId: opening }).expect(200);
    await until('three segments', async () => (await recorded(session)) >= 3, { within: 30_000, every: 200 });
    await first.stop();
    const second = await TestEncoder.into(server, session, { size: '480x270' });
    const before = await recorded(session);
    await until('the second take', async () => (await recorded(session)) >= before + 2, { within: 30_000, every: 200 });
    await press(`sessions/${session}/agenda/current`, { itemId: loans }).expect(200);
    await until('two more', async () => (await recorded(session)) >= before + 4, { within: 30_000, every: 200 });
    await press(`stages/${session}/end`).expect(200);
    await second.stop();
    await until('the replay', async () => (await view(session)).session.state === 'replay', {
      within: 30_000,
      every: 200,
    });

    const address = `${server.url}/streams/${session}/dvr.m3u8`;
    const whole = await decode(address);
    expect(whole.errors).toBe('');
    const { chapters, recorded: all } = await view(session);
    expect(chapters.map(({ title }) => title)).toEqual(['开场', '信贷产品推介']);
    const total = (all?.durationMs ?? 0) / 1000;
    expect(Math.abs(whole.seconds - total)).toBeLessThan(0.5);
    // Shown when all but the last two segments and what was on its way had been recorded.
    expect(chapters[1]?.atSeconds).toBeGreaterThan(total / 2);
    expect(chapters[1]?.atSeconds).toBeLessThan(total - 1);

    const copy = await decode(await download(session));
    expect(copy.errors).toBe('');
    expect(copy.sizes).toBe('480,270');
    expect(Math.abs(copy.seconds - total)).toBeLessThan(0.5);

    await manager.agent.patch(`/api/sessions/${session}/replay`).send({ trimStartMs: 2_500 }).expect(200);
    const trimmed = await decode(address);
    expect(trimmed.errors).toBe('');
    expect(whole.seconds - trimmed.seconds).toBeGreaterThan(1);
    const shown = (await view(session)).recorded?.shownMs ?? 0;
    expect(Math.abs(trimmed.seconds - shown / 1000)).toBeLessThan(0.5);
    expect((await view(session)).exports[0]?.state).toBe('superseded');
    const again = await decode(await download(session));
    expect(again.errors).toBe('');
    expect(Math.abs(again.seconds - shown / 1000)).toBeLessThan(0.5);

    // For viewers only where it is allowed.
    await request(server.url).get(`/api/sessions/${session}/replay/download`).expect(404);
    await manager.agent.patch(`/api/sessions/${session}/replay`).send({ downloadable: true }).expect(200);
    const { body: page } = await request(server.url).get(`/api/sessions/${session}`);
    await request(server.url).get(page.downloadUrl).set('Range', 'bytes=0-3').expect(206);

    // A part in the middle is withdrawn: files leave it out without a hole, the evidence has just that.
    const { text } = await get(session, 'dvr.m3u8');
    const at = Date.parse(String(/DATE-TIME:(.*)/.exec(text)?.[1])) + 2_500;
    await press(`stages/${session}/cut`, { reason: 'privacy' }).expect(200);
    const { body: cuts } = await press(`stages/${session}/cut/lift`, {});
    const cutId = cuts.history[0].id;
    await server.database.query(`UPDATE session_cut SET withdrawn_from = $2, withdrawn_to = $3 WHERE id = $1`, [
      cutId,
      new Date(at),
      new Date(at + 500),
    ]);
    // The range was moved behind the server's back; any edit makes it look again.
    await manager.agent.patch(`/api/sessions/${session}/replay`).send({ trimStartMs: 0 }).expect(200);
    const holed = await decode(await download(session));
    expect(holed.errors).toBe('');
    const left = ((await view(session)).recorded?.shownMs ?? 0) / 1000;
    expect(left).toBeLessThan(total - 1);
    expect(Math.abs(holed.seconds - left)).toBeLessThan(0.5);
    const evidence = await decode(await download(session, cutId));
    expect(evidence.errors).toBe('');
    expect(Math.abs(evidence.seconds - (total - left))).toBeLessThan(0.5);
  }, 240_000);
});
