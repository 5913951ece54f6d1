import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { readTable } from '../../src/infra/spreadsheet/read-table.js';
import { writeXlsx } from '../../src/infra/spreadsheet/write-xlsx.js';
import { seededWindowId } from '../../src/organisations/network/network-rows.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { creditCode } from '../setup/credit-codes.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { until } from '../setup/until.js';

const HUB = seededWindowId('430000');
const HENGYANG = seededWindowId('430400');
const HENGNAN = seededWindowId('430422');
const HENGSHAN = seededWindowId('430423');
const HEADER = '企业名称,统一社会信用代码,所属窗口,联系电话';
const LIMITS = { maxRows: 1000, maxColumns: 60, maxCellLength: 3000, maxBytes: 10_000_000 };

let server: TestApp;
let manager: SignedInPerson;
let admin: SignedInPerson;

beforeAll(async () => {
  server = await startTestApp();
  admin = await signedIn(server, { role: 'system_admin' });
});
afterAll(() => server.close());

beforeEach(async () => {
  manager = await signedIn(server, { role: 'window_manager', organisationId: HENGYANG });
});

let serial = 0;
const newCode = (): string => creditCode((serial += 1));
const csv = (...lines: string[]): Buffer => Buffer.from(lines.join('\n'));
const upload = (bytes: Buffer, { kind = 'enterprise', at = HENGYANG, by = manager, name = '企业.csv' } = {}) =>
  by.agent.post(`/api/organisations/${at}/imports`).query({ kind }).attach('table', bytes, name);
const viewOf = async (id: string, { agent } = manager) => (await agent.get(`/api/imports/${id}`).expect(200)).body;
const settled = (id: string, by = manager) =>
  until(
    'the import settles',
    async () => {
      const view = await viewOf(id, by);
      return ['reading', 'importing'].includes(view.state) ? null : view;
    },
    { within: 30_000 },
  );
const linesOf = async (id: string, query: object = {}, { agent } = manager) =>
  (await agent.get(`/api/imports/${id}/lines`).query(query).expect(200)).body;

type Options = Parameters<typeof upload>[1];
async function previewed(bytes: Buffer, options: Options = {}) {
  const { body } = await upload(bytes, options).expect(201);
  return settled(body.id, options.by ?? manager);
}
/** Wrong cells as "line column rule". */
async function errorsOf(bytes: Buffer, options: Options = {}): Promise<string[]> {
  const { id } = await previewed(bytes, options);
  const { lines } = await linesOf(id, { wrong: '1' }, options.by ?? manager);
  return lines.flatMap(({ line, errors }: { line: number; errors: { column: string; rule: string }[] }) =>
    errors.map(({ column, rule }) => `${line} ${column} ${rule}`),
  );
}
const commit = (id: string, { agent } = manager) => agent.post(`/api/imports/${id}/commit`);
const organisation = async (code: string) =>
  (
    await server.database.query<{ name: string; path: string }>(
      'SELECT name, path, kind, telephone, channel, industry, size, cluster_id FROM organisation WHERE credit_code = $1',
      [code],
    )
  )[0];

describe('enterprises from a table', () => {
  it('uploaded, previewed, imported', async () => {
    const [one, two] = [newCode(), newCode()];
    const table = csv(
      '企业名称,统一社会信用代码,县市区,产业集群,企业规模,行业,联系电话',
      `衡南云帆机械有限公司,${one.toLowerCase()},衡南县,有色金属,小型,制造业,0734-8552222`,
      `衡山竹木有限公司,${two},430423,,,,`,
    );
    const view = await previewed(table);
    expect(view).toMatchObject({
      state: 'previewed',
      lines: 2,
      wrongLines: 0,
      creates: 2,
      updates: 0,
      fileName: '企业.csv',
    });
    expect(await organisation(one)).toBeUndefined();
    await commit(view.id).expect(202);
    expect(await settled(view.id)).toMatchObject({ state: 'imported', doneLines: 2 });
    const cluster = await server.database.query(`SELECT id FROM organisation WHERE name LIKE '有色金属产业集群%'`);
    expect(await organisation(one)).toMatchObject({
      ...{ name: '衡南云帆机械有限公司', kind: 'enterprise', telephone: '0734-8552222', channel: 'import' },
      ...{ industry: 'C', size: 'small', cluster_id: cluster[0]?.['id'] },
      path: expect.stringMatching(new RegExp(`^/${HUB}/${HENGYANG}/${HENGNAN}/[0-9a-f-]{36}/$`)),
    });
    expect((await organisation(two))?.path).toContain(HENGSHAN);
    const facts = await server.database.query(
      `SELECT path, details FROM activity WHERE verb = 'organisation.imported' AND path LIKE '%' || $1 || '/'`,
      [HENGNAN],
    );
    expect(facts).toMatchObject([{ details: { kind: 'enterprise', organisations: 1 } }]);
    const audit = await server.database.query(`SELECT account_id, after FROM audit_entry WHERE subject_id = $1`, [
      view.id,
    ]);
    expect(audit).toEqual([{ account_id: manager.accountId, after: { kind: 'enterprise', creates: 2, updates: 0 } }]);
  });

  it('every wrong cell is named, and nothing can be imported', async () => {
    const registered = newCode();
    const agency = newCode();
    await addOrganisation(server, { kind: 'enterprise', parentId: HENGNAN, creditCode: registered });
    await addOrganisation(server, { kind: 'agency', parentId: HENGNAN, creditCode: agency });
    const [good, twice] = [newCode(), newCode()];
    const table = csv(
      HEADER,
      `好企业,${good},衡南县,`,
      `,${newCode()},衡南县,`,
      `错码企业,91350100M000100Y4A,衡南县,`,
      `短码企业,9135,衡南县,`,
      `一次企业,${twice},衡南县,`,
      `两次企业,${twice},衡南县,`,
      `已有企业,${registered},衡南县,`,
      `其实是机构,${agency},衡南县,`,
      `无县企业,${newCode()},火星县,`,
      `外县企业,${newCode()},长沙县,`,
      `市级企业,${newCode()},衡阳市,`,
      `空县企业,${newCode()},,`,
      `电话企业,${newCode()},衡南县,电话`,
    );
    const { id, lines, wrongLines } = await previewed(table);
    expect([lines, wrongLines]).toEqual([13, 11]);
    expect(await errorsOf(table)).toEqual([
      '3 name required',
      '4 creditCode credit_code_check',
      '5 creditCode credit_code_form',
      '7 creditCode duplicate',
      '8 creditCode exists',
      '9 creditCode other_kind',
      '10 window window_unknown',
      '11 window window_outside',
      '12 window window_level',
      '13 window required',
      '14 telephone telephone',
    ]);
    // The second upload has made the first one's preview superfluous.
    expect((await viewOf(id)).state).toBe('discarded');
    const again = await previewed(table);
    expect((await commit(again.id).expect(409)).body.code).toBe('import.has_errors');
    expect((await viewOf(again.id)).state).toBe('previewed');
    expect(await organisation(good)).toBeUndefined();
  });

  it('reasons are told in words, in the language of the reader, with the other line', async () => {
    const code = newCode();
    const { id } = await previewed(csv(HEADER, `甲企业,${code},衡南县,`, `乙企业,${code},衡南县,`));
    const { columns, lines } = await linesOf(id, { wrong: '1' });
    expect(columns[1]).toEqual({ name: 'creditCode', title: '统一社会信用代码' });
    expect(lines[0].errors).toEqual([
      { column: 'creditCode', rule: 'duplicate', text: '与文件中另一行重复 (第 2 行)' },
    ]);
    const english = await manager.agent
      .get(`/api/imports/${id}/lines`)
      .query({ wrong: '1' })
      .set('Accept-Language', 'en');
    expect(english.body.lines[0].errors[0].text).toContain('(line 2)');
  });

  it('the wrong lines come as a file that can be corrected and uploaded again', async () => {
    const code = newCode();
    const { id } = await previewed(
      csv(
        HEADER,
        `"=HYPERLINK(""http://x"")",91350100M000100Y4A,衡南县,`,
        `好企业,${newCode()},衡南县,`,
        `坏企业,${code},火星,`,
      ),
    );
    const { text, headers } = await manager.agent.get(`/api/imports/${id}/wrong-lines.csv`).expect(200);
    expect(headers['content-disposition']).toContain('attachment');
    const lines = text.replace('\ufeff', '').trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^企业名称,统一社会信用代码,.*,行号,错误原因$/);
    expect(lines[1]).toMatch(/^"?'=HYPERLINK/);
    expect(lines[2]).toContain('没有这个窗口平台');
    const corrected = Buffer.from(text.replace('火星', '衡南县').split('\r\n').toSpliced(1, 1).join('\r\n'));
    expect(await previewed(corrected)).toMatchObject({ state: 'previewed', lines: 1, wrongLines: 0 });
  });

  it('a county that imports its own needs no column for it', async () => {
    const county = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN });
    const code = newCode();
    const view = await previewed(csv('单位名称,信用代码', `本县企业,${code}`), { at: HENGNAN, by: county });
    expect(view.wrongLines).toBe(0);
    await commit(view.id, county).expect(202);
    await settled(view.id, county);
    expect((await organisation(code))?.path).toContain(`${HENGNAN}/`);
  });

  it('XLSX, and what spreadsheets in China write', async () => {
    const [one, two] = [newCode(), newCode()];
    const sheet = await writeXlsx([
      { name: '企业', header: HEADER.split(','), rows: [['云帆', one, '衡南县', '13812345678']] },
    ]);
    expect(await previewed(sheet, { name: '企业.xlsx' })).toMatchObject({ lines: 1, wrongLines: 0 });
    // 企业名称,信用代码,县市区 / 云帆 / 衡南县 in GB 18030.
    const gb = Buffer.concat([
      Buffer.from('c6f3d2b5c3fbb3c62cd0c5d3c3b4fac2eb2ccfd8cad0c7f80a', 'hex'),
      Buffer.from('d4c6b7ab2c', 'hex'),
      Buffer.from(`${two},`),
      Buffer.from('bae2c4cfcfd80a', 'hex'),
    ]);
    expect(await previewed(gb)).toMatchObject({ lines: 1, wrongLines: 0 });
  });

  it('nothing is imported when somebody was quicker: the preview says what', async () => {
    const [free, taken] = [newCode(), newCode()];
    const view = await previewed(csv(HEADER, `空闲企业,${free},衡南县,`, `抢先企业,${taken},衡南县,`));
    await addOrganisation(server, { kind: 'enterprise', parentId: HENGSHAN, creditCode: taken });
    await commit(view.id).expect(202);
    expect(await settled(view.id)).toMatchObject({ state: 'previewed', wrongLines: 1, failure: 'import.has_errors' });
    const { lines } = await linesOf(view.id, { wrong: '1' });
    expect(lines).toMatchObject([{ line: 3, errors: [{ rule: 'exists' }] }]);
    expect(await organisation(free)).toBeUndefined();
  });

  it('of two imports of the same lines at once one is imported', async () => {
    const other = await signedIn(server, { role: 'window_manager', organisationId: HUB });
    const code = newCode();
    const table = csv(
      HEADER,
      ...Array.from({ length: 600 }, () => `企业,${newCode()},衡南县,`),
      `重企业,${code},衡南县,`,
    );
    const [one, two] = [await previewed(table), await previewed(table, { at: HUB, by: other })];
    await Promise.all([commit(one.id).expect(202), commit(two.id, other).expect(202)]);
    const states = [(await settled(one.id)).state, (await settled(two.id, other)).state];
    expect(states.sort()).toEqual(['imported', 'previewed']);
    const rows = await server.database.query('SELECT 1 FROM organisation WHERE credit_code = $1', [code]);
    expect(rows).toHaveLength(1);
  });

  it('is committed once, and thrown away instead if one wants', async () => {
    const view = await previewed(csv(HEADER, `甲企业,${newCode()},衡南县,`));
    const codes = (await Promise.all([commit(view.id), commit(view.id)])).map(
      ({ status, body }) => body.code ?? status,
    );
    expect(codes.sort()).toEqual([202, 'import.wrong_state']);
    await settled(view.id);
    expect((await commit(view.id).expect(409)).body.code).toBe('import.wrong_state');
    await manager.agent.post(`/api/imports/${view.id}/discard`).expect(409);
    const other = await previewed(csv(HEADER, `乙企业,${newCode()},衡南县,`));
    await manager.agent.post(`/api/imports/${other.id}/discard`).expect(204);
    expect((await commit(other.id).expect(409)).body.code).toBe('import.wrong_state');
  });

  it('what was read is shown page by page', async () => {
    const table = csv(HEADER, ...Array.from({ length: 130 }, (_, n) => `企业${n},${newCode()},衡南县,`));
    const { id } = await previewed(table);
    const first = await linesOf(id);
    const second = await linesOf(id, { after: first.next });
    expect([first.lines.length, second.lines.length, second.next]).toEqual([100, 30, null]);
    expect(second.lines[0].line).toBe(102);
    for (const query of [{ after: 'x' }, { after: '-1' }, { wrong: 'yes' }, { x: 1 }]) {
      await manager.agent.get(`/api/imports/${id}/lines`).query(query).expect(400);
    }
  });
});

describe('agencies and windows', () => {
  it('agencies lie below counties, cities and the province', async () => {
    const code = newCode();
    const table = csv('机构名称,统一社会信用代码,所属窗口', `衡阳法律服务所,${code},衡阳市`);
    const view = await previewed(table, { kind: 'agency' });
    await commit(view.id).expect(202);
    await settled(view.id);
    expect(await organisation(code)).toMatchObject({ kind: 'agency', path: expect.stringContaining(`${HENGYANG}/`) });
  });

  it('windows are added and those that are known get their plan', async () => {
    const table = csv(
      '窗口名称,级别,上级窗口,行政区划代码,计划年度,计划内外,建成日期',
      '耒阳市,县级,衡阳市,430481,2020,计划内,2020/6/30',
      '新市窗口平台,市级,湖南省,439900,,,',
      '新县窗口平台,县级,新市窗口平台,439901,2021,计划外,',
      '石墨产业集群,产业集群,430400,,,,',
    );
    const view = await previewed(table, { kind: 'window', at: HUB, by: admin });
    expect(view).toMatchObject({ wrongLines: 0, creates: 3, updates: 1 });
    await commit(view.id, admin).expect(202);
    expect((await settled(view.id, admin)).state).toBe('imported');
    const rows = await server.database.query(
      `SELECT c.name, c.planned_year, c.in_plan, c.built_on::text, p.name AS parent, c.path = p.path || c.id || '/' AS good
       FROM organisation c JOIN organisation p ON p.id = c.parent_id
       WHERE c.area_code IN ('430481', '439900', '439901') OR c.name = '石墨产业集群' ORDER BY c.area_code`,
    );
    const hub = '湖南省中小企业公共服务平台';
    const city = '衡阳市中小企业公共服务窗口平台';
    expect(rows).toEqual([
      {
        ...{ name: '耒阳市中小企业公共服务窗口平台', parent: city, good: true },
        ...{ planned_year: 2020, in_plan: true, built_on: '2020-06-30' },
      },
      { name: '新市窗口平台', parent: hub, good: true, planned_year: null, in_plan: null, built_on: null },
      { name: '新县窗口平台', parent: '新市窗口平台', good: true, planned_year: 2021, in_plan: false, built_on: null },
      { name: '石墨产业集群', parent: city, good: true, planned_year: null, in_plan: null, built_on: null },
    ]);
  });

  it('a window is not moved by a table, and its line must hold together', async () => {
    const table = csv(
      '窗口名称,级别,上级窗口,行政区划代码,计划年度,建成日期',
      '衡南县,县级,岳阳市,,,',
      '衡东县,市级,衡阳市,,,',
      '无上级县,县级,,,,',
      '上级不明县,县级,火星市,,,',
      '县下县,县级,衡南县,,,',
      '坏年县,县级,衡阳市,43,20,2020-02-30',
      '双县,县级,衡阳市,,,',
      '双县,县级,衡阳市,,,',
      '无级县,,衡阳市,,,',
    );
    expect(await errorsOf(table, { kind: 'window', at: HUB, by: admin })).toEqual([
      '2 parent window_moves',
      '3 level level_differs',
      '3 parent window_level',
      '4 parent required',
      '5 parent window_unknown',
      '6 parent window_level',
      '7 areaCode area_code',
      '7 plannedYear year',
      '7 builtOn date',
      '9 name duplicate',
      '10 level required',
    ]);
  });

  it('windows are the business of the system administrator', async () => {
    const hub = await signedIn(server, { role: 'window_manager', organisationId: HUB });
    const { body } = await upload(csv('窗口名称,级别', '新县,县级'), { kind: 'window', at: HUB, by: hub }).expect(403);
    expect(body.code).toBe('access.denied');
  });
});

describe('a template', () => {
  it.each(['enterprise', 'agency', 'window'])(
    'of %s can be filled in and uploaded; its example is not imported',
    async (kind) => {
      const { body, headers } = await admin.agent
        .get(`/api/imports/templates/${kind}`)
        .buffer(true)
        .parse((response, done) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
        })
        .expect(200);
      expect(headers['content-type']).toContain('spreadsheetml');
      const [header, example] = await readTable({ source: body, type: 'xlsx' }, LIMITS);
      expect(example?.cells.length).toBeGreaterThan(3);
      expect(header?.cells[0]).toMatch(/名称$/);
      const view = await previewed(body, { kind, at: HUB, by: admin, name: '模板.xlsx' });
      expect(view).toMatchObject({ state: 'failed', failure: 'import.empty' });
    },
  );

  it('there is none of what cannot be imported', async () => {
    for (const kind of ['x', '__proto__', 'constructor'])
      await admin.agent.get(`/api/imports/templates/${kind}`).expect(404);
    await request(server.url).get('/api/imports/templates/enterprise').expect(401);
  });
});

describe('files that are no table', () => {
  it.each([
    ['a program', Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46]), Buffer.alloc(100)]), 415, 'file.type_refused'],
    ['nothing', Buffer.alloc(0), 422, 'file.unreadable'],
    ['eleven megabytes', Buffer.alloc(11 * 1024 * 1024, 'a,b\n'), 413, 'file.too_large'],
  ])('%s is refused at once', async (_what, bytes, status, code) => {
    const answer = await upload(bytes);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('a table that cannot be read says why', async () => {
    const uploaded: { id: string; by: SignedInPerson; expected: object }[] = [];
    const workbook = await writeXlsx([{ name: '企业', header: HEADER.split(','), rows: [] }]);
    const broken = Array.from({ length: 100_000 }, () => '坏,9,x,');
    const tables: [Buffer, string, string | null][] = [
      [csv('甲,乙', '丙,丁'), 'import.columns_missing', '企业名称、统一社会信用代码'],
      [csv('企业名称,地址', '甲,乙'), 'import.columns_missing', '统一社会信用代码'],
      [csv('PK\u0003\u0004', 'x'), 'import.columns_missing', '企业名称、统一社会信用代码'],
      [csv(HEADER), 'import.empty', null],
      [csv(HEADER, ...broken), 'file.too_many_rows', null],
      [csv(HEADER, `${'长'.repeat(4000)},9,x,`), 'file.too_large', '2'],
      [workbook.subarray(0, workbook.length - 100), 'file.unreadable', null],
    ];
    for (const [bytes, failure, failureDetail] of tables) {
      const by = await signedIn(server, { role: 'window_manager', organisationId: HENGYANG });
      const { body } = await upload(bytes, { by }).expect(201);
      uploaded.push({ id: body.id, by, expected: { state: 'failed', failure, failureDetail, lines: 0 } });
    }
    for (const { id, by, expected } of uploaded) {
      expect(await settled(id, by)).toMatchObject(expected);
      expect((await commit(id, by).expect(409)).body.code).toBe('import.wrong_state');
    }
  });

  it('no file, no kind, no kind that is known', async () => {
    await manager.agent.post(`/api/organisations/${HENGYANG}/imports`).query({ kind: 'enterprise' }).expect(400);
    for (const kind of ['', 'x', '__proto__', 'roster']) await upload(csv(HEADER), { kind }).expect(400);
  });
});

describe('whose import it is', () => {
  it('only those who may import there see it and settle it', async () => {
    const { id } = await previewed(csv(HEADER, `甲企业,${newCode()},衡南县,`));
    const stranger = await signedIn(server, { role: 'window_manager', organisationId: seededWindowId('430600') });
    const organiser = await signedIn(server, { role: 'organiser', organisationId: HENGYANG });
    const below = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN });
    for (const person of [stranger, organiser, below]) {
      await upload(csv(HEADER), { by: person }).expect(403);
      for (const path of ['', '/lines', '/wrong-lines.csv'])
        await person.agent.get(`/api/imports/${id}${path}`).expect(403);
      for (const path of ['/commit', '/discard']) await person.agent.post(`/api/imports/${id}${path}`).expect(403);
    }
    const above = await signedIn(server, { role: 'window_manager', organisationId: HUB });
    expect((await viewOf(id, above)).state).toBe('previewed');
  });

  it('whoever left the page finds it again, newest first, and only those who may import there', async () => {
    const window = await addOrganisation(server, { parentId: HENGYANG, name: '多次导入县' });
    const by = await signedIn(server, { role: 'window_manager', organisationId: window });
    const list = async (query: object = {}, { agent } = by) =>
      agent.get('/api/imports').query({ organisation: window, ...query });
    expect((await list()).body).toEqual({ imports: [], next: null });
    const begin = async (person: SignedInPerson) =>
      (await previewed(csv(HEADER, `甲,${newCode()},,`), { at: window, by: person })).id as string;
    const [first, second] = [await begin(by), await begin(manager)];
    const { body } = await list();
    expect(body.imports).toMatchObject([
      { id: second, kind: 'enterprise', state: 'previewed', lines: 1, fileName: '企业.csv' },
      { id: first },
    ]);
    await by.agent.post(`/api/imports/${second}/discard`).expect(204);
    expect((await list()).body.imports).toMatchObject([{ id: first }]);
    expect((await list({}, manager)).body.imports).toMatchObject([{ id: first }]);

    await server.database.query(
      `INSERT INTO import_batch (id, kind, organisation_id, file_id, state, created_by, created_at, path)
       SELECT gen_random_uuid(), kind, organisation_id, file_id, 'imported', created_by, created_at, path
       FROM import_batch, generate_series(1, 24) WHERE id = $1`,
      [first],
    );
    const page = (await list()).body;
    const rest = (await list({ after: page.next })).body;
    const ids = [...page.imports, ...rest.imports].map(({ id }: { id: string }) => id);
    expect([page.imports.length, rest.imports.length, rest.next]).toEqual([20, 5, null]);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());

    const stranger = await signedIn(server, { role: 'window_manager', organisationId: seededWindowId('430600') });
    expect((await list({}, stranger)).body.code).toBe('access.denied');
    const organiser = await signedIn(server, { role: 'organiser', organisationId: window });
    expect((await list({}, organiser)).body.imports ?? []).toEqual([]);
    expect((await list({ organisation: newId() })).body.code).toBe('organisation.not_found');
    for (const query of [{ organisation: 'x' }, { after: '1' }, { subject: '__proto__' }, { state: 'imported' }])
      expect((await list(query)).body.code).toBe('request.invalid');
  });

  it.each(['x', '__proto__', newId()])('there is no import %s', async (id) => {
    for (const path of ['', '/lines', '/wrong-lines.csv']) {
      expect((await manager.agent.get(`/api/imports/${id}${path}`).expect(404)).body.code).toBe('import.not_found');
    }
    expect((await commit(id).expect(404)).body.code).toBe('import.not_found');
  });
});

describe('five thousand lines', () => {
  it('are read and imported while everybody else is answered', async () => {
    const started = Date.now();
    const table = csv(
      HEADER,
      ...Array.from({ length: 5_000 }, (_, n) => `衡南第${n}号有限公司,${newCode()},衡南县,0734-8552222`),
    );
    const waits: number[] = [];
    let asking = true;
    const asked = (async () => {
      while (asking) {
        const since = performance.now();
        await request(server.url).get('/api/areas').expect(200);
        waits.push(performance.now() - since);
      }
    })();
    const { body } = await upload(table).expect(201);
    const preview = await settled(body.id);
    const read = Date.now();
    await commit(body.id).expect(202);
    const view = await settled(body.id);
    const imported = Date.now();
    asking = false;
    await asked;
    expect(preview).toMatchObject({ lines: 5_000, wrongLines: 0 });
    expect(view).toMatchObject({ state: 'imported', doneLines: 5_000 });
    const worst = Math.max(...waits);
    if (process.env['SHOW_FIGURES']) {
      console.log(
        `read ${read - started} ms, imported ${imported - read} ms, ${waits.length} answers, slowest ${Math.round(worst)} ms`,
      );
    }
    expect(worst).toBeLessThan(1_000);
    expect(waits.length).toBeGreaterThan(20);
  });

  it('the progress can be seen', async () => {
    const table = csv(HEADER, ...Array.from({ length: 5_000 }, (_, n) => `企业${n},${newCode()},衡南县,`));
    const { body } = await upload(table).expect(201);
    const seen = new Set<number>();
    await until(
      'the preview stands',
      async () => {
        const view = await viewOf(body.id);
        seen.add(view.doneLines);
        return view.state === 'previewed';
      },
      { every: 5, within: 20_000 },
    );
    expect([...seen].some((done) => done > 0 && done < 5_000)).toBe(true);
  });
});
