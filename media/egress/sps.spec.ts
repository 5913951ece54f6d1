import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSps } from './sps.js';

describe('parseSps', () => {
  it.each([
    ['Z0LAHtkAoC/5cBEAAAMAAQAAAwAyDxYuSA==', 640, 360, 'avc1.42c01e'],
    ['Z0LAH9kAUAW7ARAAAAMAEAAAAwMg8YMkgA==', 1280, 720, 'avc1.42c01f'],
    ['Z2QAKKzZQHgCJ+XARAAAAwAEAAADAMg8YMZY', 1920, 1080, 'avc1.640028'],
    ['Z01ADOygoM/PgIgAAAMACAAAAwGQeKFMsA==', 320, 180, 'avc1.4d400c'],
    ['Z2QAHqzZQNg95vARAAADAAEAAAMAMg8WLZY=', 854, 480, 'avc1.64001e'],
    ['Z/QAFZGbKDIp+LwEQAAAAwBAAAAMh8UKZYA=', 400, 300, 'avc1.f40015'],
  ])('reads what x264 writes: %s', (base64, width, height, codec) => {
    expect(parseSps(Buffer.from(base64, 'base64'))).toEqual({ width, height, codec });
  });

  it('answers null for what is cut off', () => {
    const sps = Buffer.from('Z2QAKKzZQHgCJ+XARAAAAwAEAAADAMg8YMZY', 'base64');
    for (let size = 0; size < 9; size += 1) expect(parseSps(sps.subarray(0, size))).toBeNull();
  });

  it('never throws on rubbish', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void parseSps(Buffer.from(bytes))));
  });
});
