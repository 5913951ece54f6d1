import { describe, expect, it } from '@jest/globals';
import { thinnedCurve } from './thinned-curve.js';

const curveOf = (...present: number[]) =>
  present.map((n, at) => ({ minute: new Date(at * 60_000).toISOString(), present: n, watching: 0 }));

describe('the curve of a hall', () => {
  it('is left as it is while it is short', () => {
    expect(thinnedCurve(curveOf(1, 2, 3), 3)).toEqual(curveOf(1, 2, 3));
    expect(thinnedCurve([], 3)).toEqual([]);
  });

  it('keeps its peak and its order when it is long', () => {
    const day = curveOf(...Array.from({ length: 1_440 }, (_, at) => (at === 777 ? 9_999 : at % 60)));
    const thin = thinnedCurve(day, 240);
    expect(thin).toHaveLength(240);
    expect(Math.max(...thin.map(({ present }) => present))).toBe(9_999);
    expect(thin.map(({ minute }) => minute)).toEqual(thin.map(({ minute }) => minute).toSorted());
  });
});
