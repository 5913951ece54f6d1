import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NetworkSeed } from '../../src/organisations/network/network-seed.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { createTestDatabase } from '../setup/database.js';

const HUB = '01900000-0000-7000-8000-000000430000';
const windowsOf = (server: TestApp) =>
  server.database.query<{ level: string; n: number }>(
    `SELECT level, count(*)::int AS n FROM organisation WHERE kind = 'window' GROUP BY level ORDER BY level`,
  );

describe('the network of a new installation', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it('has the hub, 14 cities, all their counties, parks and clusters', async () => {
    const levels = Object.fromEntries((await windowsOf(server)).map(({ level, n }) => [level, n]));
    expect(levels).toMatchObject({ province: 1, city: 14 });
    // 122 counties and districts and 12 zones of the official list, and the parks beside it.
    expect(levels['county']).toBeGreaterThanOrEqual(144);
    expect(levels['cluster']).toBeGreaterThanOrEqual(10);
  });

  it('every window lies below its parent', async () => {
    const wrong = await server.database.query(
      `SELECT c.name FROM organisation c LEFT JOIN organisation p ON p.id = c.parent_id
       WHERE c.path <> coalesce(p.path, '/') || c.id || '/' OR (c.level <> 'province' AND p.id IS NULL)`,
    );
    expect(wrong).toEqual([]);
    const [county] = await server.database.query(`SELECT name, path FROM organisation WHERE area_code = '430422'`);
    expect(county).toEqual({
      name: '衡南县中小企业公共服务窗口平台',
      path: `/${HUB}/01900000-0000-7000-8000-000000430400/01900000-0000-7000-8000-000000430422/`,
    });
  });

  it('is made once: not at the next start, and not where an administrator has changed it', async () => {
    await server.database.query(`UPDATE organisation SET name = '湖南中小企业之家' WHERE id = $1`, [HUB]);
    const before = await windowsOf(server);
    const again = await startTestApp({}, { database: server.database });
    expect(await windowsOf(server)).toEqual(before);
    const [hub] = await server.database.query(`SELECT name FROM organisation WHERE id = $1`, [HUB]);
    expect(hub).toEqual({ name: '湖南中小企业之家' });
    await again.stop();
  });

  it('another province can be added beside it, by two servers at once', async () => {
    const seed = server.app.get(NetworkSeed, { strict: false });
    await Promise.all([seed.ensure('42'), seed.ensure('42')]);
    const [hubei] = await server.database.query(
      `SELECT path FROM organisation WHERE name = '湖北省中小企业公共服务平台'`,
    );
    expect(hubei).toEqual({ path: '/01900000-0000-7000-8000-000000420000/' });
  });
});

describe('other beginnings', () => {
  it('PROVINCE_CODE=none begins without windows', async () => {
    const server = await startTestApp({ PROVINCE_CODE: 'none' });
    expect(await windowsOf(server)).toEqual([]);
    await server.close();
  });

  it('a PROVINCE_CODE that is none is refused', async () => {
    await expect(startTestApp({ PROVINCE_CODE: '99' })).rejects.toThrow(/PROVINCE_CODE/);
  });

  it("the earlier demo's windows keep their ids and get what they lacked", async () => {
    const database = await createTestDatabase();
    const old = (last: number): string => `01900000-0000-7000-8000-${String(last).padStart(12, '0')}`;
    await database.query(
      `INSERT INTO organisation (id, kind, level, name, path, parent_id) VALUES
       ($1, 'window', 'province', '湖南省中小企业公共服务平台', $4, NULL),
       ($2, 'window', 'city', '衡阳市中小企业公共服务窗口平台', $5, $1),
       ($3, 'window', 'city', '郴州市中小企业公共服务窗口平台', $6, $1)`,
      [old(1), old(2), old(3), `/${old(1)}/`, `/${old(1)}/${old(2)}/`, `/${old(1)}/${old(3)}/`],
    );
    const server = await startTestApp({}, { database });
    const [county] = await database.query(`SELECT path FROM organisation WHERE area_code = '430422'`);
    expect(county).toEqual({ path: `/${old(1)}/${old(2)}/01900000-0000-7000-8000-000000430422/` });
    expect((await windowsOf(server)).find(({ level }) => level === 'city')).toEqual({ level: 'city', n: 14 });
    await server.close();
  });
});
