import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createMediaServer, type MediaServer } from '../../media/index.js';
import { testMediaConfig } from '../setup/media.js';
import { codeOf, EngineView, FactLog, isAlive, until } from '../setup/media-harness.js';

let server: MediaServer;
let engine: EngineView;

beforeEach(async () => {
  engine = new EngineView();
  server = await createMediaServer(await testMediaConfig({ workers: 2 }));
});

afterEach(async () => {
  await server.close();
  engine.close();
});

it('opens one room for many who ask at once, and closes it once', async () => {
  const log = new FactLog(server);
  const answers = await Promise.all(Array.from({ length: 5 }, () => server.openRoom({ roomId: 'r' })));
  expect(new Set(answers.map((answer) => answer.epoch))).toEqual(new Set([1]));
  expect(engine.routers).toHaveLength(1);

  await Promise.all([server.closeRoom({ roomId: 'r' }), server.closeRoom({ roomId: 'r' })]);
  await server.closeRoom({ roomId: 'r' });
  expect(log.of('room.closed')).toHaveLength(1);
  expect(engine.routers[0]?.closed).toBe(true);
});

it('closes what is still opening', async () => {
  const opening = server.openRoom({ roomId: 'r' });
  await server.closeRoom({ roomId: 'r' });
  await opening;
  expect(engine.routers.every((router) => router.closed)).toBe(true);
  expect((await server.snapshot()).rooms).toEqual([]);
});

it('spreads rooms over the workers', async () => {
  for (const roomId of ['a', 'b', 'c', 'd']) await server.openRoom({ roomId });
  expect((await server.snapshot()).workers.map((worker) => worker.rooms)).toEqual([2, 2]);
});

it('ends its processes, twice without harm, and refuses work afterwards', async () => {
  await server.openRoom({ roomId: 'r' });
  const { workers } = await server.snapshot();
  await Promise.all([server.close(), server.close()]);
  await server.close();
  expect(workers.map((worker) => isAlive(worker.pid))).toEqual([false, false]);
  expect(await codeOf(server.openRoom({ roomId: 'r' }))).toBe('media.not_ready');
  expect(await codeOf(server.capabilities({ roomId: 'r', role: 'viewer' }))).toBe('media.not_ready');
});

it('ends even while a worker hangs', async () => {
  const { workers } = await server.snapshot();
  process.kill(workers[0]!.pid, 'SIGSTOP');
  const start = performance.now();
  await server.close();
  expect(performance.now() - start).toBeLessThan(6_000);
  expect(workers.map((worker) => isAlive(worker.pid))).toEqual([false, false]);
}, 15_000);

it('leaves SIGTERM and SIGINT to the server', async () => {
  const listeners = (): number => process.listenerCount('SIGTERM') + process.listenerCount('SIGINT');
  const before = listeners();
  const other = await createMediaServer(await testMediaConfig());
  expect(listeners()).toBe(before);
  await other.close();
});

it('says that a worker cannot be started, and leaves none behind', async () => {
  const config = await testMediaConfig({ workerBin: '/bin/false', workers: 2 });
  await expect(createMediaServer(config)).rejects.toThrow('a media worker could not be started');
});

it('says that a port is taken, and leaves no worker behind', async () => {
  const first = await createMediaServer(await testMediaConfig({ portBase: 31_871 }));
  const config = await testMediaConfig({ portBase: 31_870, workers: 2 });
  const before = engine.workers.length;
  await expect(createMediaServer(config)).rejects.toThrow('a media worker could not be started');
  const started = engine.workers.slice(before);
  expect(started).toHaveLength(2);
  await until('their end', 5_000, () => started.every((worker) => !isAlive(worker.pid)));
  await first.close();
});

it('numbers its facts without gaps and keeps listeners apart', async () => {
  server.onFact(() => {
    throw new Error('a listener that fails');
  });
  server.onFact((async () => Promise.reject(new Error('a listener that fails later'))) as () => void);
  const log = new FactLog(server);
  const unheard: unknown[] = [];
  const stop = server.onFact((fact) => unheard.push(fact));
  stop();
  await server.openRoom({ roomId: 'r' });
  await server.openIngest({ roomId: 'r', peerId: 'venue' });
  await server.closeRoom({ roomId: 'r' });
  expect(log.facts.map((fact) => fact.fact)).toEqual(['producer.opened', 'producer.opened', 'room.closed']);
  expect(log.facts.map((fact) => fact.seq)).toEqual([1, 2, 3]);
  expect(JSON.parse(JSON.stringify(log.facts))).toEqual(log.facts);
  expect(unheard).toEqual([]);
});

it('tells browsers every announced address', async () => {
  const config = await testMediaConfig({ announcedAddresses: ['203.0.113.7', 'media.example.org'] });
  const other = await createMediaServer(config);
  await other.openRoom({ roomId: 'r' });
  const offer = await other.openTransport({ roomId: 'r', peerId: 'v', role: 'viewer', direction: 'receive' });
  await other.close();
  const told = offer.iceCandidates.map(({ address, protocol }) => `${String(protocol)} ${String(address)}`);
  expect(told.sort()).toEqual(['tcp 203.0.113.7', 'tcp media.example.org', 'udp 203.0.113.7', 'udp media.example.org']);
  const udpPorts = offer.iceCandidates.filter(({ protocol }) => protocol === 'udp').map(({ port }) => port);
  expect(new Set(udpPorts).size).toBe(1);
});
