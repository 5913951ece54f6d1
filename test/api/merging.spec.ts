import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import { Mergers } from '../../src/organisations/merging/mergers.js';
import { seededWindowId } from '../../src/organisations/network/network-rows.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { creditCode } from '../setup/credit-codes.js';
import { addOrganisation, giveRole, signedIn, type SignedInPerson } from '../setup/people.js';
import { PDF } from '../setup/pictures.js';
import { untilWaiting } from '../setup/waiting.js';

const HENGYANG = seededWindowId('430400');
const HENGNAN = seededWindowId('430422');
const HENGSHAN = seededWindowId('430423');

let server: TestApp;
let city: SignedInPerson;
let source: string;
let target: string;
const heard: [string, string][] = [];

beforeAll(async () => {
  server = await startTestApp();
  city = await signedIn(server, { role: 'window_manager', organisationId: HENGYANG, name: '王合并' });
  server.app.get(Mergers, { strict: false }).register({
    name: 'test',
    move: async (_tx, from, to) => heard.push([from.id, to.id]),
  });
});
afterAll(() => server.close());

let serial = 500_000;
const newCode = (): string => creditCode((serial += 1));

beforeEach(async () => {
  const row = { kind: 'enterprise', parentId: HENGNAN } as const;
  source = await addOrganisation(server, { ...row, name: '衡南云帆机械公司', creditCode: newCode() });
  target = await addOrganisation(server, { ...row, name: '衡南云帆机械有限公司', creditCode: newCode() });
});

const merge = (from: string, into: string, { agent } = city, reason = '同一企业') =>
  agent.post(`/api/organisations/${from}/merge`).send({ intoId: into, reason });
const rolesOf = async ({ accountId }: SignedInPerson) =>
  server.database.query<{ role: string; organisation_id: string; path: string }>(
    `SELECT role, organisation_id, path FROM role_grant WHERE account_id = $1 AND revoked_at IS NULL`,
    [accountId],
  );

describe('merging', () => {
  it('what belonged to the one belongs to the other, with a history', async () => {
    const owner = await signedIn(server, { role: 'enterprise_manager', organisationId: source });
    const both = await signedIn(server, { role: 'enterprise_member', organisationId: target });
    await giveRole(server, both.accountId, 'enterprise_member', source);
    const item = { name: '铸件加工', category: 'technology', summary: '', price: '面议' };
    await owner.agent.post(`/api/organisations/${source}/services`).send(item).expect(201);
    const invitation = { role: 'enterprise_member', name: '新人', phone: '13700000001' };
    const { body: invited } = await owner.agent.post(`/api/organisations/${source}/invitations`).send(invitation);
    await server.database.query(
      `INSERT INTO person_profile (person_id, enterprise_id, updated_at) VALUES ($1, $2, now())`,
      [owner.personId, source],
    );

    await merge(source, target).expect(204);

    const detail = (await city.agent.get(`/api/organisations/${target}`).expect(200)).body;
    expect(detail).toMatchObject({
      members: 2,
      mergers: [{ id: source, name: '衡南云帆机械公司', reason: '同一企业', by: '王合并' }],
    });
    const roles = await rolesOf(owner);
    expect(roles).toEqual([
      { role: 'enterprise_manager', organisation_id: target, path: expect.stringContaining(`${target}/`) },
    ]);
    expect(await rolesOf(both)).toHaveLength(1);
    await owner.agent.get(`/api/organisations/${target}/members`).expect(200);
    expect((await owner.agent.get(`/api/organisations/${target}/services`)).body).toMatchObject([item]);
    const person = await signedIn(server, { phone: '13700000001' });
    const token = new URL(invited.url).hash.slice(1);
    const answer = await person.agent.post('/api/invitations/answer').send({ token, accepted: true }).expect(200);
    expect(answer.body).toEqual({ organisationId: target });
    const [profile] = await server.database.query('SELECT enterprise_id FROM person_profile WHERE person_id = $1', [
      owner.personId,
    ]);
    expect(profile).toEqual({ enterprise_id: target });

    const [history] = await server.database.query(
      'SELECT moved, merged_by FROM organisation_merge WHERE source_id = $1',
      [source],
    );
    expect(history).toMatchObject({
      merged_by: city.accountId,
      moved: { memberships: 2, invitations: 1, serviceItems: 1, applications: 0, profiles: 1 },
    });
    expect(heard).toContainEqual([source, target]);
    const [fact] = await server.database.query(
      `SELECT details FROM activity WHERE verb = 'organisation.merged' AND details->>'organisationId' = $1`,
      [source],
    );
    expect(fact).toEqual({ details: { organisationId: source, intoId: target } });
    const [entry] = await server.database.query(
      `SELECT before, after FROM audit_entry WHERE subject_id = $1 AND action = 'organisation.merged'`,
      [source],
    );
    expect(entry).toMatchObject({
      before: { name: '衡南云帆机械公司' },
      after: { intoId: target, reason: '同一企业' },
    });
  });

  it('the old address says where it went, to those of the old and of the new', async () => {
    const owner = await signedIn(server, { role: 'enterprise_manager', organisationId: source });
    await merge(source, target).expect(204);
    for (const person of [owner, city]) {
      const { body } = await person.agent.get(`/api/organisations/${source}`).expect(200);
      expect(body).toMatchObject({ state: 'merged', mergedInto: { id: target }, may: { edit: false, merge: false } });
    }
    const stranger = await signedIn(server, { role: 'window_manager', organisationId: HENGSHAN });
    await stranger.agent.get(`/api/organisations/${source}`).expect(403);
    const list = (await city.agent.get(`/api/organisations/${HENGNAN}/below`).query({ kind: 'enterprise' })).body;
    expect(JSON.stringify(list)).not.toContain(source);
  });

  it('chains are one step long', async () => {
    const third = await addOrganisation(server, { kind: 'enterprise', parentId: HENGNAN });
    await merge(source, target).expect(204);
    await merge(target, third).expect(204);
    const { body } = await city.agent.get(`/api/organisations/${source}`).expect(200);
    expect(body.mergedInto.id).toBe(third);
  });

  it('a target without a code takes that of the source, which can then be merged no more', async () => {
    const nameless = await addOrganisation(server, { kind: 'enterprise', parentId: HENGNAN });
    const code = (await city.agent.get(`/api/organisations/${source}`)).body.creditCode;
    await merge(source, nameless).expect(204);
    expect((await city.agent.get(`/api/organisations/${nameless}`)).body.creditCode).toBe(code);
    expect((await merge(source, target).expect(409)).body.code).toBe('organisation.wrong_state');
    expect((await merge(target, source).expect(409)).body.code).toBe('organisation.wrong_state');
  });

  it('an open claim goes to the window of the target', async () => {
    const elsewhere = await addOrganisation(server, { kind: 'enterprise', parentId: HENGSHAN, creditCode: newCode() });
    const code = (await city.agent.get(`/api/organisations/${source}`)).body.creditCode;
    const applicant = await signedIn(server, { phone: '13700000002' });
    const { body } = await applicant.agent
      .post('/api/applications')
      .field({ action: 'claim', name: '云帆', creditCode: code, windowId: HENGNAN, contactName: '王强' })
      .attach('licence', PDF, 'a.pdf')
      .expect(201);
    await merge(source, elsewhere).expect(204);
    const old = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN });
    const reviewer = await signedIn(server, { role: 'window_manager', organisationId: HENGSHAN });
    const approve = ({ agent }: SignedInPerson) =>
      agent.post(`/api/applications/${body.id}/approve`).send({ revision: 1 });
    await approve(old).expect(403);
    expect((await approve(reviewer).expect(200)).body).toEqual({ organisationId: elsewhere });
  });

  it('in both directions at once one of them wins', async () => {
    const [first] = [source, target].sort();
    const transactions = server.app.get(Transactions, { strict: false });
    let merging: Promise<{ status: number }[]> | undefined;
    // Both stand before the same door before it opens.
    await transactions.run(SYSTEM_ACTOR, async (tx) => {
      await tx.query('SELECT 1 FROM organisation WHERE id = $1 FOR UPDATE', [first]);
      merging = Promise.all([merge(source, target), merge(target, source)]);
      await untilWaiting(server, 2);
    });
    const answers = (await merging) ?? [];
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const rows = await server.database.query<{ state: string }>(
      'SELECT state FROM organisation WHERE id = ANY($1) ORDER BY state',
      [[source, target]],
    );
    expect(rows.map(({ state }) => state)).toEqual(['active', 'merged']);
  });

  it('a second press is the first one again', async () => {
    await merge(source, target).set('Idempotency-Key', 'merge-these-two').expect(204);
    await merge(source, target).set('Idempotency-Key', 'merge-these-two').expect(204);
  });

  it('nothing is half merged when something fails on the way', async () => {
    const owner = await signedIn(server, { role: 'enterprise_manager', organisationId: source });
    const mergers = server.app.get(Mergers, { strict: false }) as unknown as { mergers: { move: unknown }[] };
    const last = mergers.mergers.at(-1)!;
    const { move } = last;
    last.move = async () => {
      throw new Error('the last one fails');
    };
    await merge(source, target).expect(500);
    last.move = move;
    expect(await rolesOf(owner)).toMatchObject([{ organisation_id: source }]);
    await merge(source, target).expect(204);
  });
});

describe('what is not merged', () => {
  it.each([
    ['windows', async () => [HENGNAN, HENGSHAN]],
    [
      'an enterprise into an agency',
      async () => [source, await addOrganisation(server, { kind: 'agency', parentId: HENGNAN })],
    ],
    ['an enterprise into a window', async () => [source, HENGNAN]],
    ['an organisation into itself', async () => [source, source]],
    ['an organisation into itself in capitals', async () => [source, source.toUpperCase()]],
  ] as [string, () => Promise<string[]>][])('%s', async (_what, pair) => {
    const [from = '', into = ''] = await pair();
    expect((await merge(from, into).expect(409)).body.code).toBe('organisation.merge_refused');
  });

  it('into what lies outside, from outside, or by staff', async () => {
    const hengnan = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN });
    const outside = await addOrganisation(server, { kind: 'enterprise', parentId: HENGSHAN });
    expect((await merge(source, outside, hengnan).expect(403)).body.code).toBe('access.denied');
    await merge(outside, source, hengnan).expect(403);
    for (const [role, organisationId] of [
      ['organiser', HENGNAN],
      ['enterprise_manager', source],
    ] as const) {
      await merge(source, target, await signedIn(server, { role, organisationId })).expect(403);
    }
  });

  it('what does not exist', async () => {
    expect((await merge(source, newId()).expect(404)).body.code).toBe('organisation.not_found');
    expect((await merge(newId(), target).expect(404)).body.code).toBe('organisation.not_found');
    await merge('__proto__', target).expect(404);
  });

  it.each([
    { intoId: 'x', reason: '同一企业' },
    { reason: '同一企业' },
    { intoId: newId() },
    { intoId: newId(), reason: ' ' },
  ])('with %j', async (body) => {
    await city.agent.post(`/api/organisations/${source}/merge`).send(body).expect(400);
  });
});
