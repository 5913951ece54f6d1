import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { creditCodeCheck } from '../../src/contracts/credit-code.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import { activeOrganisation } from '../../src/organisations/active-organisation.js';
import { seededWindowId } from '../../src/organisations/network/network-rows.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { strayPaths } from '../setup/paths.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { untilWaiting } from '../setup/waiting.js';

const HUB = seededWindowId('430000');
const HENGYANG = seededWindowId('430400');
const HENGNAN = seededWindowId('430422');
const YUEYANG = seededWindowId('430600');
const PARTICULARS = { introduction: '', address: '', telephone: '' };

let server: TestApp;
let admin: SignedInPerson;
let manager: SignedInPerson;
let stranger: SignedInPerson;

beforeAll(async () => {
  server = await startTestApp();
  admin = await signedIn(server, { role: 'system_admin' });
  manager = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN });
  stranger = await signedIn(server, { role: 'window_manager', organisationId: YUEYANG });
});
afterAll(() => server.close());

const http = () => request(server.url);
const pathOf = async (id: string): Promise<string> =>
  (await server.database.query<{ path: string }>('SELECT path FROM organisation WHERE id = $1', [id]))[0]?.path ?? '';
const auditOf = (id: string) =>
  server.database.query<{ action: string; before: unknown; after: unknown }>(
    'SELECT action, before, after FROM audit_entry WHERE subject_id = $1 ORDER BY seq',
    [id],
  );
let serial = 0;
const creditCode = (): string => {
  serial += 1;
  const body = `91430400MA4L${String(serial).padStart(5, '0')}`;
  return body + creditCodeCheck(body);
};

describe('what everybody may see', () => {
  it('places to choose from: every city with its counties, by short names', async () => {
    const { body, headers } = await http().get('/api/areas').expect(200);
    expect(body).toHaveLength(14);
    const hengyang = body.find(({ name }: { name: string }) => name === '衡阳市');
    expect(hengyang).toMatchObject({ id: HENGYANG, areaCode: '430400' });
    expect(hengyang.counties).toContainEqual({ id: HENGNAN, name: '衡南县' });
    expect(headers['cache-control']).toContain('public');
  });

  it("a window's page, by id and by area code", async () => {
    const byId = await http().get(`/api/windows/${HENGYANG}`).expect(200);
    const byCode = await http().get('/api/windows/430400').expect(200);
    expect(byCode.body).toEqual(byId.body);
    expect(byId.body).toMatchObject({ level: 'city', parent: { id: HUB }, builtOn: null });
    expect(byId.body.children.map(({ id }: { id: string }) => id)).toContain(HENGNAN);
  });

  it.each(['999999', 'x', '%25', '__proto__', '01900000-0000-7000-8000-00000043042', "1'--", newId()])(
    'there is no window %s',
    async (key) => {
      const { body } = await http().get(`/api/windows/${key}`).expect(404);
      expect(body.code).toBe('organisation.not_found');
    },
  );

  it('an agency is no window', async () => {
    const agency = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
    await http().get(`/api/windows/${agency}`).expect(404);
  });

  it("enterprises' names as one types them, without the place in front, too", async () => {
    await addOrganisation(server, { kind: 'enterprise', parentId: HENGNAN, name: '衡阳云帆机械有限公司' });
    await addOrganisation(server, { kind: 'enterprise', parentId: HENGNAN, name: '云帆电子商务有限公司' });
    const names = async (q: string) =>
      (await http().get('/api/enterprises/suggestions').query({ q }).expect(200)).body.map(
        ({ name }: { name: string }) => name,
      );
    expect(await names('云帆')).toEqual(expect.arrayContaining(['衡阳云帆机械有限公司', '云帆电子商务有限公司']));
    expect(await names('衡阳云帆')).toEqual(['衡阳云帆机械有限公司']);
    expect(await names('%')).toEqual([]);
    const { body } = await http().get('/api/enterprises/suggestions').query({ q: '云帆机械' });
    expect(body).toEqual([{ id: expect.any(String), name: '衡阳云帆机械有限公司', county: '衡南县' }]);
  });

  it.each(['', ' ', 'a\0b', 'x'.repeat(61)])('suggestions for %j are refused', async (q) => {
    const { body } = await http().get('/api/enterprises/suggestions').query({ q }).expect(400);
    expect(body.code).toBe('request.invalid');
  });
});

describe('an organisation', () => {
  it('is seen by its members and the windows above, by nobody else', async () => {
    const agency = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN, name: '衡南法律服务所' });
    const staff = await signedIn(server, { role: 'agency_staff', organisationId: agency });
    const address = `/api/organisations/${agency}`;
    const { body } = await staff.agent.get(address).expect(200);
    expect(body).toMatchObject({ name: '衡南法律服务所', parent: { id: HENGNAN }, members: 1, mergers: [] });
    expect(body.may).toEqual({ edit: false, merge: false, members: false, services: true });
    expect((await manager.agent.get(address).expect(200)).body.may).toMatchObject({ merge: true, members: true });
    expect((await stranger.agent.get(address).expect(403)).body.code).toBe('access.denied');
    expect((await http().get(address).expect(401)).body.code).toBe('access.sign_in_required');
    await staff.agent.get(`/api/organisations/${HENGNAN}`).expect(403);
  });

  it.each([newId(), 'x', '__proto__', '1%00'])('%s does not exist', async (id) => {
    const { body } = await admin.agent.get(`/api/organisations/${id}`).expect(404);
    expect(body.code).toBe('organisation.not_found');
  });

  it('changes what it says of itself, with an audit of before and after', async () => {
    const edit = { ...PARTICULARS, name: '衡南县窗口平台', introduction: '一\n二', telephone: '0734-8552222' };
    await manager.agent.put(`/api/organisations/${HENGNAN}`).send(edit).expect(204);
    const { body } = await http().get(`/api/windows/${HENGNAN}`);
    expect(body).toMatchObject(edit);
    expect((await auditOf(HENGNAN)).at(-1)).toMatchObject({
      action: 'organisation.changed',
      before: { name: '衡南县中小企业公共服务窗口平台', introduction: '' },
      after: { name: '衡南县窗口平台' },
    });
  });

  it.each([
    ['no name', { ...PARTICULARS, name: ' ' }],
    ['control characters', { ...PARTICULARS, name: '衡\u0000南' }],
    ['a direction mark alone', { ...PARTICULARS, name: '\u202e\u202e\u202e' }],
    ['a long introduction', { ...PARTICULARS, name: '衡南', introduction: '字'.repeat(3001) }],
    ['a field that is not asked for', { ...PARTICULARS, name: '衡南', path: '/' }],
    ['an industry that is none', { ...PARTICULARS, name: '衡南', industry: 'Z' }],
    ['a list for a text', { ...PARTICULARS, name: ['衡南'] }],
  ])('refuses %s', async (_what, body) => {
    const answer = await manager.agent.put(`/api/organisations/${HENGNAN}`).send(body).expect(400);
    expect(answer.body.code).toBe('request.invalid');
  });

  it('a window has no size of an enterprise', async () => {
    const body = { ...PARTICULARS, name: '衡南县窗口', size: 'small' };
    const answer = await manager.agent.put(`/api/organisations/${HENGNAN}`).send(body).expect(409);
    expect(answer.body.code).toBe('organisation.kind_refused');
  });

  it('is not changed by the window of another county, nor by one above', async () => {
    const above = await signedIn(server, { role: 'window_manager', organisationId: HUB });
    for (const { agent } of [stranger, above]) {
      await agent
        .put(`/api/organisations/${HENGNAN}`)
        .send({ ...PARTICULARS, name: '改名' })
        .expect(403);
    }
  });

  it('one that was merged is not changed any more', async () => {
    const target = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
    const source = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
    await server.database.query(`UPDATE organisation SET state = 'merged', merged_into_id = $2 WHERE id = $1`, [
      source,
      target,
    ]);
    const body = { ...PARTICULARS, name: '改名' };
    const answer = await admin.agent.put(`/api/organisations/${source}`).send(body).expect(409);
    expect(answer.body.code).toBe('organisation.wrong_state');
  });
});

describe('what lies below a window', () => {
  it('comes in pages of 50, with filters by kind and words', async () => {
    const county = await addOrganisation(server, { parentId: YUEYANG, name: '分页县' });
    for (let n = 0; n < 53; n += 1) {
      await addOrganisation(server, {
        kind: n % 2 === 0 ? 'enterprise' : 'agency',
        parentId: county,
        name: `洞庭${n}号%有限公司`,
        creditCode: creditCode(),
      });
    }
    const list = async (query: object) =>
      (await stranger.agent.get(`/api/organisations/${county}/below`).query(query).expect(200)).body;
    const first = await list({});
    expect(first.organisations).toHaveLength(50);
    expect(first.total).toBe(53);
    const second = await list({ after: first.next });
    expect(second.organisations).toHaveLength(3);
    expect(second.next).toBeNull();
    const ids = [...first.organisations, ...second.organisations].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(53);
    expect((await list({ kind: 'agency' })).total).toBe(26);
    expect((await list({ q: '洞庭7号' })).total).toBe(1);
    expect((await list({ q: '%' })).total).toBe(53);
    expect((await list({ q: '_' })).total).toBe(0);
    expect((await list({ q: first.organisations[0].creditCode.toLowerCase() })).total).toBe(1);
  });

  it('windows come in the order of their area codes', async () => {
    const reader = await signedIn(server, { role: 'supervisor', organisationId: HENGYANG });
    const { body } = await reader.agent.get(`/api/organisations/${HENGYANG}/below`).query({ kind: 'window' });
    expect(body.organisations[0]).toMatchObject({ id: seededWindowId('430405'), parent: { id: HENGYANG } });
  });

  it.each([{ kind: 'x' }, { after: '1' }, { q: '' }, { x: '1' }, { kind: ['agency', 'window'] }])(
    'refuses %j',
    async (query) => {
      await manager.agent.get(`/api/organisations/${HENGNAN}/below`).query(query).expect(400);
    },
  );

  it("is closed to others' windows", async () => {
    await stranger.agent.get(`/api/organisations/${HENGNAN}/below`).expect(403);
    await manager.agent.get(`/api/organisations/${HENGYANG}/below`).expect(403);
  });
});

describe('arranging windows', () => {
  const county = { name: '新县窗口平台', level: 'county' } as const;

  it('the system administrator makes one below a city', async () => {
    const body = {
      ...county,
      parentId: HENGYANG,
      areaCode: '430499',
      plannedYear: 2020,
      inPlan: true,
      builtOn: '2020-06-30',
    };
    const answer = await admin.agent.post('/api/admin/windows').send(body).expect(201);
    expect(await pathOf(answer.body.id)).toBe(`/${HUB}/${HENGYANG}/${answer.body.id}/`);
    const { body: detail } = await admin.agent.get(`/api/organisations/${answer.body.id}`);
    expect(detail).toMatchObject({ plannedYear: 2020, inPlan: true, builtOn: '2020-06-30', areaCode: '430499' });
    const taken = await admin.agent.post('/api/admin/windows').send(body).expect(409);
    expect(taken.body.code).toBe('organisation.area_taken');
  });

  it.each([
    ['a county below nothing', { ...county }],
    ['a county below a county', { ...county, parentId: HENGNAN }],
    ['a province below a city', { name: '某省', level: 'province', parentId: HENGYANG }],
    ['a county below what does not exist', { ...county, parentId: newId() }],
  ])('refuses %s', async (_what, body) => {
    const answer = await admin.agent.post('/api/admin/windows').send(body).expect(409);
    expect(answer.body.code).toBe('organisation.parent_refused');
  });

  it.each([
    ['a day that does not exist', { ...county, parentId: HENGYANG, builtOn: '2020-02-30' }],
    ['an area code with letters', { ...county, parentId: HENGYANG, areaCode: '43040x' }],
    ['a level that does not exist', { ...county, level: 'village', parentId: HENGYANG }],
    ['a year long ago', { ...county, parentId: HENGYANG, plannedYear: 1900 }],
  ])('refuses %s', async (_what, body) => {
    const answer = await admin.agent.post('/api/admin/windows').send(body).expect(400);
    expect(answer.body.code).toBe('request.invalid');
  });

  it('is nobody else’s business', async () => {
    const above = await signedIn(server, { role: 'window_manager', organisationId: HUB });
    const security = await signedIn(server, { role: 'security_admin' });
    for (const { agent } of [above, security]) {
      await agent
        .post('/api/admin/windows')
        .send({ ...county, parentId: HENGYANG })
        .expect(403);
    }
  });

  it('a window that moves takes along what lies below it, and the rights there', async () => {
    const make = async (body: object) => (await admin.agent.post('/api/admin/windows').send(body).expect(201)).body.id;
    const city = await make({ name: '搬迁市', level: 'city', parentId: HUB });
    const moved = await make({ name: '搬迁县', level: 'county', parentId: city });
    const enterprise = await addOrganisation(server, { kind: 'enterprise', parentId: moved });
    const owner = await signedIn(server, { role: 'enterprise_manager', organisationId: enterprise });
    const cityManager = await signedIn(server, { role: 'window_manager', organisationId: city });
    const hengyang = await signedIn(server, { role: 'window_manager', organisationId: HENGYANG });
    const address = `/api/organisations/${enterprise}`;
    await cityManager.agent.get(address).expect(200);
    await hengyang.agent.get(address).expect(403);

    const arranged = { name: '搬迁县', level: 'county', parentId: HENGYANG };
    await admin.agent.put(`/api/admin/windows/${moved}`).send(arranged).expect(204);
    expect(await pathOf(enterprise)).toBe(`/${HUB}/${HENGYANG}/${moved}/${enterprise}/`);
    await cityManager.agent.get(address).expect(403);
    await hengyang.agent.get(address).expect(200);
    await owner.agent.get(address).expect(200);
    const [grant] = await server.database.query('SELECT path FROM role_grant WHERE account_id = $1', [owner.accountId]);
    expect(grant).toEqual({ path: `/${HUB}/${HENGYANG}/${moved}/${enterprise}/` });
    expect((await auditOf(moved)).at(-1)).toMatchObject({ before: { parentId: city }, after: { parentId: HENGYANG } });
  });

  it('the files of what lies below it follow, too, and no others', async () => {
    const moved = await addOrganisation(server, { parentId: YUEYANG, name: '文件县' });
    const agency = await addOrganisation(server, { kind: 'agency', parentId: moved });
    const stays = await addOrganisation(server, { kind: 'agency', parentId: YUEYANG });
    const owners = [await pathOf(moved), await pathOf(agency), await pathOf(stays)];
    const { query } = server.database;
    await query(
      `INSERT INTO file (id, purpose, owner_path, name, type, size, sha256, storage_key, created_at)
       SELECT gen_random_uuid(), 'poster', owner, 'a.png', 'image/png', 1, '', owner, now() FROM unnest($1::text[]) AS owner`,
      [owners],
    );
    await admin.agent
      .put(`/api/admin/windows/${moved}`)
      .send({ name: '文件县', level: 'county', parentId: HENGYANG })
      .expect(204);
    const files = await query<{ owner_path: string }>(
      `SELECT owner_path FROM file WHERE storage_key = ANY($1) ORDER BY array_position($1, storage_key)`,
      [owners],
    );
    const below = `/${HUB}/${HENGYANG}/${moved}/`;
    expect(files.map((file) => file.owner_path)).toEqual([below, `${below}${agency}/`, await pathOf(stays)]);
  });

  it('three thousand organisations move in one go', async () => {
    const moved = await addOrganisation(server, { parentId: YUEYANG, name: '大县' });
    await server.database.query(
      `INSERT INTO organisation (id, kind, name, path, parent_id)
       SELECT id, 'enterprise', '企业' || n, $2 || id || '/', $1
       FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, 3000) AS n) AS row`,
      [moved, await pathOf(moved)],
    );
    const arranged = { name: '大县', level: 'county', parentId: HENGYANG };
    await admin.agent.put(`/api/admin/windows/${moved}`).send(arranged).expect(204);
    const [row] = await server.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM organisation WHERE path LIKE $1`,
      [`/${HUB}/${HENGYANG}/${moved}/%`],
    );
    expect(row?.n).toBe(3001);
  });

  it('what is written below one of its counties meanwhile moves, too', async () => {
    const city = await addOrganisation(server, { level: 'city', parentId: HUB, name: '同时市' });
    const county = await addOrganisation(server, { parentId: city, name: '同时县' });
    const province = await addOrganisation(server, { level: 'province', name: '邻省' });
    const arranged = { name: '同时市', level: 'city', parentId: province };
    const transactions = server.app.get(Transactions, { strict: false });
    let moving: Promise<{ status: number }> | undefined;
    await transactions.run(SYSTEM_ACTOR, async (tx) => {
      const { path } = await activeOrganisation(tx, county);
      moving = admin.agent.put(`/api/admin/windows/${city}`).send(arranged).then();
      await untilWaiting(server, 1);
      const id = newId();
      await tx.query(
        `INSERT INTO organisation (id, kind, name, path, parent_id) VALUES ($1, 'enterprise', '同时企业', $2, $3)`,
        [id, `${path}${id}/`, county],
      );
    });
    expect((await moving)?.status).toBe(204);
    expect(await strayPaths(server)).toEqual([]);
  });

  it('while one is being changed, whoever names it (a registration) does not wait', async () => {
    const county = await addOrganisation(server, { parentId: HENGYANG, name: '忙县' });
    const [personId, transactions] = [newId(), server.app.get(Transactions, { strict: false })];
    await server.database.query(`INSERT INTO person (id) VALUES ($1)`, [personId]);
    await transactions.run(SYSTEM_ACTOR, async (tx) => {
      await activeOrganisation(tx, county, { lock: 'NO KEY UPDATE' });
      await tx.query(`UPDATE organisation SET introduction = '新' WHERE id = $1`, [county]);
      await transactions.run(SYSTEM_ACTOR, (other) =>
        other.query(`INSERT INTO person_profile (person_id, county_id, updated_at) VALUES ($1, $2, now())`, [
          personId,
          county,
        ]),
      );
    });
  });

  it('not below itself, not above what could not lie there', async () => {
    const city = await addOrganisation(server, { level: 'city', parentId: HUB, name: '有县市' });
    await addOrganisation(server, { parentId: city, name: '有县市的县' });
    const put = (body: object) => admin.agent.put(`/api/admin/windows/${city}`).send({ name: '有县市', ...body });
    for (const body of [
      { level: 'city', parentId: city },
      { level: 'county', parentId: HENGYANG },
    ]) {
      expect((await put(body).expect(409)).body.code).toBe('organisation.parent_refused');
    }
  });

  it('an agency is no window', async () => {
    const agency = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
    const { body } = await admin.agent
      .put(`/api/admin/windows/${agency}`)
      .send({ ...county, parentId: HENGYANG })
      .expect(409);
    expect(body.code).toBe('organisation.kind_refused');
  });
});

describe('service items', () => {
  const item = { name: '合同审查', category: 'law', summary: '两日内答复', price: '免费' };

  it('are made, changed and withdrawn by the agency, and read by everybody', async () => {
    const agency = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
    const staff = await signedIn(server, { role: 'agency_staff', organisationId: agency });
    const address = `/api/organisations/${agency}/services`;
    const { body: made } = await staff.agent.post(address).send(item).expect(201);
    expect((await http().get(address).expect(200)).body).toEqual([{ ...item, id: made.id }]);
    await staff.agent
      .put(`/api/services/${made.id}`)
      .send({ ...item, price: '面议' })
      .expect(200);
    expect((await http().get(address)).body[0].price).toBe('面议');
    await staff.agent.delete(`/api/services/${made.id}`).expect(204);
    expect((await http().get(address)).body).toEqual([]);
    expect((await staff.agent.delete(`/api/services/${made.id}`).expect(404)).body.code).toBe('service_item.not_found');
    expect((await auditOf(made.id)).map(({ after }) => after)).toEqual([
      { ...item, id: made.id },
      { price: '面议' },
      null,
    ]);
  });

  it('a second press adds no second one', async () => {
    const agency = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
    const staff = await signedIn(server, { role: 'agency_staff', organisationId: agency });
    const address = `/api/organisations/${agency}/services`;
    const press = () => staff.agent.post(address).set('Idempotency-Key', 'add-this-service').send(item).expect(201);
    const [one, two] = await Promise.all([press(), press()]);
    expect(one.body).toEqual(two.body);
    expect((await http().get(address)).body).toHaveLength(1);
  });

  it('of a foreign agency are not touched', async () => {
    const [own, foreign] = [
      await addOrganisation(server, { kind: 'agency', parentId: HENGNAN }),
      await addOrganisation(server, { kind: 'agency', parentId: HENGNAN }),
    ];
    const staff = await signedIn(server, { role: 'agency_manager', organisationId: own });
    const other = await signedIn(server, { role: 'agency_manager', organisationId: foreign });
    const { body: made } = await other.agent.post(`/api/organisations/${foreign}/services`).send(item).expect(201);
    await staff.agent.post(`/api/organisations/${foreign}/services`).send(item).expect(403);
    await staff.agent.put(`/api/services/${made.id}`).send(item).expect(403);
    await staff.agent.delete(`/api/services/${made.id}`).expect(403);
  });

  it('a window offers none', async () => {
    await manager.agent.post(`/api/organisations/${HENGNAN}/services`).send(item).expect(403);
    await http().get(`/api/organisations/${HENGNAN}/services`).expect(404);
  });

  it('there is an end to them, for two who add the last one at once, too', async () => {
    const agency = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
    const staff = await signedIn(server, { role: 'agency_staff', organisationId: agency });
    await server.database.query(
      `INSERT INTO service_item (id, organisation_id, name, category, created_at)
       SELECT gen_random_uuid(), $1, '项目', 'law', now() FROM generate_series(1, 199)`,
      [agency],
    );
    const add = () => staff.agent.post(`/api/organisations/${agency}/services`).send(item);
    const codes = (await Promise.all([add(), add()])).map(({ status, body }) => body.code ?? status);
    expect(codes.sort()).toEqual([201, 'service_item.limit_reached']);
  });

  it.each([{ ...item, category: 'x' }, { ...item, name: '\u0007' }, { ...item, price: '价'.repeat(41) }, [], null])(
    'refuses %j',
    async (body) => {
      const agency = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
      const staff = await signedIn(server, { role: 'agency_staff', organisationId: agency });
      await staff.agent
        .post(`/api/organisations/${agency}/services`)
        .send(body ?? undefined)
        .expect(400);
    },
  );
});
