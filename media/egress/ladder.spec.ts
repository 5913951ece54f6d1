import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VIDEO_TIMESCALE as S } from './fmp4.js';
import { TakeLadder } from './ladder.js';
import { Packager } from './packager.js';
import type { Picture, PictureFormat } from './picture.js';
import { Rung } from './rung.js';
import type { FinishedSegment, Span, TakeInfo } from './segment.js';

const formatOf = (width: number): PictureFormat => ({
  ...{ width, height: (width * 9) / 16, codec: 'avc1.42e01f' },
  ...{ sps: [Buffer.from([0x67, 0x42, 0xe0, 0x1f])], pps: [] },
});
const [BEST, LOWER, LOWEST] = [formatOf(1280), formatOf(640), formatOf(320)];
const STEP = S / 25;

const picture = (at: number, key: boolean, format: PictureFormat): Picture => ({ at, key, nals: [], format });
/** Pictures 25 times a second, a key frame every two seconds; `late`: by which the layer's clock differs. */
const stream = (seconds: number, format: PictureFormat, { from = 0, late = 0 } = {}): Picture[] =>
  Array.from({ length: seconds * 25 }, (_, i) => picture(Math.round(from * S + i * STEP + late), i % 50 === 0, format));
const fill = (rung: Rung, pictures: Picture[]): Rung => {
  for (const one of pictures) rung.keep(one);
  return rung;
};
const take: TakeInfo = { number: 0, format: BEST, startAt: 0, mediaAt: 0, startedAt: 0, ladder: null };
const span = (from: number, to: number, pictures = stream(2, BEST, { from })): Span => ({
  ...{ take, from: from * S, to: to * S, pictures, independent: true },
});
const widths = (ladder: TakeLadder, of: Span) => ladder.divide(of).map(({ format }) => format.width);

describe('the ladder', () => {
  it('divides each layer where the best one was divided, whatever the clocks differ by', () => {
    fc.assert(
      fc.property(fc.integer({ min: -6000, max: 6000 }), fc.integer({ min: 2, max: 6 }), (late, count) => {
        const ladder = new TakeLadder([fill(new Rung(), stream(count * 2 + 1, LOWER, { late }))]);
        for (let i = 0; i < count; i += 1) {
          const [rendition] = ladder.divide(span(i * 2, i * 2 + 2));
          const times = rendition!.pictures.map(({ at }) => at);
          expect(rendition!.pictures[0]).toMatchObject({ at: i * 2 * S, key: true });
          expect(times).toHaveLength(50);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('has the layers that can be decoded from the beginning and are smaller than the one above them', () => {
    const all = () => [fill(new Rung(), stream(2, LOWER)), fill(new Rung(), stream(2, LOWEST))];
    expect(widths(new TakeLadder(all()), span(0, 2))).toEqual([640, 320]);
    const [middle, small] = all();
    // The best layer is not sent at the moment: the one below it is on air.
    const fallen = { ...span(0, 2), take: { ...take, format: LOWER } };
    expect(widths(new TakeLadder([middle!, small!]), fallen)).toEqual([320]);
    const late = fill(new Rung(), stream(2, LOWER, { from: 1.5 }));
    expect(widths(new TakeLadder([late]), span(0, 2))).toEqual([]);
  });

  it('shows the last key frame where nothing came, and asks for another take after six seconds', () => {
    const rung = fill(new Rung(), stream(2, LOWER));
    const ladder = new TakeLadder([rung]);
    ladder.divide(span(0, 2));
    for (const from of [2, 4, 6]) {
      expect(ladder.outdated).toBe(false);
      const [rendition] = ladder.divide(span(from, from + 2));
      expect(rendition!.pictures).toEqual([{ ...picture(from * S, true, LOWER) }]);
    }
    expect(ladder.outdated).toBe(true);
  });

  it('asks for another take when a layer came for good, not when the whole source is silent', () => {
    const rung = new Rung();
    const ladder = new TakeLadder([rung]);
    expect(ladder.divide(span(0, 2))).toEqual([]);
    for (const from of [2, 4, 6]) {
      expect(ladder.outdated).toBe(false);
      fill(rung, stream(2, LOWER, { from }));
      expect(ladder.divide(span(from, from + 2))).toEqual([]);
    }
    expect(ladder.outdated).toBe(true);

    const silent = new TakeLadder([fill(new Rung(), stream(2, LOWER))]);
    silent.divide(span(0, 2));
    for (const from of [2, 4, 6, 8]) silent.divide(span(from, from + 2, [picture(from * S, true, BEST)]));
    expect(silent.outdated).toBe(false);
  });

  it('keeps no more than some seconds of what nobody asks for', () => {
    const rung = fill(new Rung(), stream(600, LOWER));
    expect(rung.divide({ from: 0, to: 600 * S }, LOWER).length).toBeLessThan(16 * 25);
  });

  it('begins another take at a key frame, with the layer that came', () => {
    const rung = new Rung();
    const segments: FinishedSegment[] = [];
    const packager = new Packager({
      ...{ segmentSeconds: 2, firstTake: 0, mediaAt: 0, wallClock: (at: number) => at / 90 },
      ladder: () => new TakeLadder([rung]),
      onSegment: (segment) => segments.push(segment),
      ...{ onTakeStarted: () => undefined, onTakeEnded: () => undefined, onKeyFrameWanted: () => undefined },
    });
    const small = stream(20, LOWER);
    packager.startTake(picture(0, true, BEST));
    stream(20, BEST).forEach((best, i) => {
      if (best.at >= 4 * S) rung.keep(small[i]!);
      if (i > 0) packager.picture(best);
      packager.soundComplete(best.at);
    });
    const runs = segments.map(({ take: { number }, qualities }) => `${number}:${qualities.length}`);
    expect(runs[0]).toBe('0:1');
    expect(runs.at(-1)).toBe('1:2');
    expect(new Set(runs)).toEqual(new Set(['0:1', '1:2']));
  });
});
