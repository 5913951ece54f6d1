import { describe, expect, it } from '@jest/globals';
import { curvePath, roundTop } from './curve-path.js';

const SIZE = { width: 100, height: 50, top: 10 };

describe('the curve of a hall', () => {
  it.each([
    [0, 5],
    [5, 5],
    [6, 10],
    [11, 20],
    [201, 500],
    [501, 1000],
    [1000, 1000],
    [1001, 2000],
  ])('has an axis for %i that ends at %i', (value, top) => expect(roundTop(value)).toBe(top));

  it('goes from edge to edge, nothing above its top', () => {
    expect(curvePath([0, 5, 12], SIZE).line).toBe('M0 50L50 25L100 0');
    expect(curvePath([0, 5, 10], SIZE).area).toBe('M0 50L50 25L100 0L100 50L0 50Z');
  });

  it('is nothing without values, and level with a single one', () => {
    expect(curvePath([], SIZE)).toEqual({ line: '', area: '' });
    expect(curvePath([5], SIZE).line).toBe('M0 25L100 25');
  });
});
