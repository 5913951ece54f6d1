import { afterEach, expect, it } from '@jest/globals';
import { DEFAULT_TIMING } from '../../media/context.js';
import { askWithin } from '../../media/deadline.js';
import type { MediaServer, MediaServerConfig } from '../../media/index.js';
import { LiveWorker } from '../../media/live-worker.js';
import { LocalMediaServer } from '../../media/media-server.js';
import { testMediaConfig } from '../setup/media.js';
import { browserTrack, codeOf, EngineView, FactLog, fingerprint, isAlive, until } from '../setup/media-harness.js';

const roomId = 'r';
const viewer = { roomId, peerId: 'viewer' };
const host = { roomId, peerId: 'host' };
let server: MediaServer;
let engine: EngineView;
let log: FactLog;

async function start(overrides: Partial<MediaServerConfig> = {}, timing = DEFAULT_TIMING): Promise<void> {
  engine = new EngineView();
  server = await LocalMediaServer.create(await testMediaConfig(overrides), timing);
  log = new FactLog(server);
  await server.openRoom({ roomId });
}

afterEach(async () => {
  await server.close();
  engine.close();
});

/** The worker that carries the room. */
async function homePid(): Promise<number> {
  const { workers } = await server.snapshot();
  return workers.find((worker) => worker.rooms > 0)!.pid;
}

async function expectRoomToWork(epoch: number): Promise<void> {
  expect(await server.openRoom({ roomId })).toEqual({ roomId, epoch });
  const { transportId } = await server.openTransport({ ...host, role: 'publisher', direction: 'send' });
  await server.produce({
    ...host,
    transportId,
    kind: 'audio',
    source: 'microphone',
    rtpParameters: browserTrack('audio', 7),
  });
  await server.removePeer(host);
}

it.each([1, 2])(
  'rebuilds the rooms of a worker that dies (%d workers)',
  async (workers) => {
    await start({ workers });
    const { transportId } = await server.openTransport({ ...viewer, role: 'viewer', direction: 'receive' });
    const pid = await homePid();
    const began = performance.now();
    process.kill(pid, 'SIGKILL');
    const rebuilt = await log.next('room.rebuilt', { within: 6_000 });
    report('room rebuilt after SIGKILL', performance.now() - began, workers);
    expect(rebuilt).toMatchObject({ roomId, epoch: 2 });
    expect(log.of('worker.lost')).toMatchObject([{ reason: 'died' }]);
    await log.next('worker.replaced');
    // What was there is gone as a whole, without a word for each; the viewer's place is free again.
    expect(log.of('transport.state')).toEqual([]);
    expect(await codeOf(server.restartIce({ ...viewer, transportId }))).toBe('media.transport_not_found');
    expect(await server.viewerRoom({ roomId })).toEqual({ free: 100 * workers, present: 0 });
    expect((await server.snapshot()).workers).toHaveLength(workers);
    await expectRoomToWork(2);
  },
  20_000,
);

it('kills and replaces a worker that hangs', async () => {
  await start({ workers: 1 });
  const pid = await homePid();
  const began = performance.now();
  process.kill(pid, 'SIGSTOP');
  const lost = await log.next('worker.lost', { within: 9_000 });
  report('hang detected', performance.now() - began, 1);
  expect(lost.reason).toBe('hung');
  await log.next('room.rebuilt', { within: 6_000 });
  report('room rebuilt after SIGSTOP', performance.now() - began, 1);
  expect(isAlive(pid)).toBe(false);
  await expectRoomToWork(2);
}, 20_000);

it('keeps replacing a worker that dies again and again, ever more slowly', async () => {
  await start({ workers: 1 });
  const took: number[] = [];
  for (let death = 1; death <= 4; death += 1) {
    const pid = await homePid();
    const before = log.last;
    const began = performance.now();
    process.kill(pid, 'SIGKILL');
    await log.next('worker.replaced', { after: before, within: 6_000 });
    took.push(performance.now() - began);
    await log.next('room.rebuilt', { after: before, within: 6_000 });
  }
  expect(took[3]).toBeGreaterThan(900);
  expect(took[0]).toBeLessThan(took[3]!);
  await expectRoomToWork(5);
}, 30_000);

it('tells of a worker that died before anybody listened', async () => {
  await start({ workers: 1 });
  const worker = await LiveWorker.spawn({
    index: 7,
    bin: (await testMediaConfig()).workerBin,
    plan: { binds: [{ ip: '127.0.0.1', announcedAddress: '127.0.0.1' }], furtherAddresses: [] },
    port: 0,
    ask: askWithin(5_000),
    watchdog: { intervalMs: 1_000, deadlineMs: 1_500 },
  });
  process.kill(worker.pid, 'SIGKILL');
  await until('its death', 5_000, () => worker.gone);
  await expect(new Promise((resolve) => worker.onLost(resolve))).resolves.toBe('died');
});

it('does not come back with a room that was closed meanwhile', async () => {
  await start({ workers: 1 });
  // In the very moment of the loss: a replacement may stand a few milliseconds later.
  const closed = new Promise<void>((resolve, reject) => {
    server.onFact(({ fact }) => {
      if (fact === 'worker.lost') server.closeRoom({ roomId }).then(resolve, reject);
    });
  });
  process.kill(await homePid(), 'SIGKILL');
  await closed;
  await log.next('worker.replaced');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(log.of('room.rebuilt')).toEqual([]);
  expect((await server.snapshot()).workers[0]?.rooms).toBe(0);
});

it('answers within the deadline while a worker hangs, and keeps nothing that comes late', async () => {
  await start({ workers: 1, requestDeadlineMs: 400, watchdog: { intervalMs: 60_000, deadlineMs: 1_000 } });
  const { transportId } = await server.openTransport({ ...host, role: 'publisher', direction: 'send' });
  const pid = await homePid();
  process.kill(pid, 'SIGSTOP');
  const began = performance.now();
  const others = ['a', 'b', 'c'].map((peerId) => ({ roomId, peerId }));
  const codes = await Promise.all([
    ...others.map((peer) => codeOf(server.openTransport({ ...peer, role: 'viewer', direction: 'receive' }))),
    codeOf(server.openIngest({ roomId, peerId: 'venue' })),
    codeOf(server.openRoom({ roomId: 'second' })),
    codeOf(server.connectTransport({ ...host, transportId, dtlsParameters: fingerprint() })),
  ]);
  expect(new Set(codes)).toEqual(new Set(['media.deadline']));
  expect(performance.now() - began).toBeLessThan(3 * 400);
  expect(await server.viewerRoom({ roomId })).toEqual({ free: 100, present: 0 });

  process.kill(pid, 'SIGCONT');
  const router = engine.routers[0]!;
  await until('only the transport from before', 5_000, async () => {
    const { transportIds } = await router.dump();
    return transportIds.length === 1 && transportIds[0] === transportId;
  });
  await until('only the router from before', 5_000, async () => (await server.snapshot()).workers[0]?.rooms === 1);
  expect(engine.routers.filter((candidate) => !candidate.closed)).toEqual([router]);
  await server.openRoom({ roomId: 'second' });
  await server.openTransport({ ...viewer, role: 'viewer', direction: 'receive' });
}, 20_000);

it('closes a transport that nobody connects', async () => {
  await start({ workers: 1 }, { ...DEFAULT_TIMING, connect: 300 });
  const { transportId } = await server.openTransport({ ...viewer, role: 'viewer', direction: 'receive' });
  const state = await log.next('transport.state');
  expect(state).toMatchObject({ ...viewer, transportId, state: 'closed' });
  expect(await server.viewerRoom({ roomId })).toEqual({ free: 100, present: 0 });
});

function report(what: string, ms: number, workers: number): void {
  if (process.env.MEDIA_TEST_REPORT) console.info(`${what}: ${Math.round(ms)} ms (${workers} worker(s))`);
}
