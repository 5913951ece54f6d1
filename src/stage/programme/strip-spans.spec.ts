import { describe, expect, it } from '@jest/globals';
import { type NamedShot, stripSpans } from './strip-spans.js';

const LI = { name: '李敏', unit: '长沙某服务中心' };
const LIU = { name: '刘洋', unit: '' };
const at = (second: number) => new Date(Date.UTC(2020, 4, 20, 9, 0, second));
const time = (second: number) => at(second).toISOString();
const shot = (from: number, to: number | null, people: NamedShot['people']): NamedShot => ({
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
  people,
});

describe('whose names stood on the picture', () => {
  it('one person over several shots is one span; somebody else begins another', () => {
    expect(stripSpans([shot(0, 5, [LI]), shot(5, 9, [LI]), shot(9, null, [LI, LIU])])).toEqual([
      { from: time(0), to: time(9), people: [LI] },
      { from: time(9), to: null, people: [LI, LIU] },
    ]);
  });

  it('a shot without names, or a pause, is a gap', () => {
    expect(stripSpans([shot(0, 5, [LI]), shot(5, 8, []), shot(8, 9, [LI]), shot(12, 15, [LI])])).toEqual([
      { from: time(0), to: time(5), people: [LI] },
      { from: time(8), to: time(9), people: [LI] },
      { from: time(12), to: time(15), people: [LI] },
    ]);
  });

  it('another unit, or another order, is another strip', () => {
    const moved = { ...LI, unit: '株洲' };
    expect(stripSpans([shot(0, 5, [LI]), shot(5, 8, [moved])])).toHaveLength(2);
    expect(stripSpans([shot(0, 5, [LI, LIU]), shot(5, 8, [LIU, LI])])).toHaveLength(2);
  });

  it('nothing was on air: nothing', () => {
    expect(stripSpans([])).toEqual([]);
  });
});
