import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
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

beforeAll(async () => {
  server = await startTestApp();
  hostId = await addOrganisation(server, { level: 'city' });
  manager = await signedIn(server, { role: 'window_manager', organisationId: hostId });
}, 60_000);
afterAll(() => server.close());

const get = (session: string, name: string) => request(server.url).get(`/streams/${session}/${name}`);
const segments = (text: string): string[] => text.split('\n').filter((line) => line.endsWith('.m4s'));
/** The server is another one after a crash, the manager is not. */
const signed = () => request.agent(server.url).set('Cookie', `${manager.cookie.name}=${manager.cookie.value}`);
const press = (session: string, command: string, body: object = {}) =>
  signed().post(`/api/stages/${session}/${command}`).send(body).expect(200);
const board = async (session: string) => (await request(server.url).get(`/api/sessions/${session}/board`)).body;

async function decode(url: string): Promise<string> {
  const args = ['-v', 'error', '-i', url, '-enc_time_base', '-1', '-f', 'null', '-'];
  return (await run(server.config.ffmpegPath, args)).stderr;
}

describe('a cut in the middle of a session', () => {
  it('is dark at once, also for a server that starts anew; after the lift the session goes on without what was withdrawn', async () => {
    const { sessionId: session } = await addPlannedEvent(server, { hostId });
    await press(session, 'start');
    let encoder = await TestEncoder.into(server, session);
    await until('four segments', async () => segments((await get(session, 'dvr.m3u8')).text).length >= 4, {
      within: 25_000,
    });
    const before = segments((await get(session, 'dvr.m3u8')).text);

    const pressed = Date.now();
    await press(session, 'cut', { reason: 'content' });
    await get(session, 'live.m3u8').expect(451);
    await get(session, String(before[0])).expect(451);
    expect(await board(session)).toMatchObject({ cut: true, feed: { hasVideo: false, hasAudio: false } });
    // The aim is one second; a suite on two busy cores allows three times as much.
    expect(Date.now() - pressed).toBeLessThan(3_000);

    // Neither a press of "resume" nor a new server puts it on air again.
    await press(session, 'pause');
    await press(session, 'resume');
    encoder.kill();
    await server.stop();
    server = await startTestApp({}, { database: server.database, dataDir: server.config.dataDir });
    await until('the room is open', () => server.app.get(LiveRooms, { strict: false }).get(session));
    encoder = await TestEncoder.into(server, session);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await board(session)).toMatchObject({ cut: true, feed: { hasVideo: false } });
    await get(session, 'dvr.m3u8').expect(451);

    const { body: view } = await signed().get(`/api/stages/${session}/cut`).expect(200);
    const withdrawFrom = new Date(Date.parse(view.history[0].cutAt) - 2_500).toISOString();
    await press(session, 'cut/lift', { withdrawFrom });
    const after = await until(
      'segments after the lift',
      async () => {
        const { status, text } = await get(session, 'dvr.m3u8');
        return status === 200 && segments(text).some((name) => Number(name.slice(4, 10)) > before.length + 2) && text;
      },
      { within: 30_000 },
    );
    expect(after).toContain('#EXT-X-DISCONTINUITY\n');
    expect(segments(after)).toContain(before[0]);
    const gone = before.at(-1);
    expect(segments(after)).not.toContain(gone);
    await get(session, String(gone)).expect(451);

    await press(session, 'end');
    await encoder.stop();
    await until('the replay', async () => (await board(session)).state === 'replay', { within: 20_000 });
    const replay = (await get(session, 'dvr.m3u8').expect(200)).text;
    expect(replay).toContain('#EXT-X-ENDLIST');
    expect(segments(replay)).not.toContain(gone);
    expect(await decode(`${server.url}/streams/${session}/dvr.m3u8`)).toBe('');
    // Nothing was deleted: the evidence has everything.
    const evidence = (await signed().get(`/streams/${session}/evidence.m3u8`).expect(200)).text;
    expect(segments(evidence)).toContain(gone);
    await signed().get(`/streams/${session}/${gone}`).expect(200);
  }, 120_000);
});
