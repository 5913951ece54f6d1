import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { takeAdtsFrames } from './adts.js';

function wrap(frame: Uint8Array): Buffer {
  const size = frame.length + 7;
  const head = [0xff, 0xf1, 0x4c, 0x80 | (size >> 11), (size >> 3) & 0xff, ((size & 7) << 5) | 0x1f, 0xfc];
  return Buffer.from([...head, ...frame]);
}

describe('takeAdtsFrames', () => {
  it('gives back the frames however the stream is cut into chunks', () => {
    const frames = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 300 }), (list, step) => {
        const stream = Buffer.concat(list.map(wrap));
        let rest: Buffer = Buffer.alloc(0);
        const out: Buffer[] = [];
        for (let at = 0; at < stream.length; at += step) {
          const taken = takeAdtsFrames(Buffer.concat([rest, stream.subarray(at, at + step)]));
          out.push(...taken.frames);
          rest = taken.rest;
        }
        expect(out).toEqual(list.map((frame) => Buffer.from(frame)));
        expect(rest.length).toBe(0);
      }),
    );
  });
});
