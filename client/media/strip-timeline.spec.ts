import { describe, expect, it } from '@jest/globals';
import type { StripSpan } from '../../src/contracts/session.contract.js';
import { noteStrip, stripAt } from './strip-timeline.js';

const LI = [{ name: '李敏', unit: '服务中心' }];
const LIU = [{ name: '刘洋', unit: '' }];
const ms = (second: number) => Date.UTC(2020, 4, 20, 9, 0, 0) + second * 1000;
const time = (second: number) => new Date(ms(second)).toISOString();
const strip = (people: typeof LI, since: number) => ({ people, since: time(since) });
const span = (from: number, to: number | null, people: typeof LI): StripSpan => ({
  from: time(from),
  to: to === null ? null : time(to),
  people,
});

describe('the strip of a picture', () => {
  const spans = [span(10, 20, LI), span(30, null, LIU)];

  it('is the one of its own moment, not of now', () => {
    expect([5, 10, 19.9, 20, 25, 30, 3000].map((second) => stripAt(spans, ms(second))[0]?.name)).toEqual([
      undefined,
      '李敏',
      '李敏',
      undefined,
      undefined,
      '刘洋',
      '刘洋',
    ]);
  });
});

describe('what the board says', () => {
  it('continues what is known: the same name goes on, another one begins when its shot did', () => {
    const first = noteStrip([], strip(LI, 10), ms(11));
    expect(first).toEqual([span(10, null, LI)]);
    expect(noteStrip(first, strip(LI, 15), ms(16))).toBe(first);
    expect(noteStrip(first, strip(LIU, 20), ms(21))).toEqual([span(10, 20, LI), span(20, null, LIU)]);
  });

  it('no names: they end now; put on again they begin when they were, never before the end', () => {
    const off = noteStrip([span(10, null, LI)], null, ms(20));
    expect(off).toEqual([span(10, 20, LI)]);
    expect(noteStrip(off, null, ms(22))).toEqual(off);
    expect(noteStrip(off, strip(LI, 29), ms(30))).toEqual([span(10, 20, LI), span(29, null, LI)]);
    expect(noteStrip(off, strip(LI, 19), ms(21))).toEqual([span(10, 20, LI), span(20, null, LI)]);
  });

  it('a name corrected in the middle of a shot holds for all of it', () => {
    const spans = noteStrip([span(10, null, LI)], strip(LIU, 10), ms(15));
    expect(stripAt(spans, ms(12))).toEqual(LIU);
    expect(stripAt(spans, ms(99))).toEqual(LIU);
  });

  it('does not undo what is newer than it', () => {
    const spans = [span(10, 20, LI), span(20, null, LIU)];
    expect(noteStrip(spans, strip(LI, 10), ms(21))).toBe(spans);
  });
});
