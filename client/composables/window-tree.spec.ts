import { describe, expect, it } from '@jest/globals';
import type { WindowLine } from '../../src/contracts/organisation.contract.js';
import { possibleParents, prune, treeOf } from './window-tree.js';

const line = (id: string, level: WindowLine['level'], parentId: string | null, name = id): WindowLine => ({
  ...{ id, level, parentId, name, areaCode: null, plannedYear: null, inPlan: null, builtOn: null },
});
const LINES = [
  line('hub', 'province', null, '湖南省'),
  line('hengyang', 'city', 'hub', '衡阳市'),
  line('changsha', 'city', 'hub', '长沙市'),
  line('hengnan', 'county', 'hengyang', '衡南县'),
  line('valves', 'cluster', 'hengyang', '输变电装备'),
];

describe('the tree of windows', () => {
  it('has each window below the one above it, with how many lie below', () => {
    const [hub] = treeOf(LINES);
    expect(hub?.below).toBe(4);
    expect(hub?.children.map(({ id, below }) => [id, below])).toEqual([
      ['hengyang', 2],
      ['changsha', 0],
    ]);
  });

  it('a search keeps the way down to what was found, and what lies below it', () => {
    const found = prune(treeOf(LINES), '衡');
    expect(found[0]?.children.map(({ id }) => id)).toEqual(['hengyang']);
    expect(found[0]?.children[0]?.children).toHaveLength(2);
    expect(prune(treeOf(LINES), '没有')).toEqual([]);
  });

  it('offers as a parent what may stand above, never itself or what lies below', () => {
    const ids = (level: WindowLine['level'], self?: string) => possibleParents(LINES, level, self).map(({ id }) => id);
    expect(ids('county')).toEqual(['hub', 'hengyang', 'changsha']);
    expect(ids('county', 'hengyang')).toEqual(['hub', 'changsha']);
    expect(ids('city')).toEqual(['hub']);
    expect(ids('province')).toEqual([]);
  });
});
