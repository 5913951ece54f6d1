import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { types } from 'mediasoup';
import { DEFAULT_TIMING } from '../../media/context.js';
import { LocalMediaServer } from '../../media/media-server.js';
import type { MediaServer } from '../../media/index.js';
import { testMediaConfig } from '../setup/media.js';
import { codeOf, Encoder, EngineView, FactLog, until } from '../setup/media-harness.js';

const roomId = 'r';
const venue = { roomId, peerId: 'venue' };
const SEATS = 2;
let server: MediaServer;
let engine: EngineView;
let log: FactLog;

beforeEach(async () => {
  engine = new EngineView();
  const config = await testMediaConfig({ workers: 2, viewersPerWorker: SEATS });
  server = await LocalMediaServer.create(config, { ...DEFAULT_TIMING, edgeLinger: 300 });
  log = new FactLog(server);
  await server.openRoom({ roomId });
});

afterEach(async () => {
  await server.close();
  engine.close();
});

async function sit(peerId: string): Promise<string> {
  const { transportId } = await server.openTransport({ roomId, peerId, role: 'viewer', direction: 'receive' });
  return transportId;
}

/** The router on which a transport really is. */
async function routerOf(transportId: string): Promise<types.Router> {
  for (const router of engine.routers.filter((candidate) => !candidate.closed)) {
    if ((await router.dump()).transportIds.includes(transportId)) return router;
  }
  throw new Error(`no router has transport ${transportId}`);
}

async function viewersByWorker(): Promise<number[]> {
  return (await server.snapshot()).workers.map((worker) => worker.viewers).sort();
}

it('fills the origin first, then another worker, then refuses', async () => {
  expect(await server.viewerRoom({ roomId })).toEqual({ free: 4, present: 0 });
  const origin = engine.routers[0]!;
  const routers = [];
  for (const peerId of ['a', 'b', 'c', 'd']) routers.push(await routerOf(await sit(peerId)));
  expect(routers.map((router) => router === origin)).toEqual([true, true, false, false]);
  expect(routers[2]).toBe(routers[3]);
  expect(await codeOf(sit('e'))).toBe('media.full');
  expect(await server.viewerRoom({ roomId })).toEqual({ free: 0, present: 4 });

  // Places are a worker's, not a room's: another room finds none either.
  await server.openRoom({ roomId: 'other' });
  const elsewhere = { roomId: 'other', peerId: 'x', role: 'viewer', direction: 'receive' } as const;
  expect(await codeOf(server.openTransport(elsewhere))).toBe('media.full');
  // Publishers take no viewer's place.
  await server.openTransport({ roomId, peerId: 'host', role: 'publisher', direction: 'receive' });

  // Who opens anew gives its own place back first; who leaves makes room.
  await sit('a');
  await server.removePeer({ roomId, peerId: 'b' });
  expect(await server.viewerRoom({ roomId })).toEqual({ free: 1, present: 3 });
  expect(await routerOf(await sit('e'))).toBe(origin);
});

it('never lets two who come together share a place', async () => {
  const codes = await Promise.all(Array.from({ length: 7 }, (_, index) => codeOf(sit(`v${index}`))));
  expect(codes.filter((code) => code === 'no error')).toHaveLength(4);
  expect(codes.filter((code) => code === 'media.full')).toHaveLength(3);
  expect(await viewersByWorker()).toEqual([2, 2]);
  expect(engine.routers.filter((router) => !router.closed)).toHaveLength(2);
});

it('brings packets to the edge once, however many ask for them', async () => {
  const offer = await server.openIngest(venue);
  const encoder = Encoder.start(offer);
  try {
    await sit('a');
    await sit('b');
    const edge = await routerOf(await sit('c'));
    await sit('d');
    const rtpCapabilities = await server.capabilities({ roomId, role: 'viewer' });
    const producerIds = [offer.videoProducerId, offer.audioProducerId];
    const answers = await Promise.all(
      ['c', 'd', 'c'].map((peerId) => server.syncConsumers({ roomId, peerId, producerIds, rtpCapabilities })),
    );
    for (const { consumers } of answers) {
      expect(consumers.map((consumer) => consumer.producerId)).toEqual(producerIds);
    }
    // One pair of pipe transports, one producer per track on the far side.
    expect(engine.openTransports('pipe')).toHaveLength(2);
    const { mapProducerIdConsumerIds } = await edge.dump();
    expect(mapProducerIdConsumerIds.map(({ key }) => key).sort()).toEqual([...producerIds].sort());

    const direct = await edge.createDirectTransport();
    const heard = { video: 0, audio: 0 };
    for (const producerId of producerIds) {
      const consumer = await direct.consume({ producerId, rtpCapabilities: edge.rtpCapabilities });
      consumer.on('rtp', () => (heard[consumer.kind] += 1));
    }
    await until('packets on the edge', 10_000, () => heard.video > 20 && heard.audio > 20);

    // A pause at the origin holds on the edge, and so does the end.
    const far = engine.producers.filter((producer) => producer.id === offer.videoProducerId).at(-1)!;
    await server.setProducerPaused({ ...venue, producerId: offer.videoProducerId, paused: true });
    await until('the pause on the edge', 5_000, () => far.paused);
    await server.setProducerPaused({ ...venue, producerId: offer.videoProducerId, paused: false });
    await until('the picture on the edge again', 5_000, () => !far.paused);
    await server.closeProducer({ ...venue, producerId: offer.videoProducerId });
    await until('the end on the edge', 5_000, () => far.closed);
  } finally {
    await encoder.stop();
  }
}, 40_000);

it('drops an edge with its worker, and only that', async () => {
  const home = (await server.snapshot()).workers.find((worker) => worker.rooms > 0)!;
  await sit('a');
  await sit('b');
  const lost = [await sit('c'), await sit('d')];
  const edge = (await server.snapshot()).workers.find((worker) => worker.pid !== home.pid)!;
  process.kill(edge.pid, 'SIGKILL');
  await log.next('worker.replaced');
  await until('word of both viewers', 5_000, () => log.of('transport.state').length === 2);
  expect(log.of('transport.state').map((fact) => fact.transportId)).toEqual(lost);
  expect(log.of('room.rebuilt')).toEqual([]);
  expect(await server.viewerRoom({ roomId })).toEqual({ free: 2, present: 2 });
  await Promise.all([sit('c'), sit('d')]);
  expect(await viewersByWorker()).toEqual([2, 2]);
}, 20_000);

it('closes an edge that nobody sits on any more, but not under somebody who comes back', async () => {
  for (const peerId of ['a', 'b', 'c']) await sit(peerId);
  const edge = engine.routers[1]!;
  await server.removePeer({ roomId, peerId: 'c' });
  await sit('c');
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(edge.closed).toBe(false);
  await server.removePeer({ roomId, peerId: 'c' });
  await until('the end of the edge', 3_000, () => edge.closed);
  expect(engine.openTransports('pipe')).toEqual([]);
  await sit('c');
  expect(await viewersByWorker()).toEqual([1, 2]);
});

it('closes its edges with the room', async () => {
  for (const peerId of ['a', 'b', 'c']) await sit(peerId);
  await server.closeRoom({ roomId });
  await until('no router', 3_000, () => engine.routers.every((router) => router.closed));
  expect((await server.snapshot()).workers.map((worker) => [worker.rooms, worker.viewers])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
