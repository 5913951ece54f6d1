import { describe, expect, it } from '@jest/globals';
import { recordedMs, shownSeconds } from './recorded-time.js';

const WITHDRAWN = [
  { fromMs: 10_000, toMs: 14_000 },
  { fromMs: 20_000, toMs: 30_000 },
];

describe('places of a recording of which parts are withdrawn', () => {
  it.each([
    [5, 5_000],
    [9.9, 9_900],
    [10, 14_000],
    [15, 19_000],
    [16, 30_000],
    [20, 34_000],
  ])('%d s of what is shown are %d ms of what is recorded, and back', (shown, recorded) => {
    expect(recordedMs(shown, WITHDRAWN)).toBe(recorded);
    expect(shownSeconds(recorded, WITHDRAWN)).toBe(shown);
  });
});
