import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ClockMap } from './clock-map.js';

describe('ClockMap', () => {
  it('finds the smallest delay behind the jitter, across the wrap of the timestamps', () => {
    const jitters = fc.array(fc.nat(60), { minLength: 100, maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), jitters, (start, list) => {
        const map = new ClockMap(90_000);
        list[20] = 0;
        let wrong = 0;
        list.forEach((jitter, i) => {
          const place = map.observe((start + i * 3000) % 2 ** 32, 1000 + (i * 100) / 3 + jitter);
          if (i >= 20) wrong = Math.max(wrong, Math.abs(place - (1000 + (i * 100) / 3)));
        });
        expect(wrong).toBeLessThan(1);
      }),
    );
  });

  it('follows a sender whose clock runs 200 ppm slow without a leap', () => {
    const map = new ClockMap(48_000);
    let last = 0;
    let [unsteady, wrong] = [0, 0];
    for (let i = 0; i < 30_000; i += 1) {
      const arrival = i * 20 * 1.0002 + (i % 7);
      const place = map.observe((i * 960) >>> 0, arrival);
      if (i > 200) unsteady = Math.max(unsteady, Math.abs(place - last - 20));
      wrong = Math.max(wrong, Math.abs(place - i * 20 * 1.0002));
      last = place;
    }
    expect(unsteady).toBeLessThan(0.2);
    expect(wrong).toBeLessThan(12);
  });

  it('begins anew when a sender sets its timestamps anew', () => {
    const map = new ClockMap(90_000);
    map.observe(0, 0);
    expect(map.observe(2_000_000_000, 40)).toBe(40);
  });
});
