import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import { Jobs } from '../../src/infra/jobs.js';
import { HandOvers } from '../../src/organisations/members/hand-overs.js';
import { seededWindowId } from '../../src/organisations/network/network-rows.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { type TestGateway, startGateway } from '../setup/message-gateway.js';
import { addOrganisation, givePhone, giveRole, signedIn, type SignedInPerson } from '../setup/people.js';
import { until } from '../setup/until.js';

const HENGNAN = seededWindowId('430422');
const HENGSHAN = seededWindowId('430423');

let server: TestApp;
let gateway: TestGateway;
let agency: string;
let manager: SignedInPerson;
/** What the test's people are in charge of, as another room would keep it. */
const charges = new Map<string, number>();

beforeAll(async () => {
  gateway = await startGateway();
  server = await startTestApp({ SMS_GATEWAY_URL: gateway.url, MESSAGE_GATEWAY_SECRET: 'a-secret-for-the-bridge' });
  server.app.get(HandOvers, { strict: false }).register({
    name: 'test',
    count: async (accountId) => charges.get(accountId) ?? 0,
    move: async (_tx, from, to) => {
      charges.set(to, (charges.get(to) ?? 0) + (charges.get(from) ?? 0));
      charges.delete(from);
    },
  });
});
afterAll(async () => {
  await server.close();
  await gateway.down();
});

beforeEach(async () => {
  agency = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN, name: '衡南法律服务所' });
  manager = await signedIn(server, { role: 'agency_manager', organisationId: agency, name: '周负责' });
  gateway.answer(200);
});

let serial = 0;
const newPhone = (): string => `137${String((serial += 1)).padStart(8, '0')}`;
const invite = (phone: string, role = 'agency_staff', { agent } = manager) =>
  agent.post(`/api/organisations/${agency}/invitations`).send({ role, name: '陈立', phone });
const tokenOf = ({ url }: { url: string }): string => new URL(url).hash.slice(1);
const answer = ({ agent }: Pick<SignedInPerson, 'agent'>, token: string, accepted = true) =>
  agent.post('/api/invitations/answer').send({ token, accepted });
const membersOf = async ({ agent } = manager) => (await agent.get(`/api/organisations/${agency}/members`)).body;
const rolesOf = async ({ accountId }: SignedInPerson) =>
  (
    await server.database.query<{ role: string }>(
      'SELECT role FROM role_grant WHERE account_id = $1 AND revoked_at IS NULL ORDER BY role',
      [accountId],
    )
  ).map(({ role }) => role);
const noticesOf = async (personId: string) =>
  (await server.database.query<{ kind: string }>('SELECT kind FROM notice WHERE person_id = $1', [personId])).map(
    ({ kind }) => kind,
  );
/** A member beside the manager; answers the membership's id. */
async function colleague(role = 'agency_staff', name = '陈立'): Promise<SignedInPerson & { membershipId: string }> {
  const person = await signedIn(server, { name });
  await giveRole(server, person.accountId, role as 'agency_staff', agency);
  const [row] = await server.database.query<{ id: string }>('SELECT id FROM membership WHERE account_id = $1', [
    person.accountId,
  ]);
  return { ...person, membershipId: row?.id ?? '' };
}
const end = (membershipId: string, body: object = {}, { agent } = manager) =>
  agent.post(`/api/memberships/${membershipId}/end`).send(body);

describe('an invitation', () => {
  it('goes out by SMS, is opened without an account and accepted by whose number it is', async () => {
    const phone = newPhone();
    const { body } = await invite(phone).expect(201);
    expect(body).toMatchObject({
      state: 'pending',
      role: 'agency_staff',
      phone: `${phone.slice(0, 3)}****${phone.slice(-4)}`,
      invitedBy: '周负责',
      sent: true,
    });
    const token = tokenOf(body);
    expect(gateway.requests.at(-1)?.body).toContain(token);
    const page = await request(server.url).post('/api/invitations/open').send({ token }).expect(200);
    expect(page.body).toMatchObject({
      organisation: { id: agency, name: '衡南法律服务所', kind: 'agency' },
      state: 'pending',
      invitedBy: '周负责',
    });
    expect(JSON.stringify(page.body)).not.toContain(phone);

    const invited = await signedIn(server, { phone, name: '' });
    await invited.agent.get(`/api/organisations/${agency}/members`).expect(403);
    expect((await answer(invited, token).expect(200)).body).toEqual({ organisationId: agency });
    const { members, invitations } = await membersOf(invited);
    expect(members.find(({ accountId }: { accountId: string }) => accountId === invited.accountId)).toMatchObject({
      name: '陈立',
      role: 'agency_staff',
      phone: body.phone,
      inCharge: 0,
    });
    expect(invitations).toEqual([]);
    expect(await rolesOf(invited)).toEqual(['agency_staff']);
  });

  it('keeps its secret: neither the database nor the lists have the link', async () => {
    const phone = newPhone();
    const { body } = await invite(phone).expect(201);
    const rows = await server.database.query('SELECT * FROM invitation WHERE id = $1', [body.id]);
    const audit = await server.database.query('SELECT after FROM audit_entry WHERE subject_id = $1', [body.id]);
    const list = await membersOf();
    for (const where of [rows, audit, list]) {
      expect(JSON.stringify(where)).not.toContain(tokenOf(body));
      expect(JSON.stringify(where)).not.toContain(phone);
    }
    expect(list.invitations).toMatchObject([{ id: body.id, url: null, sent: null }]);
  });

  it('where no SMS goes out the link is handed over', async () => {
    gateway.answer(500);
    const { body } = await invite(newPhone()).expect(201);
    expect(body).toMatchObject({ sent: false, url: expect.stringContaining('/invitation#') });
  });

  it('is answered once', async () => {
    const phone = newPhone();
    const token = tokenOf((await invite(phone)).body);
    const invited = await signedIn(server, { phone });
    const codes = (await Promise.all([answer(invited, token), answer(invited, token)])).map(
      ({ status, body }) => body.code ?? status,
    );
    expect(codes.sort()).toEqual([200, 'invitation.wrong_state']);
    const open = await request(server.url).post('/api/invitations/open').send({ token });
    expect(open.body.state).toBe('accepted');
  });

  it('can be declined', async () => {
    const phone = newPhone();
    const token = tokenOf((await invite(phone)).body);
    const invited = await signedIn(server, { phone });
    await answer(invited, token, false).expect(200);
    expect(await rolesOf(invited)).toEqual([]);
    expect((await answer(invited, token).expect(409)).body.code).toBe('invitation.wrong_state');
  });

  it('is for one number: whoever else finds the link cannot use it', async () => {
    const token = tokenOf((await invite(newPhone())).body);
    const other = await signedIn(server, { phone: newPhone() });
    expect((await answer(other, token).expect(403)).body.code).toBe('invitation.not_yours');
    expect((await answer(await signedIn(server), token).expect(403)).body.code).toBe('phone.required');
    expect((await answer({ agent: request.agent(server.url) }, token).expect(401)).body.code).toBe(
      'access.sign_in_required',
    );
    expect((await membersOf()).invitations).toHaveLength(1);
  });

  it('expires after seven days', async () => {
    const phone = newPhone();
    const { body } = await invite(phone);
    const days = (new Date(body.expiresAt).getTime() - new Date(body.createdAt).getTime()) / 86_400_000;
    expect(days).toBe(7);
    await server.database.query(`UPDATE invitation SET expires_at = now() - interval '1 second' WHERE id = $1`, [
      body.id,
    ]);
    const invited = await signedIn(server, { phone });
    expect((await answer(invited, tokenOf(body)).expect(410)).body.code).toBe('invitation.expired');
    expect((await membersOf()).invitations[0].state).toBe('expired');
  });

  it('can be taken back', async () => {
    const phone = newPhone();
    const { body } = await invite(phone);
    await manager.agent.delete(`/api/invitations/${body.id}`).expect(204);
    expect((await manager.agent.delete(`/api/invitations/${body.id}`).expect(409)).body.code).toBe(
      'invitation.wrong_state',
    );
    const invited = await signedIn(server, { phone });
    expect((await answer(invited, tokenOf(body)).expect(409)).body.code).toBe('invitation.wrong_state');
  });

  it('a newer one takes the place of the older, and there is an end to them', async () => {
    const phone = newPhone();
    const first = (await invite(phone)).body;
    const second = (await invite(`+86 ${phone}`)).body;
    const invited = await signedIn(server, { phone });
    expect((await answer(invited, tokenOf(first)).expect(409)).body.code).toBe('invitation.wrong_state');
    for (let n = 0; n < 3; n += 1) await invite(phone).expect(201);
    expect((await invite(phone).expect(429)).body.code).toBe('request.too_many');
    expect((await answer(invited, tokenOf(second)).expect(409)).body.code).toBe('invitation.wrong_state');
  });

  it.each(['window_manager', 'system_admin', 'enterprise_member', '__proto__', ''])(
    'an agency does not give the role %j',
    async (role) => {
      const { body } = await invite(newPhone(), role);
      expect(body.code).toBe('grant.role_refused');
      expect((await membersOf()).invitations).toEqual([]);
    },
  );

  it('there is an end to them for one organisation, whatever the numbers', async () => {
    const busy = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
    const boss = await signedIn(server, { role: 'agency_manager', organisationId: busy });
    await server.database.query(
      `INSERT INTO invitation (id, organisation_id, role, name, phone_enc, phone_hmac, digest, state, invited_by,
                               created_at, expires_at)
       SELECT gen_random_uuid(), $1, 'agency_staff', '', '', 'x' || n, 'busy' || n, 'revoked', $2, now(), now()
       FROM generate_series(1, 199) AS n`,
      [busy, boss.accountId],
    );
    const send = () =>
      boss.agent
        .post(`/api/organisations/${busy}/invitations`)
        .send({ role: 'agency_staff', name: '李敏', phone: newPhone() });
    await send().expect(201);
    expect((await send().expect(429)).body).toMatchObject({ code: 'request.too_many', retryAfter: 86_400 });
  });

  it('nobody invites himself, nor a member anew', async () => {
    const own = newPhone();
    await givePhone(server, manager.personId, own);
    expect((await invite(own).expect(403)).body.code).toBe('grant.role_refused');
    const member = await colleague();
    const phone = newPhone();
    await givePhone(server, member.personId, phone);
    expect((await invite(phone).expect(409)).body.code).toBe('membership.exists');
    await invite(phone, 'agency_manager').expect(201);
  });

  it.each([{ phone: '12345' }, { phone: '' }, { name: ' ' }, { name: '陈\u0000' }, { role: 1 }, { path: '/' }])(
    'refuses %j',
    async (wrong) => {
      const { body } = await manager.agent
        .post(`/api/organisations/${agency}/invitations`)
        .send({ role: 'agency_staff', name: '陈立', phone: newPhone(), ...wrong })
        .expect(400);
      expect(body.code).toBe('request.invalid');
    },
  );

  it.each(['x', 'A'.repeat(43), '__proto__'])('the link %s was never given out', async (token) => {
    const person = await signedIn(server, { phone: newPhone() });
    expect((await answer(person, token).expect(404)).body.code).toBe('invitation.not_found');
    const open = await request(server.url).post('/api/invitations/open').send({ token }).expect(404);
    expect(open.body.code).toBe('invitation.not_found');
  });

  it('staff do not invite, strangers neither; the window of the county does', async () => {
    const staff = await colleague();
    const stranger = await signedIn(server, { role: 'window_manager', organisationId: HENGSHAN });
    const window = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN });
    for (const person of [staff, stranger]) await invite(newPhone(), 'agency_staff', person).expect(403);
    const { body } = await invite(newPhone(), 'agency_manager', window).expect(201);
    await stranger.agent.delete(`/api/invitations/${body.id}`).expect(403);
    await stranger.agent.get(`/api/organisations/${agency}/members`).expect(403);
  });

  it('who invited does not accept himself, even with the invited number', async () => {
    const phone = newPhone();
    const { body } = await invite(phone);
    await givePhone(server, manager.personId, phone);
    expect((await answer(manager, tokenOf(body)).expect(403)).body.code).toBe('grant.role_refused');
    expect(await rolesOf(manager)).toEqual(['agency_manager']);
  });
});

describe('changing a role', () => {
  const change = (id: string, role: string, { agent } = manager) =>
    agent.patch(`/api/memberships/${id}`).send({ role });

  it('changes what one may do, and one is told', async () => {
    const staff = await colleague();
    await change(staff.membershipId, 'agency_manager').expect(204);
    expect(await rolesOf(staff)).toEqual(['agency_manager']);
    await staff.agent
      .post(`/api/organisations/${agency}/invitations`)
      .send({ role: 'agency_staff', name: '新人', phone: newPhone() })
      .expect(201);
    expect(await noticesOf(staff.personId)).toContain('roles_changed');
    const [entry] = await server.database.query(
      `SELECT before, after FROM audit_entry WHERE subject_id = $1 AND action = 'membership.changed'`,
      [staff.accountId],
    );
    expect(entry).toEqual({ before: { role: 'agency_staff' }, after: { role: 'agency_manager' } });
  });

  it('not the own one, not to a role of another kind, not the last manager', async () => {
    const staff = await colleague();
    expect((await change(staff.membershipId, 'window_manager').expect(403)).body.code).toBe('grant.role_refused');
    const mine = (await membersOf()).members.find(
      ({ accountId }: { accountId: string }) => accountId === manager.accountId,
    );
    expect((await change(mine.id, 'agency_staff').expect(403)).body.code).toBe('grant.role_refused');
    const window = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN });
    expect((await change(mine.id, 'agency_staff', window).expect(409)).body.code).toBe('membership.last_manager');
    expect(await rolesOf(manager)).toEqual(['agency_manager']);
  });

  it('is closed to strangers and staff', async () => {
    const staff = await colleague();
    const other = await colleague();
    const stranger = await signedIn(server, { role: 'window_manager', organisationId: HENGSHAN });
    for (const person of [staff, stranger]) await change(other.membershipId, 'agency_manager', person).expect(403);
  });
});

describe('leaving', () => {
  it('ends the rights at once', async () => {
    const staff = await colleague();
    await staff.agent.get(`/api/organisations/${agency}`).expect(200);
    await end(staff.membershipId).expect(204);
    await staff.agent.get(`/api/organisations/${agency}`).expect(403);
    expect((await membersOf()).members).toHaveLength(1);
    expect((await end(staff.membershipId).expect(404)).body.code).toBe('membership.not_found');
  });

  it('a second press is the first one again', async () => {
    const staff = await colleague();
    const press = () => end(staff.membershipId).set('Idempotency-Key', 'end-this-membership');
    await press().expect(204);
    await press().expect(204);
  });

  it('who is in charge of something hands it over first, and the successor is told', async () => {
    const [leaver, heir] = [await colleague('agency_staff', '去职'), await colleague('agency_staff', '接手')];
    charges.set(leaver.accountId, 3);
    const listed = (await membersOf()).members.find(({ id }: { id: string }) => id === leaver.membershipId);
    expect(listed.inCharge).toBe(3);
    expect((await end(leaver.membershipId).expect(409)).body.code).toBe('membership.successor_needed');
    expect(await rolesOf(leaver)).toEqual(['agency_staff']);
    await end(leaver.membershipId, { successorId: heir.membershipId }).expect(204);
    expect([charges.get(leaver.accountId), charges.get(heir.accountId)]).toEqual([undefined, 3]);
    expect(await noticesOf(heir.personId)).toContain('handed_over');
    const { body } = await heir.agent.get('/api/notices');
    expect(body.notices[0].text).toBe('去职已将“衡南法律服务所”移交给您');
    const [row] = await server.database.query('SELECT successor_id FROM membership WHERE id = $1', [
      leaver.membershipId,
    ]);
    expect(row).toEqual({ successor_id: heir.membershipId });
  });

  it('whoever keeps another role here stays in charge', async () => {
    const staff = await colleague();
    await giveRole(server, staff.accountId, 'agency_manager', agency);
    charges.set(staff.accountId, 1);
    await end(staff.membershipId).expect(204);
    expect(charges.get(staff.accountId)).toBe(1);
    expect(await rolesOf(staff)).toEqual(['agency_manager']);
  });

  it('a successor is another member of the same organisation', async () => {
    const leaver = await colleague();
    charges.set(leaver.accountId, 1);
    const elsewhere = await addOrganisation(server, { kind: 'agency', parentId: HENGNAN });
    const foreign = await signedIn(server, { role: 'agency_staff', organisationId: elsewhere });
    const [row] = await server.database.query<{ id: string }>('SELECT id FROM membership WHERE account_id = $1', [
      foreign.accountId,
    ]);
    for (const successorId of [row?.id, leaver.membershipId]) {
      const { body } = await end(leaver.membershipId, { successorId }).expect(409);
      expect(body.code).toBe('membership.successor_needed');
    }
    expect((await end(leaver.membershipId, { successorId: newId() }).expect(404)).body.code).toBe(
      'membership.not_found',
    );
    await end(leaver.membershipId, { successorId: 'x' }).expect(400);
    expect(charges.get(leaver.accountId)).toBe(1);
  });

  it('a manager remains: two who dismiss each other at once do not both succeed', async () => {
    const other = await colleague('agency_manager');
    const mine = (await membersOf()).members.find(
      ({ accountId }: { accountId: string }) => accountId === manager.accountId,
    );
    const answers = await Promise.all([end(other.membershipId), end(mine.id, {}, other)]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const [row] = await server.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM membership WHERE organisation_id = $1 AND role = 'agency_manager' AND ended_at IS NULL`,
      [agency],
    );
    expect(row?.n).toBe(1);
  });

  it('nobody ends his own, and the last manager is not dismissed by the window either', async () => {
    const mine = (await membersOf()).members[0];
    expect((await end(mine.id).expect(403)).body.code).toBe('grant.role_refused');
    const window = await signedIn(server, { role: 'window_manager', organisationId: HENGNAN });
    expect((await end(mine.id, {}, window).expect(409)).body.code).toBe('membership.last_manager');
  });

  it.each(['x', '__proto__', newId()])('there is no membership %s', async (id) => {
    expect((await end(id).expect(404)).body.code).toBe('membership.not_found');
  });
});

describe('what is kept of a person', () => {
  it('is told and forgotten on their word', async () => {
    const phone = newPhone();
    const token = tokenOf((await invite(phone)).body);
    const invited = await signedIn(server, { phone, name: '' });
    await answer(invited, token).expect(200);
    const { members } = await membersOf();
    const membership = members.find(({ accountId }: { accountId: string }) => accountId === invited.accountId);
    const exported = await invited.agent.get('/api/account/data').expect(200);
    expect(exported.body.organisations.memberships).toMatchObject([{ organisation: '衡南法律服务所', until: null }]);
    await end(membership.id).expect(204);
    await invited.agent
      .delete('/api/account')
      .send({ confirm: 'DELETE' })
      .expect((answer) => {
        expect([200, 204]).toContain(answer.status);
      });
    const rows = await server.database.query(
      'SELECT name, phone_enc, phone_hmac FROM invitation WHERE account_id = $1',
      [invited.accountId],
    );
    expect(rows).toEqual([{ name: '', phone_enc: '', phone_hmac: '' }]);
  });

  it('is told and forgotten also where it only lies at their number', async () => {
    const phone = newPhone();
    const [one, two] = [(await invite(phone)).body.id, (await invite(phone, 'agency_manager')).body.id];
    const invited = await signedIn(server, { phone, name: '' });
    const { body } = await invited.agent.get('/api/account/data').expect(200);
    expect(body.organisations.invitations).toMatchObject([{ state: 'pending' }, { state: 'pending' }]);
    await invited.agent.delete('/api/account').send({ confirm: 'DELETE' }).expect(204);
    const gone = { name: '', phone_enc: '', phone_hmac: '', state: 'revoked' };
    const rows = await server.database.query(
      'SELECT name, phone_enc, phone_hmac, state FROM invitation WHERE id = ANY($1::uuid[])',
      [[one, two]],
    );
    expect(rows).toEqual([gone, gone]);
  });

  it('stands by no name in the audit, which nobody can change', async () => {
    const { id } = (await invite(newPhone())).body;
    const rows = await server.database.query('SELECT after FROM audit_entry WHERE subject_id = $1', [id]);
    expect(rows).toEqual([{ after: { role: 'agency_staff', phone: expect.stringMatching(/^1\d{2}\*{4}\d{4}$/) } }]);
  });

  it('whoever never answered is forgotten a month after the link expired', async () => {
    const [old, young] = [(await invite(newPhone())).body.id, (await invite(newPhone())).body.id];
    await server.database.query(`UPDATE invitation SET expires_at = now() - interval '31 days' WHERE id = $1`, [old]);
    const [jobs, transactions] = [
      server.app.get(Jobs, { strict: false }),
      server.app.get(Transactions, { strict: false }),
    ];
    await transactions.run(SYSTEM_ACTOR, (tx) => jobs.enqueue(tx, 'organisations.forget_invited', {}));
    const row = (id: string) =>
      server.database.query('SELECT name, phone_enc, state FROM invitation WHERE id = $1', [id]);
    await until('the old one is forgotten', async () => (await row(old))[0]?.['name'] === '');
    expect(await row(old)).toEqual([{ name: '', phone_enc: '', state: 'revoked' }]);
    expect(await row(young)).toMatchObject([{ name: '陈立', state: 'pending' }]);
  });
});
