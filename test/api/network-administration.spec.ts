import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FoundOrganisation, WindowLine } from '../../src/contracts/index.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, signedIn } from '../setup/people.js';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
}, 60_000);
afterAll(() => server.close());

describe('the network for its administrators', () => {
  it('is the whole tree of windows, each after the one above it', async () => {
    const { agent } = await signedIn(server, { role: 'system_admin' });
    const { body } = (await agent.get('/api/admin/windows').expect(200)) as { body: WindowLine[] };
    expect(body.length).toBeGreaterThan(130);
    expect(body[0]).toMatchObject({ level: 'province', parentId: null });
    const seen = new Set<string | null>([null]);
    for (const { id, parentId } of body) {
      expect(seen.has(parentId)).toBe(true);
      seen.add(id);
    }
  });

  it('is searched by each of the three, across every kind, by name and by credit code', async () => {
    const city = await addOrganisation(server, { level: 'city', name: '寻找市窗口平台' });
    await addOrganisation(server, {
      kind: 'agency',
      parentId: city,
      name: '寻找事务所',
      creditCode: '91430111MA4L3F7X2C',
    });
    await addOrganisation(server, { kind: 'enterprise', parentId: city, name: '百分之%寻找厂' });
    for (const role of ['system_admin', 'security_admin', 'audit_admin'] as const) {
      const { agent } = await signedIn(server, { role });
      const find = async (q: string) =>
        (await agent.get('/api/admin/organisations').query({ q }).expect(200)).body as FoundOrganisation[];
      expect((await find('寻找')).map(({ name }) => name)).toEqual(['寻找市窗口平台', '寻找事务所', '百分之%寻找厂']);
      expect(await find('91430111ma4l')).toMatchObject([{ kind: 'agency', above: '寻找市窗口平台' }]);
      expect(await find('%')).toHaveLength(1);
    }
  });

  it('is not for those who work for a window', async () => {
    const city = await addOrganisation(server, { level: 'city' });
    const { agent } = await signedIn(server, { role: 'window_manager', organisationId: city });
    await agent.get('/api/admin/windows').expect(403);
    await agent.get('/api/admin/organisations').query({ q: '寻找' }).expect(403);
  });
});
