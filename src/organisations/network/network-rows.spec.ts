import { describe, expect, it } from '@jest/globals';
import { networkRows, placeName, seededWindowId } from './network-rows.js';

const NOTHING = { parks: [], clusters: [] };

describe('the windows of a province', () => {
  it('counties lie below their city, the city below the hub', () => {
    const rows = networkRows(
      {
        province: { code: '43', name: '湖南省' },
        cities: [{ code: '4304', name: '衡阳市' }],
        counties: [{ code: '430422', name: '衡南县' }],
      },
      NOTHING,
      new Map(),
    );
    expect(rows.map(({ name }) => name)).toEqual([
      '湖南省中小企业公共服务平台',
      '衡阳市中小企业公共服务窗口平台',
      '衡南县中小企业公共服务窗口平台',
    ]);
    const [hub, city, county] = rows.map(({ id }) => id);
    expect(rows.at(-1)).toMatchObject({ level: 'county', parentId: city, path: `/${hub}/${city}/${county}/` });
    expect(city).toBe('01900000-0000-7000-8000-000000430400');
  });

  it('what the lists call a city but is none, has its counties directly below the province', () => {
    const rows = networkRows(
      {
        province: { code: '42', name: '湖北省' },
        cities: [{ code: '4290', name: '省直辖县级行政区划' }],
        counties: [{ code: '429004', name: '仙桃市' }],
      },
      NOTHING,
      new Map(),
    );
    expect(rows.map(({ level }) => level)).toEqual(['province', 'county']);
    expect(rows[1]).toMatchObject({ parentId: seededWindowId('420000') });
  });

  it('parks and clusters have ids of their own below the window that is there', () => {
    const id = '01900000-0000-7000-8000-000000000001';
    const rows = networkRows(
      { province: { code: '43', name: '湖南省' }, cities: [], counties: [] },
      { parks: [{ below: '430000', name: '甲园区' }], clusters: [{ below: '430000', name: '有色金属' }] },
      new Map([['430000', { id, path: `/${id}/` }]]),
    );
    expect(rows.map(({ level, name, parentId }) => [level, name, parentId])).toEqual([
      ['county', '甲园区中小企业公共服务窗口平台', id],
      ['cluster', '有色金属产业集群中小企业公共服务窗口平台', id],
    ]);
    expect(new Set(rows.map((row) => row.id)).size).toBe(2);
  });

  it.each([
    ['湖南省中小企业公共服务平台', '湖南省'],
    ['衡南县中小企业公共服务窗口平台', '衡南县'],
    ['有色金属产业集群中小企业公共服务窗口平台', '有色金属'],
    ['湘江新区创业服务中心', '湘江新区创业服务中心'],
    ['中小企业公共服务平台', '中小企业公共服务平台'],
  ])('%s stands for the place %s', (name, place) => {
    expect(placeName(name)).toBe(place);
  });
});
