import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import { seededWindowId } from '../../src/organisations/network/network-rows.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { creditCode } from '../setup/credit-codes.js';
import { FileStore } from '../setup/file-store.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { JPEG, PDF, png } from '../setup/pictures.js';
import { strayPaths } from '../setup/paths.js';
import { untilWaiting } from '../setup/waiting.js';

const HENGYANG = seededWindowId('430400');
const HENGNAN = seededWindowId('430422');
const HENGSHAN = seededWindowId('430423');

let server: TestApp;
let reviewer: SignedInPerson;
let colleague: SignedInPerson;
let stranger: SignedInPerson;

beforeAll(async () => {
  server = await startTestApp();
  reviewer = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN, name: '李审核' });
  colleague = await signedIn(server, { role: 'organiser', organisationId: HENGNAN });
  stranger = await signedIn(server, { role: 'window_manager', organisationId: HENGSHAN });
});
afterAll(() => server.close());

let serial = 0;
const newCode = (): string => creditCode((serial += 1));
const newPhone = (): string => `139${String((serial += 1)).padStart(8, '0')}`;
const applicant = () => signedIn(server, { phone: newPhone() });

type Fields = Record<string, string | string[]>;
const fieldsOf = (more: Fields = {}): Fields => ({
  action: 'register',
  name: '衡南云帆机械有限公司',
  creditCode: newCode(),
  windowId: HENGNAN,
  contactName: '王强',
  ...more,
});

function send(
  { agent }: Pick<SignedInPerson, 'agent'>,
  fields: Fields,
  licence: { bytes: Buffer; name: string } | null = { bytes: PDF, name: '营业执照.pdf' },
  id?: string,
) {
  let form = id ? agent.put(`/api/applications/${id}`) : agent.post('/api/applications');
  for (const [name, value] of Object.entries(fields)) form = form.field(name, value);
  return licence ? form.attach('licence', licence.bytes, licence.name) : form;
}

const applied = async (person: SignedInPerson, more: Fields = {}): Promise<string> =>
  (await send(person, fieldsOf(more)).expect(201)).body.id;
const approve = ({ agent }: SignedInPerson, id: string, revision = 1) =>
  agent.post(`/api/applications/${id}/approve`).send({ revision });
const giveBack = ({ agent }: SignedInPerson, id: string, revision = 1) =>
  agent.post(`/api/applications/${id}/return`).send({ revision, reason: '执照照片不清晰' });
const noticesOf = async (personId: string) =>
  (
    await server.database.query<{ kind: string }>('SELECT kind FROM notice WHERE person_id = $1 ORDER BY id', [
      personId,
    ])
  ).map(({ kind }) => kind);
const stateOf = async (id: string) =>
  (await server.database.query('SELECT state FROM organisation_application WHERE id = $1', [id]))[0]?.['state'];

describe('registering an enterprise', () => {
  it('applied for, reviewed by the window of the county, and managed by who applied', async () => {
    const person = await applicant();
    const fields = fieldsOf({ industry: 'C', size: 'small', introduction: '铸件', channel: 'ab12' });
    const { id } = (await send(person, fields).expect(201)).body;
    expect(await noticesOf(reviewer.personId)).toContain('application_submitted');

    const list = await reviewer.agent.get(`/api/organisations/${HENGNAN}/applications`).query({ state: 'submitted' });
    const seen = list.body.applications.find((application: { id: string }) => application.id === id);
    expect(seen).toMatchObject({
      action: 'register',
      kind: 'enterprise',
      creditCode: fields['creditCode'],
      contactName: '王强',
      contactPhone: expect.stringMatching(/^139\*{4}\d{4}$/),
      licence: { name: '营业执照.pdf', type: 'application/pdf' },
      window: { id: HENGNAN },
      organisation: null,
    });

    const { body } = await approve(reviewer, id).expect(200);
    const detail = await person.agent.get(`/api/organisations/${body.organisationId}`).expect(200);
    expect(detail.body).toMatchObject({
      kind: 'enterprise',
      name: '衡南云帆机械有限公司',
      creditCode: fields['creditCode'],
      parent: { id: HENGNAN },
      size: 'small',
      channel: 'ab12',
      members: 1,
      may: { edit: true },
    });
    expect(await noticesOf(person.personId)).toEqual(['application_approved']);
    const own = (await person.agent.get('/api/account/applications').expect(200)).body.applications;
    expect(own).toMatchObject([
      { id, state: 'approved', reviewedBy: '李审核', organisation: { id: body.organisationId } },
    ]);
    const facts = await server.database.query(
      `SELECT verb, path, details FROM activity WHERE details->>'applicationId' = $1`,
      [id],
    );
    expect(facts).toMatchObject([
      { verb: 'organisation.registered', path: expect.stringContaining(`${HENGNAN}/${body.organisationId}/`) },
    ]);
    expect(JSON.stringify(facts)).not.toContain('云帆');
  });

  it('returned with a reason, corrected and sent again as the next revision', async () => {
    const person = await applicant();
    const fields = fieldsOf();
    const { id } = (await send(person, fields).expect(201)).body;
    await giveBack(reviewer, id).expect(204);
    expect((await person.agent.get(`/api/applications/${id}`)).body).toMatchObject({
      state: 'returned',
      returnReason: '执照照片不清晰',
    });
    await send(person, { ...fields, name: '衡南云帆机械制造有限公司' }, { bytes: JPEG, name: 'a.jpg' }, id).expect(200);
    const { body } = await reviewer.agent.get(`/api/applications/${id}`).expect(200);
    expect(body).toMatchObject({ revision: 2, state: 'submitted', returnReason: '', licence: { type: 'image/jpeg' } });
    // Whoever still has the first one on the screen has not seen what would be approved.
    expect((await approve(reviewer, id, 1).expect(409)).body.code).toBe('application.wrong_state');
    await approve(reviewer, id, 2).expect(200);
  });

  it('of two reviewers at once one decides', async () => {
    for (const second of [approve, giveBack]) {
      const person = await applicant();
      const id = await applied(person);
      const answers = await Promise.all([approve(reviewer, id), second(colleague, id)]);
      expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
      expect(answers.find(({ status }) => status >= 300)?.body.code).toBe('application.wrong_state');
      const told = (await noticesOf(person.personId)).length;
      expect(told).toBe(1);
    }
  });

  it('can be withdrawn, and then applied for again; the licence is gone', async () => {
    const person = await applicant();
    const fields = fieldsOf();
    const { id } = (await send(person, fields).expect(201)).body;
    await person.agent.get(`/api/applications/${id}/licence`).expect(200);
    await person.agent.post(`/api/applications/${id}/withdraw`).expect(204);
    expect((await person.agent.post(`/api/applications/${id}/withdraw`).expect(409)).body.code).toBe(
      'application.wrong_state',
    );
    expect((await person.agent.get(`/api/applications/${id}/licence`).expect(404)).body.code).toBe('file.not_found');
    expect((await person.agent.get(`/api/applications/${id}`)).body.licence).toBeNull();
    await send(person, fields).expect(201);
  });

  it('who deletes their account takes back what is open, with contact and licence', async () => {
    const person = await applicant();
    const id = await applied(person);
    expect((await person.agent.get('/api/account/data')).body.organisations.applications).toMatchObject([
      { contactName: '王强', contactPhone: expect.stringContaining('****') },
    ]);
    await person.agent.delete('/api/account').send({ confirm: 'DELETE' });
    const { body } = await reviewer.agent.get(`/api/applications/${id}`).expect(200);
    expect(body).toMatchObject({ state: 'withdrawn', contactName: '', contactPhone: '', licence: null });
  });

  it('a second press with the same key is the same application', async () => {
    const person = await applicant();
    const fields = fieldsOf();
    const press = () => send(person, fields).set('Idempotency-Key', 'press-the-button');
    const [one, two] = await Promise.all([press(), press()]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body.id).toBe(two.body.id);
  });

  it('a county that moves to another city meanwhile takes along what is let in', async () => {
    const admin = await signedIn(server, { role: 'system_admin' });
    const county = await addOrganisation(server, { parentId: HENGYANG, name: '移动县' });
    const manager = await signedIn(server, { role: 'window_manager', organisationId: county });
    const id = await applied(await applicant(), { windowId: county });
    const arranged = { name: '移动县', level: 'county', parentId: seededWindowId('430600') };
    const transactions = server.app.get(Transactions, { strict: false });
    let answers: Promise<{ status: number }[]> | undefined;
    // The approval has looked where the county lies and is kept from going on while the county begins to move.
    await transactions.run(SYSTEM_ACTOR, async (tx) => {
      await tx.query('SELECT 1 FROM organisation_application WHERE id = $1 FOR UPDATE', [id]);
      const approving = approve(manager, id).then();
      await untilWaiting(server, 1);
      answers = Promise.all([approving, admin.agent.put(`/api/admin/windows/${county}`).send(arranged)]);
      await untilWaiting(server, 2);
    });
    expect((await answers)?.map(({ status }) => status)).toEqual([200, 204]);
    expect(await strayPaths(server)).toEqual([]);
    const { body } = await admin.agent.get(`/api/organisations/${county}`);
    expect(body.parent.id).toBe(seededWindowId('430600'));
  });
});

describe('who may apply for what', () => {
  it('somebody with a verified phone', async () => {
    const nobody = await signedIn(server);
    expect((await send(nobody, fieldsOf()).expect(403)).body.code).toBe('phone.required');
    expect((await send({ agent: request.agent(server.url) }, fieldsOf()).expect(401)).body.code).toBe(
      'access.sign_in_required',
    );
  });

  it('one open application for a credit code, whatever the writing', async () => {
    const fields = fieldsOf();
    await send(await applicant(), fields).expect(201);
    const again = { ...fields, creditCode: String(fields['creditCode']).toLowerCase() };
    const { body } = await send(await applicant(), again).expect(409);
    expect(body.code).toBe('application.open_already');
  });

  it('and what is refused leaves no file behind: nobody fills the disk with it', async () => {
    const fields = fieldsOf();
    await send(await applicant(), fields).expect(201);
    const store = new FileStore(server);
    const before = (await store.onDisk()).sort();
    const persistent = await applicant();
    for (let n = 0; n < 3; n += 1) await send(persistent, fields).expect(409);
    expect((await store.onDisk()).sort()).toEqual(before);
  });

  it('of two at once one', async () => {
    const fields = fieldsOf();
    const [one, two] = await Promise.all([send(await applicant(), fields), send(await applicant(), fields)]);
    expect([one.body.code ?? one.status, two.body.code ?? two.status].sort()).toEqual([
      201,
      'application.open_already',
    ]);
  });

  it("a stranger's application that was returned stands in nobody's way", async () => {
    const fields = fieldsOf();
    const { id } = (await send(await applicant(), fields).expect(201)).body;
    await giveBack(reviewer, id).expect(204);
    await send(await applicant(), fields).expect(201);
    expect(await stateOf(id)).toBe('withdrawn');
  });

  it('who has five open ones waits', async () => {
    const person = await applicant();
    for (let n = 0; n < 4; n += 1) await applied(person);
    const two = await Promise.all([send(person, fieldsOf()), send(person, fieldsOf())]);
    expect(two.map(({ status, body }) => body.code ?? status).sort()).toEqual([201, 'application.limit_reached']);
  });

  it('what is known is claimed, not registered; a claim goes where it is registered', async () => {
    const code = newCode();
    const enterprise = await addOrganisation(server, { kind: 'enterprise', parentId: HENGNAN, creditCode: code });
    const person = await applicant();
    for (const action of ['register', 'onboard']) {
      const { body } = await send(person, fieldsOf({ action, creditCode: code })).expect(409);
      expect(body.code).toBe('application.claim_instead');
    }
    const { id } = (await send(person, fieldsOf({ action: 'claim', creditCode: code, windowId: HENGSHAN }))).body;
    await approve(stranger, id).expect(403);
    expect((await approve(reviewer, id).expect(200)).body).toEqual({ organisationId: enterprise });
    await person.agent.get(`/api/organisations/${enterprise}`).expect(200);
    const { body } = await send(await applicant(), fieldsOf({ action: 'claim', creditCode: code })).expect(409);
    expect(body.code).toBe('organisation.managed_already');
  });

  it('what is not known cannot be claimed', async () => {
    const { body } = await send(await applicant(), fieldsOf({ action: 'claim' })).expect(404);
    expect(body.code).toBe('organisation.not_found');
  });

  it('what was registered while the application waited is not registered twice', async () => {
    const code = newCode();
    const id = await applied(await applicant(), { creditCode: code });
    await addOrganisation(server, { kind: 'enterprise', parentId: HENGSHAN, creditCode: code });
    expect((await approve(reviewer, id).expect(409)).body.code).toBe('organisation.exists');
    expect(await stateOf(id)).toBe('submitted');
  });

  it('an agency comes in with what it offers, also below a city; an enterprise does not', async () => {
    const id = await applied(await applicant(), {
      action: 'onboard',
      windowId: HENGYANG,
      categories: ['law', 'tax'],
    });
    const city = await signedIn(server, { role: 'organiser', organisationId: HENGYANG });
    expect((await city.agent.get(`/api/applications/${id}`)).body.categories).toEqual(['law', 'tax']);
    const { organisationId } = (await approve(city, id).expect(200)).body;
    const [row] = await server.database.query('SELECT kind FROM organisation WHERE id = $1', [organisationId]);
    expect(row).toEqual({ kind: 'agency' });
    const { body } = await send(await applicant(), fieldsOf({ windowId: HENGYANG })).expect(409);
    expect(body.code).toBe('organisation.parent_refused');
  });

  it.each([newId(), () => addOrganisation(server, { kind: 'agency', parentId: HENGNAN })])(
    'not below what is no window',
    async (window) => {
      const windowId = typeof window === 'string' ? window : await window();
      const { body } = await send(await applicant(), fieldsOf({ windowId })).expect(409);
      expect(body.code).toBe('organisation.parent_refused');
    },
  );
});

describe('who may review and read', () => {
  it('the window of the county and those above; not the applicant, not another county', async () => {
    const person = await applicant();
    const id = await applied(person);
    for (const { agent } of [stranger, person]) {
      await agent.post(`/api/applications/${id}/approve`).send({ revision: 1 }).expect(403);
      await agent.post(`/api/applications/${id}/return`).send({ revision: 1, reason: '不行' }).expect(403);
    }
    for (const part of ['', '/licence']) {
      await stranger.agent.get(`/api/applications/${id}${part}`).expect(403);
      await request(server.url).get(`/api/applications/${id}${part}`).expect(401);
      await person.agent.get(`/api/applications/${id}${part}`).expect(200);
      await reviewer.agent.get(`/api/applications/${id}${part}`).expect(200);
    }
    await stranger.agent.get(`/api/organisations/${HENGNAN}/applications`).expect(403);
    const others = await stranger.agent.get(`/api/organisations/${HENGSHAN}/applications`).expect(200);
    expect(JSON.stringify(others.body)).not.toContain(id);
    const city = await signedIn(server, { role: 'window_manager', organisationId: HENGYANG });
    await approve(city, id).expect(200);
  });

  it('nobody lets himself in', async () => {
    const both = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN, phone: newPhone() });
    const id = await applied(both);
    expect((await approve(both, id).expect(403)).body.code).toBe('access.denied');
    expect(await stateOf(id)).toBe('submitted');
  });

  it("somebody else's application is neither changed nor withdrawn", async () => {
    const id = await applied(await applicant());
    const other = await applicant();
    await other.agent.post(`/api/applications/${id}/withdraw`).expect(403);
    await send(other, fieldsOf(), undefined, id).expect(403);
  });

  it('a licence is served so that it can do no harm', async () => {
    const person = await applicant();
    const { id } = (await send(person, fieldsOf(), { bytes: png(6, 4), name: '../../x"<b>.png' }).expect(201)).body;
    const { headers } = await person.agent.get(`/api/applications/${id}/licence`).expect(200);
    expect(headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' });
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(headers['content-disposition']).not.toContain('..');
    expect(headers['cache-control']).toContain('private');
  });
});

describe('bad input', () => {
  const elf = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), Buffer.alloc(200)]);
  const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
  const page = Buffer.from('<!doctype html><script>alert(1)</script>');

  it.each([
    ['a program', elf, 'file.type_refused'],
    ['a program for Windows', exe, 'file.type_refused'],
    ['a page with a script', page, 'file.type_refused'],
    ['nothing', Buffer.alloc(0), 'file.unreadable'],
    ['eleven megabytes', Buffer.concat([PDF, Buffer.alloc(11 * 1024 * 1024)]), 'file.too_large'],
  ])('%s is no licence, whatever its name', async (_what, bytes, code) => {
    const person = await applicant();
    const { body } = await send(person, fieldsOf(), { bytes, name: '营业执照.pdf' });
    expect(body.code).toBe(code);
    expect((await person.agent.get('/api/account/applications')).body.applications).toEqual([]);
  });

  it('an application without a licence is refused', async () => {
    const { body } = await send(await applicant(), fieldsOf(), null).expect(400);
    expect(body).toMatchObject({ code: 'request.invalid', fields: [{ rule: 'isDefined' }] });
  });

  it.each([
    ['a wrong check character', { creditCode: '91350100M000100Y4A' }],
    ['a short code', { creditCode: '9135' }],
    ['no name', { name: '  ' }],
    ['control characters', { name: '云\u0000帆' }],
    ['an action that is none', { action: 'approve' }],
    ['a category that is none', { categories: ['law', 'x'] }],
    ['a category twice', { categories: ['law', 'law'] }],
    ['no window', { windowId: 'x' }],
    ['a field that is not asked for', { state: 'approved' }],
    ['__proto__', { __proto__x: '1' }],
  ] as [string, Fields][])('refuses %s', async (_what, more) => {
    const { body } = await send(await applicant(), fieldsOf(more)).expect(400);
    expect(body.code).toBe('request.invalid');
  });

  it('names of every object are no fields', async () => {
    for (const name of ['__proto__', 'constructor', '__proto__[state]']) {
      const answer = await send(await applicant(), { ...fieldsOf(), [name]: 'approved' } as Fields);
      expect([201, 400]).toContain(answer.status);
      expect(({} as Record<string, unknown>)['state']).toBeUndefined();
    }
  });

  it('JSON is no form', async () => {
    const person = await applicant();
    await person.agent.post('/api/applications').send(fieldsOf()).expect(400);
  });

  it.each(['x', '__proto__', newId()])('there is no application %s', async (id) => {
    for (const answer of [
      await reviewer.agent.get(`/api/applications/${id}`),
      await approve(reviewer, id),
      await giveBack(reviewer, id),
      await reviewer.agent.post(`/api/applications/${id}/withdraw`),
      await reviewer.agent.get(`/api/applications/${id}/licence`),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'application.not_found']);
    }
  });

  it.each([{ revision: 1 }, { revision: 1, reason: ' ' }, { reason: '不清晰' }, { revision: '1', reason: '不清晰' }])(
    'a return must say why and of what: not %j',
    async (body) => {
      const id = await applied(await applicant());
      await reviewer.agent.post(`/api/applications/${id}/return`).send(body).expect(400);
    },
  );

  it('lists come in pages', async () => {
    const county = await addOrganisation(server, { parentId: HENGYANG, name: '多申请县' });
    const manager = await signedIn(server, { role: 'window_manager', organisationId: county });
    const person = await applicant();
    const first = await applied(person, { windowId: county });
    await server.database.query(
      `INSERT INTO organisation_application (id, action, kind, window_id, account_id, name, credit_code, contact_name,
              contact_phone, licence_file_id, submitted_at, path, state)
       SELECT gen_random_uuid(), action, kind, window_id, account_id, name || n, credit_code, contact_name,
              contact_phone, licence_file_id, submitted_at, path, 'withdrawn'
       FROM organisation_application, generate_series(1, 54) AS n WHERE id = $1`,
      [first],
    );
    const list = async (query: object) =>
      (await manager.agent.get(`/api/organisations/${county}/applications`).query(query).expect(200)).body;
    const one = await list({});
    const two = await list({ after: one.next });
    expect([one.applications.length, two.applications.length, two.next]).toEqual([50, 5, null]);
    expect((await list({ state: 'submitted' })).applications).toHaveLength(1);
    await manager.agent.get(`/api/organisations/${county}/applications`).query({ state: 'x' }).expect(400);
  });
});
