import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OrderedPacket } from './reorder.js';
import { Vp8Depacketiser, type Vp8Frame } from './vp8.js';

const KEY = Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x40, 1, 2, 3, 4]);
const DELTA = Buffer.from([0x11, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);

/** Descriptors of every length: none, with picture numbers of one and two bytes, with layers. */
const DESCRIPTORS = [[0x00], [0x80, 0x80, 0x05], [0x80, 0x80, 0x85, 0x01], [0x80, 0xf0, 0x85, 0x01, 7, 0x20]];

function pack(frame: Buffer, timestamp: number, size: number, descriptor: number[]): OrderedPacket[] {
  const packets: OrderedPacket[] = [];
  for (let at = 0; at < frame.length; at += size) {
    const head = Buffer.from(descriptor);
    if (at === 0) head[0]! |= 0x10;
    const payload = Buffer.concat([head, frame.subarray(at, at + size)]);
    const marker = at + size >= frame.length;
    const packet = { payloadType: 96, marker, sequence: 0, timestamp, ssrc: 1, payload };
    packets.push({ packet, arrival: 0, lost: 0, restart: false });
  }
  return packets;
}

function play(packets: OrderedPacket[]): { frames: Vp8Frame[]; losses: number } {
  const frames: Vp8Frame[] = [];
  let losses = 0;
  const depacketiser = new Vp8Depacketiser(
    (frame) => frames.push(frame),
    () => (losses += 1),
  );
  for (const packet of packets) depacketiser.push(packet);
  return { frames, losses };
}

describe('Vp8Depacketiser', () => {
  it('gives back frames and the size of key frames', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.constantFrom(...DESCRIPTORS), (size, descriptor) => {
        const { frames } = play([...pack(KEY, 0, size, descriptor), ...pack(DELTA, 1, size, descriptor)]);
        expect(frames).toEqual([
          { timestamp: 0, size: { width: 320, height: 180 }, data: KEY },
          { timestamp: 1, size: null, data: DELTA },
        ]);
      }),
    );
  });

  it('waits for a key frame after a loss', () => {
    const pictures = [KEY, DELTA, DELTA, KEY, DELTA].map((frame, i) => pack(frame, i, 5, [0]));
    pictures[1]!.shift();
    pictures[1]![0]!.lost = 1;
    const { frames, losses } = play(pictures.flat());
    expect(frames.map(({ timestamp }) => timestamp)).toEqual([0, 3, 4]);
    expect(losses).toBe(1);
  });

  it('never throws on rubbish', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 })), (payloads) => {
        const like = pack(DELTA, 0, 99, [0])[0]!;
        play(payloads.map((payload) => ({ ...like, packet: { ...like.packet, payload: Buffer.from(payload) } })));
      }),
    );
  });
});
