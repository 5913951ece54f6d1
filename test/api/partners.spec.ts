import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';

let server: TestApp;
let agency: string;
let somebody: SignedInPerson;

beforeAll(async () => {
  server = await startTestApp({ PROVINCE_CODE: 'none' });
  somebody = await signedIn(server);
  const city = await addOrganisation(server, { level: 'city', name: '湘潭市中小企业公共服务窗口平台' });
  await addOrganisation(server, { name: '湘乡市中小企业公共服务窗口平台', parentId: city });
  agency = await addOrganisation(server, { kind: 'agency', name: '湖南湘江律师事务所', parentId: city });
  await addOrganisation(server, { kind: 'enterprise', name: '湘潭电机有限公司', parentId: city });
  const closed = await addOrganisation(server, { kind: 'agency', name: '湘西咨询（已关闭）', parentId: city });
  await server.database.query(`UPDATE organisation SET state = 'closed' WHERE id = $1`, [closed]);
});
afterAll(() => server.close());

const names = async (query: Record<string, string>) => {
  const { body } = await somebody.agent.get('/api/partners').query(query).expect(200);
  return body.map(({ name }: { name: string }) => name);
};

describe('looking for partners', () => {
  it('finds windows and agencies of the whole network by a part of their name, those that begin so first', async () => {
    expect(await names({ q: '湘' })).toEqual([
      '湘乡市中小企业公共服务窗口平台',
      '湘潭市中小企业公共服务窗口平台',
      '湖南湘江律师事务所',
    ]);
  });

  it('of one kind only, where asked', async () => {
    const { body } = await somebody.agent.get('/api/partners').query({ q: '湘', kind: 'agency' }).expect(200);
    expect(body).toEqual([{ id: agency, name: '湖南湘江律师事务所', kind: 'agency', place: '湘潭市' }]);
    expect(await names({ q: '湘潭', kind: 'window' })).toEqual(['湘潭市中小企业公共服务窗口平台']);
  });

  it('wildcards are ordinary characters', async () => {
    expect(await names({ q: '%' })).toEqual([]);
    expect(await names({ q: '_' })).toEqual([]);
  });

  it.each([{}, { q: '' }, { q: 'x'.repeat(61) }, { q: '湘', kind: 'enterprise' }])('refuses %j', async (query) => {
    const { body } = await somebody.agent.get('/api/partners').query(query).expect(400);
    expect(body.code).toBe('request.invalid');
  });

  it('is for who is signed in: every search looks through the whole network', async () => {
    const { body } = await request(server.url).get('/api/partners').query({ q: '湘' }).expect(401);
    expect(body.code).toBe('access.sign_in_required');
  });
});
