import { describe, expect, it } from '@jest/globals';
import type { ListedSegment } from '../media.provider.js';
import { keptSegments } from '../streams/kept-segments.js';
import { chaptersOf, gapsOf, type Mark } from './chapters.js';

const BEGIN = Date.parse('2026-11-23T02:00:00Z');
const at = (seconds: number) => new Date(BEGIN + seconds * 1000);
const mark = (seconds: number, title: string): Mark => ({ at: at(seconds), title, kind: 'agenda', presenter: '' });
const places = (chapters: ReturnType<typeof chaptersOf>) =>
  chapters.map(({ title, atSeconds }) => `${title} ${atSeconds}`);

/** Ten seconds, a pause of one minute, ten seconds. */
const segments: ListedSegment[] = [0, 2, 4, 6, 8, 70, 72, 74, 76, 78].map((second, sequence) => ({
  sequence,
  take: second < 70 ? 0 : 1,
  duration: 2,
  startedAt: BEGIN + second * 1000,
  independent: true,
  kilobits: [],
}));
const shown = (rule: Parameters<typeof keptSegments>[1]) => keptSegments(segments, rule);
const ALL = { withdrawn: [], trim: null };

describe('chapters', () => {
  it('stand where their moment is on the time line, which leaves pauses out', () => {
    const marks = [mark(73, 'c'), mark(-5, 'a'), mark(4, 'b'), mark(90, 'after the end')];
    expect(places(chaptersOf(marks, shown(ALL)))).toEqual(['a 0', 'b 4', 'c 13']);
  });

  it('shown during a pause they begin where the picture goes on; the last one shown there names it', () => {
    const marks = [mark(20, 'withdrawn again'), mark(40, 'b')];
    expect(places(chaptersOf(marks, shown(ALL)))).toEqual(['b 10']);
  });

  it('move with the trim; what is on at the new beginning is its chapter', () => {
    const trimmed = shown({ withdrawn: [], trim: { startMs: 6_000, endMs: 16_000 } });
    expect(trimmed.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6, 7]);
    const marks = [mark(1, 'a'), mark(3, 'b'), mark(72, 'c'), mark(77, 'gone')];
    expect(places(chaptersOf(marks, trimmed))).toEqual(['b 0', 'c 6']);
  });

  it('withdrawn parts are no pauses, and a segment that one touches is gone', () => {
    const kept = shown({ withdrawn: [{ from: at(3), to: at(5) }], trim: null });
    expect(kept.map(({ sequence }) => sequence)).toEqual([0, 3, 4, 5, 6, 7, 8, 9]);
    expect(gapsOf(kept)).toEqual([{ atSeconds: 6, seconds: 60 }]);
    expect(gapsOf(shown(ALL))).toEqual([{ atSeconds: 10, seconds: 60 }]);
  });
});
