import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createMediaServer, type IngestOffer, type MediaServer, type MediaServerConfig } from '../../media/index.js';
import { testMediaConfig } from '../setup/media.js';
import { codeOf, Encoder, EngineView, FactLog, until } from '../setup/media-harness.js';

const roomId = 'r';
const venue = { roomId, peerId: 'venue' };
const prefix = 'streams/one';
let config: MediaServerConfig;
let server: MediaServer;
let engine: EngineView;
let log: FactLog;
let encoder: Encoder | null = null;

beforeEach(async () => {
  engine = new EngineView();
  config = await testMediaConfig({ segmentSeconds: 1 });
  server = await createMediaServer(config);
  log = new FactLog(server);
  await server.openRoom({ roomId });
  await server.openProgramme({ roomId, prefix });
});

afterEach(async () => {
  await encoder?.stop();
  encoder = null;
  await server.close();
  engine.close();
});

async function encode(): Promise<IngestOffer> {
  await encoder?.stop();
  const offer = await server.openIngest(venue);
  encoder = Encoder.start(offer);
  return offer;
}

function onAir({ videoProducerId, audioProducerId }: IngestOffer): Promise<void> {
  return server.setProgramme({ roomId, video: videoProducerId, audio: [audioProducerId] });
}

function taps(): string[] {
  const open = engine.openTransports('direct').map((transport) => transport.id);
  expect(open.length).toBeLessThanOrEqual(1);
  return engine.consumers.filter((consumer) => !consumer.closed).map((consumer) => consumer.producerId);
}

it('writes what was chosen, and keeps open through the loss of its worker', async () => {
  const first = await encode();
  await onAir(first);
  expect(await log.next('programme.take_started', { within: 15_000 })).toMatchObject({ roomId, take: 0 });
  await log.next('programme.segment', { within: 15_000 });
  expect((await server.snapshot()).rooms[0]?.programme).toBe(true);

  process.kill((await server.snapshot()).workers[0]!.pid, 'SIGKILL');
  await log.next('room.rebuilt', { within: 6_000 });
  const lostAt = log.of('worker.lost')[0]!.at;
  const { at: endedAt } = await log.next('programme.take_ended', { within: 15_000 });
  // At once, not when the silence is noticed.
  expect(Date.parse(endedAt) - Date.parse(lostAt)).toBeLessThan(2_000);
  expect((await server.snapshot()).rooms[0]?.programme).toBe(true);
  expect(await codeOf(onAir(first))).toBe('media.producer_not_found');

  const before = log.last;
  await onAir(await encode());
  const second = await log.next('programme.take_started', { after: before, within: 15_000 });
  expect(second.take).toBe(1);
  await log.next('programme.segment', { after: second.seq, within: 15_000 });

  const summary = await server.endProgramme({ roomId });
  expect(summary.takes).toBe(2);
  expect(log.of('programme.ended')).toMatchObject([{ roomId, summary }]);
  expect(taps()).toEqual([]);
  expect(await codeOf(onAir(first))).toBe('media.not_ready');
  expect(await codeOf(server.endProgramme({ roomId }))).toBe('media.not_ready');
  const root = config.sink.kind === 'folder' ? config.sink.root : '';
  const playlist = await readFile(join(root, prefix, 'dvr.m3u8'), 'utf8');
  expect(playlist).toContain('#EXT-X-ENDLIST');
  expect(playlist.match(/#EXT-X-DISCONTINUITY$/gm)).toHaveLength(1);
}, 90_000);

it('holds one tap per source on air, and leaves everything as it was when a choice is refused', async () => {
  const { videoProducerId: video, audioProducerId: sound } = await encode();
  expect(await codeOf(server.setProgramme({ roomId, video, audio: ['gone'] }))).toBe('media.producer_not_found');
  expect(taps()).toEqual([]);
  await server.setProgramme({ roomId, video, audio: [sound, sound] });
  expect(taps().sort()).toEqual([video, sound].sort());
  const before = engine.consumers.length;
  await server.setProgramme({ roomId, video, audio: [sound] });
  expect(engine.consumers).toHaveLength(before);

  expect(await codeOf(server.setProgramme({ roomId, video: sound, audio: [] }))).toBe('media.parameters_refused');
  expect(await codeOf(server.setProgramme({ roomId, video, audio: ['gone'] }))).toBe('media.producer_not_found');
  expect(taps().sort()).toEqual([video, sound].sort());
  await server.setProgramme({ roomId, video: null, audio: [sound] });
  expect(taps()).toEqual([sound]);

  expect(await codeOf(server.openProgramme({ roomId, prefix: 'streams/two' }))).toBe('media.limit_reached');
  await server.openProgramme({ roomId, prefix });
  await server.closeProducer({ ...venue, producerId: sound });
  await until('the end of the tap', 5_000, () => taps().length === 0);
  await server.setProgramme({ roomId, video, audio: [] });
  expect(taps()).toEqual([video]);
  await server.closeRoom({ roomId });
  expect(taps()).toEqual([]);
}, 30_000);

it('takes nothing new while it writes the last of what is on air', async () => {
  await onAir(await encode());
  await log.next('programme.take_started', { within: 15_000 });
  const closing = server.close();
  const late = { roomId: 'late' };
  expect(await codeOf(server.openRoom(late))).toBe('media.not_ready');
  await closing;
}, 30_000);
