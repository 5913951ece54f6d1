import { describe, expect, it } from '@jest/globals';
import { median, percentile, spreadOf } from './statistics.js';

describe('statistics', () => {
  it('percentiles are values that occurred: the nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    expect([0, 0.05, 0.3, 0.4, 0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([
      15, 15, 20, 20, 35, 50, 50,
    ]);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('the median lies between the two middle values of an even number', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
    expect(median([])).toBeNaN();
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  });
});
