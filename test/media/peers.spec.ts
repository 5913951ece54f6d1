import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMediaServer, type MediaServer } from '../../media/index.js';
import type { MediaJson, TransportOffer } from '../../src/contracts/media.contract.js';
import { testMediaConfig } from '../setup/media.js';
import { browserTrack, codeOf, EngineView, FactLog, fingerprint } from '../setup/media-harness.js';

const roomId = 'r';
const host = { roomId, peerId: 'host' };
const guest = { roomId, peerId: 'guest' };
const viewer = { roomId, peerId: 'viewer' };
let server: MediaServer;
let engine: EngineView;
let log: FactLog;
let full: MediaJson;

beforeAll(async () => {
  engine = new EngineView();
  server = await createMediaServer(await testMediaConfig());
  log = new FactLog(server);
});

afterAll(async () => {
  await server.close();
  engine.close();
});

beforeEach(async () => {
  await server.closeRoom({ roomId });
  await server.openRoom({ roomId });
  full = await server.capabilities({ roomId, role: 'publisher' });
});

function openSend(peer: typeof host): Promise<TransportOffer> {
  return server.openTransport({ ...peer, role: 'publisher', direction: 'send' });
}

function openReceive(peer: typeof host, role: 'publisher' | 'viewer' = 'viewer'): Promise<TransportOffer> {
  return server.openTransport({ ...peer, role, direction: 'receive' });
}

function produce(
  peer: typeof host,
  { transportId }: { transportId: string },
  kind: 'audio' | 'video',
  rtpParameters: MediaJson,
): Promise<{ producerId: string }> {
  return server.produce({ ...peer, transportId, kind, source: 'camera', rtpParameters });
}

it('lets a viewer receive but never send', async () => {
  expect(await codeOf(server.openTransport({ ...viewer, role: 'viewer', direction: 'send' }))).toBe(
    'media.not_publisher',
  );
  const offer = await openReceive(viewer);
  expect(await codeOf(produce(viewer, offer, 'video', browserTrack('video', 11)))).toBe('media.not_publisher');
  const send = await openSend(host);
  expect(await codeOf(produce(viewer, send, 'video', browserTrack('video', 11)))).toBe('media.not_publisher');
  // Nor does a publisher send on a transport that only receives.
  const receive = await openReceive(host, 'publisher');
  expect(await codeOf(produce(host, receive, 'video', browserTrack('video', 11)))).toBe('media.transport_not_found');
  expect(engine.producers.filter((producer) => !producer.closed)).toEqual([]);
});

it('takes from the viewers what they receive, at once; people on stage go on receiving', async () => {
  const send = await openSend(host);
  await openReceive(viewer);
  await openReceive(guest, 'publisher');
  const { producerId } = await produce(host, send, 'video', browserTrack('video', 15));
  const wanted = { producerIds: [producerId], rtpCapabilities: full };
  const { consumers } = await server.syncConsumers({ ...viewer, ...wanted });
  const consumerIds = consumers.map(({ consumerId }) => consumerId);
  await server.resumeConsumers({ ...viewer, consumerIds });
  await server.syncConsumers({ ...guest, ...wanted });
  // One that is being opened in that moment is closed as well.
  await server.syncConsumers({ ...viewer, producerIds: [], rtpCapabilities: full });
  const opening = server.syncConsumers({ ...viewer, ...wanted });
  await server.closeViewerConsumers({ roomId });
  await opening;
  await server.closeViewerConsumers({ roomId });
  expect(engine.consumers.filter(({ closed }) => !closed)).toHaveLength(1);
  const again = await server.syncConsumers({ ...viewer, ...wanted });
  expect(again.consumers).toHaveLength(1);
});

it("keeps peers away from each other's transports, producers and consumers", async () => {
  const send = await openSend(host);
  await openSend(guest);
  const receive = await openReceive(viewer);
  const { producerId } = await produce(host, send, 'video', browserTrack('video', 21));
  await openReceive(guest);
  const { consumers } = await server.syncConsumers({ ...viewer, producerIds: [producerId], rtpCapabilities: full });
  const [consumer] = consumers;
  const dtlsParameters = fingerprint();

  for (const peer of [guest, { roomId, peerId: 'nobody' }]) {
    for (const { transportId } of [send, receive, { transportId: 'no such' }]) {
      const address = { ...peer, transportId };
      expect(await codeOf(server.connectTransport({ ...address, dtlsParameters }))).toBe('media.transport_not_found');
      expect(await codeOf(server.restartIce(address))).toBe('media.transport_not_found');
      expect(await codeOf(produce(peer, { transportId }, 'audio', browserTrack('audio', 22)))).toBe(
        'media.transport_not_found',
      );
    }
    const ofOther = { ...peer, producerId };
    expect(await codeOf(server.setProducerPaused({ ...ofOther, paused: true }))).toBe('media.producer_not_found');
    expect(await codeOf(server.closeProducer(ofOther))).toBe('media.producer_not_found');
    expect(await codeOf(server.resumeConsumers({ ...peer, consumerIds: [consumer!.consumerId] }))).toBe(
      'media.consumer_not_found',
    );
  }
  const producer = engine.producers.find(({ id }) => id === producerId)!;
  expect([producer.closed, producer.paused]).toEqual([false, false]);
  expect(engine.consumers.find(({ id }) => id === consumer!.consumerId)?.paused).toBe(true);

  // The same ids in another room are foreign as well; a room that is not open has nobody.
  await server.openRoom({ roomId: 'other' });
  const elsewhere = { roomId: 'other', peerId: host.peerId };
  await openSend(elsewhere);
  expect(await codeOf(server.closeProducer({ ...elsewhere, producerId }))).toBe('media.producer_not_found');
  expect(await codeOf(produce(elsewhere, send, 'audio', browserTrack('audio', 23)))).toBe('media.transport_not_found');
  await server.closeRoom({ roomId: 'other' });
  expect(await codeOf(openSend(elsewhere))).toBe('media.not_ready');
});

it('closes a peer at once and forgets it', async () => {
  const send = await openSend(host);
  await openReceive(viewer);
  const { producerId } = await produce(host, send, 'audio', browserTrack('audio', 31));
  await server.syncConsumers({ ...viewer, producerIds: [producerId], rtpCapabilities: full });
  const before = log.last;
  await server.removePeer(host);
  await server.removePeer(host);
  await server.removePeer({ roomId: 'never opened', peerId: 'x' });
  expect(log.facts.filter((fact) => fact.seq > before).map((fact) => fact.fact)).toEqual([
    'producer.closed',
    'transport.state',
  ]);
  expect(await codeOf(server.restartIce({ ...host, transportId: send.transportId }))).toBe('media.transport_not_found');
  const { consumers } = await server.syncConsumers({ ...viewer, producerIds: [producerId], rtpCapabilities: full });
  expect(consumers).toEqual([]);
  await server.removePeer(viewer);
  expect(engine.openTransports()).toEqual([]);
  expect(await server.viewerRoom({ roomId })).toMatchObject({ present: 0, free: 100 });
});

it('gives a peer one transport per direction and four tracks', async () => {
  const first = await openSend(host);
  await produce(host, first, 'audio', browserTrack('audio', 41));
  const second = await openSend(host);
  await openReceive(host, 'publisher');
  expect(second.transportId).not.toBe(first.transportId);
  expect(engine.openTransports()).toHaveLength(2);
  expect(log.of('producer.closed').length).toBeGreaterThan(0);

  const tracks = [42, 43, 44, 45, 46].map((ssrc) => produce(host, second, 'audio', browserTrack('audio', ssrc)));
  const results = await Promise.allSettled(tracks);
  expect(results.map(({ status }) => status)).toEqual([...Array<string>(4).fill('fulfilled'), 'rejected']);
  expect(await codeOf(tracks[4]!)).toBe('media.limit_reached');
  expect(await codeOf(server.openIngest(host))).toBe('media.limit_reached');
  const { producerId } = await tracks[0]!;
  await server.closeProducer({ ...host, producerId });
  await produce(host, second, 'audio', browserTrack('audio', 47));
});

it('refuses more requests of one peer than it will ever answer', async () => {
  const flood = await Promise.all(Array.from({ length: 200 }, () => codeOf(openReceive(viewer))));
  expect(flood).toContain('media.limit_reached');
  expect(engine.openTransports()).toHaveLength(1);
});

it('connects a transport once', async () => {
  const { transportId } = await openReceive(viewer);
  const request = { ...viewer, transportId, dtlsParameters: fingerprint() };
  const [once, twice] = await Promise.all([
    codeOf(server.connectTransport(request)),
    codeOf(server.connectTransport(request)),
  ]);
  expect([once, twice]).toEqual(['no error', 'media.limit_reached']);
  expect(await codeOf(server.connectTransport(request))).toBe('media.limit_reached');
  const { iceParameters } = await server.restartIce(request);
  expect(iceParameters).toMatchObject({ iceLite: true });
  expect(engine.openTransports()).toHaveLength(1);
});

it('makes consumers equal to what is wanted, paused, whoever asks at the same time', async () => {
  const send = await openSend(host);
  const video = (await produce(host, send, 'video', browserTrack('video', 51))).producerId;
  const audio = (await produce(host, send, 'audio', browserTrack('audio', 52))).producerId;
  await openReceive(viewer);
  const sync = async (...producerIds: string[]): Promise<string[]> => {
    const answer = await server.syncConsumers({ ...viewer, producerIds, rtpCapabilities: full });
    expect(answer.consumers.map((consumer) => consumer.producerId)).toEqual(
      [...new Set(producerIds)].filter((id) => id !== 'gone'),
    );
    return answer.consumers.map((consumer) => consumer.consumerId);
  };
  const opened = engine.consumers.length;
  const [a, b, c] = await Promise.all([sync(video, audio), sync(video, audio), sync(video, video, 'gone', audio)]);
  expect(b).toEqual(a);
  expect(c).toEqual(a);
  const consumers = engine.consumers.slice(opened);
  expect(consumers).toHaveLength(2);
  expect(consumers.map((consumer) => consumer.paused)).toEqual([true, true]);

  expect(await codeOf(server.resumeConsumers({ ...viewer, consumerIds: [a[0]!, 'foreign'] }))).toBe(
    'media.consumer_not_found',
  );
  expect(consumers[0]?.paused).toBe(true);
  await server.resumeConsumers({ ...viewer, consumerIds: a });
  expect(consumers.map((consumer) => consumer.paused)).toEqual([false, false]);

  await sync(audio);
  expect(consumers.map((consumer) => consumer.closed)).toEqual([true, false]);
  // The picture was withdrawn between the offer and the answer: no error, the sound goes on.
  await server.resumeConsumers({ ...viewer, consumerIds: a });
  await sync();
  expect(consumers.every((consumer) => consumer.closed)).toBe(true);
});

it('leaves out what a viewer cannot decode', async () => {
  const send = await openSend(host);
  const video = (await produce(host, send, 'video', browserTrack('video', 61))).producerId;
  const audio = (await produce(host, send, 'audio', browserTrack('audio', 62))).producerId;
  await openReceive(viewer);
  const codecs = (full.codecs as { mimeType: string }[]).filter(({ mimeType }) => !/h264/i.test(mimeType));
  const rtpCapabilities = { ...full, codecs: codecs.filter((_, index) => index < 1) };
  const { consumers } = await server.syncConsumers({ ...viewer, producerIds: [video, audio], rtpCapabilities });
  expect(consumers.map((consumer) => consumer.kind)).toEqual(['audio']);
});

it('spends no bandwidth estimation on viewers, whatever they ask for', async () => {
  const send = await openSend(host);
  const producerIds = [
    (await produce(host, send, 'video', browserTrack('video', 71))).producerId,
    (await produce(host, send, 'audio', browserTrack('audio', 72))).producerId,
  ];
  const estimation = /transport-cc|goog-remb|transport-wide-cc|abs-send-time/;
  expect(JSON.stringify(full)).toMatch(estimation);
  expect(JSON.stringify(await server.capabilities({ roomId, role: 'viewer' }))).not.toMatch(estimation);

  await openReceive(viewer);
  await openReceive(guest, 'publisher');
  const opened = engine.consumers.length;
  await server.syncConsumers({ ...viewer, producerIds, rtpCapabilities: full });
  const ofViewer = engine.consumers.slice(opened);
  expect(ofViewer).toHaveLength(2);
  for (const consumer of ofViewer) expect(JSON.stringify(consumer.rtpParameters)).not.toMatch(estimation);
  await server.syncConsumers({ ...guest, producerIds, rtpCapabilities: full });
  expect(JSON.stringify(engine.consumers.slice(opened + 2).map((consumer) => consumer.rtpParameters))).toMatch(
    estimation,
  );
});

it('refuses rubbish and goes on as if nothing had been said', async () => {
  const send = await openSend(host);
  await openReceive(viewer);
  const { pid } = (await server.snapshot()).workers[0]!;
  const good = browserTrack('video', 81);
  const { producerId } = await produce(host, send, 'audio', browserTrack('audio', 82));
  const opened = engine.producers.length;
  const polluting = JSON.parse('{"__proto__":{"polluted":true},"codecs":[{"__proto__":{"x":1}}]}') as MediaJson;

  const values = fc.oneof(
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.jsonValue({ maxDepth: 4 }),
  );
  const anything = fc.dictionary(fc.constantFrom('codecs', 'encodings', 'rtcp', 'mid', 'role', 'fingerprints'), values);
  const refused = fc.asyncProperty(anything, async (rubbish) => {
    expect(await codeOf(produce(host, send, 'video', rubbish))).toBe('media.parameters_refused');
    const request = { ...host, transportId: send.transportId, dtlsParameters: rubbish };
    expect(await codeOf(server.connectTransport(request))).toBe('media.parameters_refused');
    const sync = server.syncConsumers({ ...viewer, producerIds: [producerId], rtpCapabilities: rubbish });
    expect(await codeOf(sync)).toBe('media.parameters_refused');
  });
  await fc.assert(refused, { numRuns: 60, examples: [[polluting], [{}], [null as never], [[] as never]] });

  // One field at a time of what would otherwise be right.
  const [codec] = good.codecs as MediaJson[];
  const wrong: MediaJson[] = [
    { ...good, codecs: [{ ...codec, payloadType: 4096 }] },
    { ...good, codecs: [{ ...codec, mimeType: 'audio/opus' }] },
    { ...good, codecs: [{ ...codec, mimeType: 'video/H265' }] },
    { ...good, codecs: [{ ...codec, parameters: { 'packetization-mode': 0 } }] },
    { ...good, codecs: [{ ...codec, parameters: { 'profile-level-id': ['42e01f'] } }] },
    { ...good, codecs: [{ ...codec, rtcpFeedback: [{ type: 7 }] }] },
    { ...good, codecs: Array(1_000).fill(codec) },
    { ...good, encodings: [{ ssrc: 2 ** 40 }] },
    { ...good, encodings: [{ ssrc: 81, rid: {} }] },
    { ...good, encodings: [{ ssrc: 81, scalabilityMode: 'x'.repeat(1e6) }] },
    { ...good, headerExtensions: [{ uri: 'urn:not:known', id: 3 }] },
    { ...good, headerExtensions: [{ uri: 7, id: 3 }] },
    { ...good, mid: 'm'.repeat(1e6) },
    { ...good, rtcp: { cname: 7 } },
    { ...good, rtcp: [] as unknown as MediaJson },
    // Taken by the sound above: the worker itself says no.
    { ...good, encodings: [{ ssrc: 82 }] },
  ];
  for (const rubbish of wrong) {
    expect({
      rubbish: JSON.stringify(rubbish).slice(0, 200),
      code: await codeOf(produce(host, send, 'video', rubbish)),
    }).toMatchObject({
      code: 'media.parameters_refused',
    });
  }
  for (const dtlsParameters of [fingerprint(31), { fingerprints: [] }, { ...fingerprint(), role: 'boss' }]) {
    const request = { ...host, transportId: send.transportId, dtlsParameters };
    expect(await codeOf(server.connectTransport(request))).toBe('media.parameters_refused');
  }

  expect(engine.producers.slice(opened)).toEqual([]);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  await produce(host, send, 'video', good);
  await server.connectTransport({ ...host, transportId: send.transportId, dtlsParameters: fingerprint() });
  expect((await server.snapshot()).workers[0]?.pid).toBe(pid);
  expect(log.of('worker.lost')).toEqual([]);
}, 60_000);

it('tells of what is published, and pauses and ends it', async () => {
  const before = log.last;
  const send = await openSend(host);
  const { producerId } = await produce(host, send, 'video', browserTrack('video', 91));
  const producer = engine.producers.find(({ id }) => id === producerId)!;
  await server.setProducerPaused({ ...host, producerId, paused: true });
  expect(producer.paused).toBe(true);
  await server.setProducerPaused({ ...host, producerId, paused: false });
  expect(producer.paused).toBe(false);
  expect((await server.snapshot()).rooms[0]).toMatchObject({ publishers: 1, viewers: 0 });
  await server.closeTransport({ ...host, direction: 'send' });
  await server.closeTransport({ ...host, direction: 'send' });
  expect(log.facts.filter((fact) => fact.seq > before)).toMatchObject([
    { fact: 'producer.opened', ...host, producerId, kind: 'video', source: 'camera' },
    { fact: 'producer.closed', ...host, producerId },
    { fact: 'transport.state', ...host, transportId: send.transportId, state: 'closed' },
  ]);
  expect(await codeOf(server.closeProducer({ ...host, producerId }))).toBe('media.producer_not_found');
});
