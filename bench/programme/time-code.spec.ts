import { describe, expect, it } from '@jest/globals';
import { codeOf, delayOf } from './time-code.js';

describe('time code', () => {
  it('tells how long ago a picture was painted', () => {
    const painted = Date.parse('2026-11-23T08:00:00.123Z');
    expect(delayOf(codeOf(painted), painted)).toBe(0);
    expect(delayOf(codeOf(painted), painted + 7_654)).toBe(7_654);
  });

  it('goes on when its cycle begins anew', () => {
    const painted = 123 * 2 ** 24 - 1;
    expect(delayOf(codeOf(painted), painted + 40)).toBe(40);
  });

  it('refuses a code of which one bit was read wrong, black and white', () => {
    const now = Date.parse('2026-11-23T08:00:00.123Z');
    const code = codeOf(now);
    expect(code).toBeLessThan(2 ** 32);
    for (let bit = 0; bit < 32; bit += 1) {
      const isSet = Math.floor(code / 2 ** bit) % 2 === 1;
      expect(delayOf(code + (isSet ? -(2 ** bit) : 2 ** bit), now)).toBeNull();
    }
    expect(delayOf(0, now)).toBeNull();
    expect(delayOf(2 ** 32 - 1, now)).toBeNull();
  });
});
