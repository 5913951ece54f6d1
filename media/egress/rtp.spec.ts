import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Unwrapper, parseRtp } from './rtp.js';

describe('parseRtp', () => {
  const head = [0x80, 0xe0, 0x12, 0x34, 0, 0, 0, 5, 0, 0, 0, 9];

  it('reads the header and leaves the payload', () => {
    expect(parseRtp(Buffer.from([...head, 1, 2, 3]))).toEqual({
      payloadType: 0x60,
      marker: true,
      sequence: 0x1234,
      timestamp: 5,
      ssrc: 9,
      payload: Buffer.from([1, 2, 3]),
    });
  });

  it('skips contributing sources, header extensions and padding', () => {
    const packet = Buffer.from([...head, 7, 7, 7, 7, 0xbe, 0xde, 0, 1, 8, 8, 8, 8, 42, 0, 2]);
    packet[0] = 0x80 | 0x20 | 0x10 | 1;
    expect(parseRtp(packet)!.payload).toEqual(Buffer.from([42]));
  });

  it('refuses what promises more than it holds', () => {
    expect(parseRtp(Buffer.from(head.slice(0, 11)))).toBeNull();
    expect(parseRtp(Buffer.from([0x40, ...head.slice(1)]))).toBeNull();
    expect(parseRtp(Buffer.from([0x8f, ...head.slice(1)]))).toBeNull();
    expect(parseRtp(Buffer.from([0x90, ...head.slice(1), 0, 0]))).toBeNull();
    expect(parseRtp(Buffer.from([0xa0, ...head.slice(1), 200]))).toBeNull();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void parseRtp(Buffer.from(bytes))));
  });
});

describe('Unwrapper', () => {
  it('follows a counter across its wrap, also when values come out of order', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.array(fc.integer({ min: -2000, max: 3000 })), (start, steps) => {
        const unwrapper = new Unwrapper(16);
        let plain = unwrapper.unwrap(start);
        for (const step of steps) {
          plain += step;
          expect(unwrapper.unwrap(((plain % 65536) + 65536) % 65536)).toBe(plain);
        }
      }),
    );
  });
});
