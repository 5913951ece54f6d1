import { describe, expect, it } from '@jest/globals';
import { curvePoints, minuteAt, peakOf } from './attendance-curve.js';

const minute = (n: number, present: number) => ({
  minute: new Date(Date.UTC(2026, 10, 23, 6, n)).toISOString(),
  present,
  watching: Math.floor(present / 2),
});
const at = (n: number) => Date.UTC(2026, 10, 23, 6, n);
/** Three minutes, a pause, two minutes. */
const CURVE = [minute(0, 2), minute(1, 5), minute(2, 5), minute(10, 0), minute(11, 3)];

describe('the curve of a session', () => {
  it('is broken while nothing is on air', () => {
    expect(curvePoints(CURVE, 'present')).toEqual([
      [at(0), 2],
      [at(1), 5],
      [at(2), 5],
      [at(3), null],
      [at(10), 0],
      [at(11), 3],
    ]);
    expect(curvePoints(CURVE, 'watching')[1]).toEqual([at(1), 2]);
    expect(curvePoints([], 'present')).toEqual([]);
  });

  it('has its peak where it was reached first, and none while nobody came', () => {
    expect(peakOf(CURVE)).toEqual(CURVE[1]);
    expect(peakOf([minute(0, 0)])).toBeUndefined();
  });

  it('finds the minute that was pressed', () => {
    expect(minuteAt(CURVE, at(1) + 20_000)).toEqual(CURVE[1]);
    expect(minuteAt(CURVE, at(8))).toEqual(CURVE[3]);
    expect(minuteAt([], at(0))).toBeUndefined();
  });
});
