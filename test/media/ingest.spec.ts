import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { askWithin } from '../../media/deadline.js';
import { DirectTap } from '../../media/direct-tap.js';
import { Ingest } from '../../media/ingest.js';
import { createMediaServer, type IngestOffer, type MediaServer } from '../../media/index.js';
import { testMediaConfig } from '../setup/media.js';
import { Encoder, EngineView, FactLog, until } from '../setup/media-harness.js';

const venue = { roomId: 'r', peerId: 'venue' };
let server: MediaServer;
let engine: EngineView;
let log: FactLog;
let offer: IngestOffer;
let encoder: Encoder;

beforeAll(async () => {
  engine = new EngineView();
  server = await createMediaServer(await testMediaConfig());
  log = new FactLog(server);
  await server.openRoom({ roomId: 'r' });
  offer = await server.openIngest(venue);
  encoder = Encoder.start(offer);
});

afterAll(async () => {
  await encoder.stop();
  await server.close();
  engine.close();
});

async function tapOf(producerId: string): Promise<DirectTap> {
  const router = engine.routers[0]!;
  const producer = engine.producers.find((candidate) => candidate.id === producerId)!;
  const transport = await router.createDirectTransport();
  return DirectTap.open({ transport, rtpCapabilities: router.rtpCapabilities, ask: askWithin(5_000) }, producer);
}

it("hands an encoder's packets to taps", async () => {
  const video = await tapOf(offer.videoProducerId);
  const audio = await tapOf(offer.audioProducerId);
  expect([video.kind, video.mimeType, video.clockRate]).toEqual(['video', 'video/H264', 90_000]);
  expect([audio.kind, audio.mimeType, audio.clockRate, audio.channels]).toEqual(['audio', 'audio/opus', 48_000, 2]);
  const packets: Buffer[] = [];
  const sounds: Buffer[] = [];
  video.onRtp((packet) => packets.push(packet));
  audio.onRtp((packet) => sounds.push(packet));
  await until('a second of picture and sound', 15_000, () => packets.length > 20 && sounds.length > 40);
  // Whole RTP packets, version 2.
  expect(packets.every((packet) => packet.length > 12 && packet[0]! >> 6 === 2)).toBe(true);
  video.requestKeyFrame();

  video.close();
  video.close();
  const count = packets.length;
  const heard = sounds.length;
  await until('more sound', 5_000, () => sounds.length > heard + 20);
  expect(packets.length).toBe(count);
  audio.close();
}, 30_000);

it('tells when RTP stops and when it comes again', async () => {
  await until('the first packets', 10_000, async () => (await engine.producers[0]!.getStats())[0]?.packetCount);
  const before = log.last;
  encoder.signal('SIGSTOP');
  const start = performance.now();
  const stopped = await log.next('producer.flow', { after: before, within: 9_000 });
  const took = performance.now() - start;
  encoder.signal('SIGCONT');
  const again = await log.next('producer.flow', { after: log.last, within: 6_000 });
  expect(stopped).toMatchObject({ ...venue, flowing: false });
  expect(took).toBeGreaterThan(2_000);
  expect(again.flowing).toBe(true);
  const ofPicture = (): boolean[] =>
    log
      .of('producer.flow')
      .filter((fact) => fact.seq > before && fact.producerId === offer.videoProducerId)
      .map((fact) => fact.flowing);
  await until('both news of the picture', 6_000, () => ofPicture().length === 2);
  expect(ofPicture()).toEqual([false, true]);
}, 30_000);

it('does not take a pause for silence', async () => {
  const pause = (paused: boolean): Promise<unknown> =>
    Promise.all(
      [offer.videoProducerId, offer.audioProducerId].map((producerId) =>
        server.setProducerPaused({ ...venue, producerId, paused }),
      ),
    );
  await pause(true);
  encoder.signal('SIGSTOP');
  const before = log.last;
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  // Nor does the time of the pause count afterwards.
  await pause(false);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(log.facts.filter((fact) => fact.seq > before)).toEqual([]);
  encoder.signal('SIGCONT');
}, 20_000);

it('tells a tap that its producer ended, and opens a new ingest in place of the old one', async () => {
  const tap = await tapOf(offer.videoProducerId);
  let ended = 0;
  tap.onClosed(() => (ended += 1));
  const next = await server.openIngest(venue);
  await until('the end of the tap', 5_000, () => ended);
  expect(ended).toBe(1);
  expect(next.videoProducerId).not.toBe(offer.videoProducerId);
  expect(Math.abs(next.videoPort - next.audioPort)).not.toBe(1);
  expect(log.of('producer.closed').map((fact) => fact.producerId)).toEqual(
    expect.arrayContaining([offer.videoProducerId, offer.audioProducerId]),
  );
  expect(engine.openTransports('plain')).toHaveLength(2);
});

it('never gives an encoder two neighbouring ports', async () => {
  const router = engine.routers[0]!;
  for (let round = 0; round < 8; round += 1) {
    const loopbackPorts = { min: 30_400, max: 30_403 };
    const ingest = await Ingest.open(router, { ask: askWithin(5_000), loopbackPorts });
    const { videoPort, audioPort } = ingest.offer();
    expect(Math.abs(videoPort - audioPort)).toBeGreaterThan(1);
    ingest.close();
    await router.dump();
  }
  // What was opened on the way is closed again.
  expect(engine.openTransports('plain')).toHaveLength(2);
});
