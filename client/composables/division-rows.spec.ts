import { describe, expect, it } from '@jest/globals';
import { type DivisionRow, sortDivision, sumByAbove } from './division-rows.js';

const row = (name: string, above: string, viewers: number): DivisionRow => ({
  ...{ id: name, key: name, name, above, aboveKey: above ? `id of ${above}` : null, viewers },
  ...{ effective: viewers - 1, watchMinutes: viewers * 10 },
});
const ROWS = [row('衡南县', '衡阳市', 3), row('平江县', '岳阳市', 5), row('衡山县', '衡阳市', 4), row('未登记', '', 1)];

describe('rows of a division', () => {
  it('stand with the largest first, or in the order of their names', () => {
    expect(sortDivision(ROWS, 'viewers', 'zh-CN').map(({ viewers }) => viewers)).toEqual([5, 4, 3, 1]);
    expect(sortDivision(ROWS, 'name', 'zh-CN').map(({ name }) => name)).toEqual([
      '衡南县',
      '衡山县',
      '平江县',
      '未登记',
    ]);
  });

  it('sum up by city and lose nobody', () => {
    const sums = sumByAbove(ROWS, '未登记');
    expect(sums.map(({ name, viewers, effective, watchMinutes }) => [name, viewers, effective, watchMinutes])).toEqual([
      ['衡阳市', 7, 5, 70],
      ['岳阳市', 5, 4, 50],
      ['未登记', 1, 0, 10],
    ]);
    expect(sums.map(({ key }) => key)).toEqual(['id of 衡阳市', 'id of 岳阳市', 'none']);
  });
});
