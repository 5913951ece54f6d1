import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { centred, fitFilter, rectOf, sameShape } from './layout.js';

const frame = { width: 1280, height: 720 };
const evens = (rect: object): boolean => Object.values(rect).every((side: number) => side % 2 === 0);

describe('boxes', () => {
  it('lets boxes that touch as fractions touch as pixels', () => {
    const left = rectOf({ x: 0, y: 0, width: 1 / 3, height: 1 }, frame);
    const middle = rectOf({ x: 1 / 3, y: 0, width: 1 / 3, height: 1 }, frame);
    const right = rectOf({ x: 2 / 3, y: 0, width: 1 / 3, height: 1 }, frame);
    expect([left.x, left.x + left.width, middle.x + middle.width, right.x + right.width]).toEqual([
      0,
      middle.x,
      right.x,
      1280,
    ]);
  });

  it('gives even rectangles inside of the frame, however small or askew the box', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, unit, unit, (x, y, w, h) => {
        const rect = rectOf({ x, y, width: Math.min(w, 1 - x), height: Math.min(h, 1 - y) }, frame);
        expect(evens(rect)).toBe(true);
        expect(rect.width).toBeGreaterThanOrEqual(2);
        expect(rect.height).toBeGreaterThanOrEqual(2);
        expect(Math.min(rect.x, rect.y)).toBeGreaterThanOrEqual(0);
        expect(rect.x + rect.width).toBeLessThanOrEqual(1280);
        expect(rect.y + rect.height).toBeLessThanOrEqual(720);
      }),
    );
  });

  it('puts a fitted picture in the middle, at an even place, and never outside of its box', () => {
    const side = fc.integer({ min: 1, max: 300 }).map((half) => 2 * half);
    fc.assert(
      fc.property(side, side, (outer, inner) => {
        const box = { x: 10, y: 20, width: outer, height: outer };
        const size = Math.min(inner, outer);
        const { x, y } = centred({ width: size, height: size }, box);
        expect(evens({ x, y })).toBe(true);
        expect(x).toBeGreaterThanOrEqual(10);
        expect(x + size).toBeLessThanOrEqual(10 + outer);
        expect(Math.abs(x - 10 - (outer - size) / 2)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

/** ffmpeg's arithmetic, done here. */
function sizeOf(filter: string, dar: number): { width: number; height: number } {
  const side = (name: string): number => {
    const source = new RegExp(`${name}='([^']+)'`).exec(filter)![1]!;
    const known = ['min', 'max', 'round', 'ceil'].map((word) => `const ${word} = Math.${word};`).join('');
    return Number(new Function('dar', `${known} return ${source};`)(dar));
  };
  return { width: side('w'), height: side('h') };
}

describe('fitting', () => {
  const box = { width: 320, height: 180 };
  const shape = fc.double({ min: 0.1, max: 10, noNaN: true });

  it('contains: all of the picture within the box, touching two of its sides', () => {
    fc.assert(
      fc.property(shape, (dar) => {
        const size = sizeOf(fitFilter(box, 'contain'), dar);
        expect(evens(size)).toBe(true);
        expect(size.width <= 320 && size.height <= 180).toBe(true);
        expect(size.width === 320 || size.height === 180).toBe(true);
        expect(Math.abs(size.width - size.height * dar)).toBeLessThanOrEqual(1 + dar);
      }),
    );
  });

  it('covers: nothing of the box is left, and no more than needed is cut off', () => {
    fc.assert(
      fc.property(shape, (dar) => {
        const filter = fitFilter(box, 'cover');
        const size = sizeOf(filter, dar);
        expect(evens(size)).toBe(true);
        expect(size.width >= 320 && size.height >= 180).toBe(true);
        expect(size.width <= 322 || size.height <= 182).toBe(true);
        expect(filter.endsWith('crop=320:180')).toBe(true);
      }),
    );
  });

  it('knows a lower resolution from a telephone that was turned', () => {
    expect(sameShape({ width: 640, height: 360 }, { width: 426, height: 240 })).toBe(true);
    expect(sameShape({ width: 640, height: 360 }, { width: 360, height: 640 })).toBe(false);
    expect(sameShape({ width: 640, height: 360 }, { width: 640, height: 480 })).toBe(false);
  });
});
