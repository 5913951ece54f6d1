import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generate } from 'otplib';
import request from 'supertest';
import { hashPassword } from '../../src/accounts/sign-in/password.js';
import { ADMIN_ROLES, MEMBER_ROLES, type OrganisationKind, type Role } from '../../src/contracts/vocabulary.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Clock } from '../../src/infra/clock.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { activeOrganisation } from '../../src/organisations/active-organisation.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { later } from '../setup/clock.js';
import { addOrganisation, giveRole, signedIn, type SignedInPerson } from '../setup/people.js';
import { untilWaiting } from '../setup/waiting.js';

const PASSWORD = 'Dui-Jie-Hui-2020';

let server: TestApp;
let system: SignedInPerson;
let security: SignedInPerson;
let window: string;
let hash: string;
let names = 0;

beforeAll(async () => {
  server = await startTestApp();
  system = await signedIn(server, { role: 'system_admin' });
  security = await signedIn(server, { role: 'security_admin' });
  window = await addOrganisation(server, { level: 'city' });
  hash = await hashPassword(PASSWORD);
});
afterAll(() => server.close());

type Browser = ReturnType<typeof request.agent>;
const browser = (at = server): Browser => request.agent(at.url);

/** Somebody with a name and the password, signed in at one browser; with a role where it says so. */
async function somebody({ at = server, role }: { at?: TestApp; role?: Role } = {}) {
  const person = await signedIn(at);
  const login = `ren.yuan${(names += 1)}`;
  await at.database.query(`UPDATE account SET login = $2, password_hash = $3 WHERE id = $1`, [
    person.accountId,
    login,
    hash,
  ]);
  if (role) await giveRole(at, person.accountId, role, window);
  return { ...person, login };
}

async function signIn(login: string, at = server): Promise<Browser> {
  const place = browser(at);
  await place.post('/api/account/sign-in/password').send({ login, password: PASSWORD }).expect(200);
  return place;
}

/** What the authenticator shows, at the server's time or so many steps of 30 s later. */
const codeOf = (secret: string, { at = server, steps = 0 } = {}) =>
  generate({ secret, epoch: Math.floor(at.app.get(Clock, { strict: false }).now().getTime() / 1000) + steps * 30 });

const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

/** Answers the secret. */
async function setUp(place: Browser, at = server): Promise<string> {
  return (await setUpWith(place, at)).secret;
}

/** Answers the code that it took, too. */
async function setUpWith(place: Browser, at = server): Promise<{ secret: string; code: string }> {
  const { body } = await place.post('/api/account/totp').expect(200);
  const code = await codeOf(body.secret, { at });
  await place.post('/api/account/totp/confirm').send({ code }).expect(200);
  return { secret: body.secret, code };
}

/** A step later: the code of the set-up is used up. */
const aStepLater = <T>(work: () => Promise<T> | PromiseLike<T>) => later(server, { seconds: 60 }, work);

const second = (place: Browser, code: string) => place.post('/api/account/sign-in/totp').send({ code });

describe('a second factor', () => {
  it('is set up with a first code, and asked for from then on', async () => {
    const { agent, login } = await somebody({ role: 'organiser' });
    const begun = await agent.post('/api/account/totp').expect(200);
    expect(begun.headers['cache-control']).toBe('no-store');
    expect(begun.body.address).toMatch(/^otpauth:\/\/totp\//);
    expect(begun.body.address).toContain(begun.body.secret);
    // Begun is not done.
    expect((await agent.get('/api/account').expect(200)).body.account.totp).toMatchObject({ enabled: false });
    const code = await codeOf(begun.body.secret);
    expect(
      (
        await agent
          .post('/api/account/totp/confirm')
          .send({ code: wrong(code) })
          .expect(401)
      ).body.code,
    ).toBe('account.totp_wrong');
    const { body } = await agent.post('/api/account/totp/confirm').send({ code }).expect(200);
    expect(body.account.totp).toEqual({ enabled: true, owed: false, mustSetUp: false });
    const place = await signIn(login);
    const { account } = (await place.get('/api/account').expect(200)).body;
    expect(account).toMatchObject({ totp: { enabled: true, owed: true }, grants: [], unreadNotices: 0 });
    await aStepLater(async () => {
      await second(place, await codeOf(begun.body.secret)).expect(200);
      const { body: answer } = await place.get('/api/account').expect(200);
      expect(answer.account).toMatchObject({ totp: { owed: false }, grants: [{ role: 'organiser' }] });
      await place.get('/api/account/profile').expect(200);
    });
  });

  it('until it is given opens nothing but itself', async () => {
    const { agent, login, accountId } = await somebody({ role: 'organiser' });
    await setUp(agent);
    const place = await signIn(login);
    const refusals = await Promise.all([
      place.get('/api/account/profile'),
      place.get('/api/account/tokens'),
      place.get('/api/account/data'),
      place.put('/api/account/password').send({ current: PASSWORD, password: 'Xin-Mi-Ma-2022' }),
      place.delete('/api/account/totp'),
      place.delete('/api/account').send({ confirm: 'DELETE' }),
      place.get(`/api/organisations/${window}`),
      place.get('/api/admin/accounts'),
    ]);
    for (const { status, body } of refusals) {
      expect(body).toMatchObject({ code: 'access.totp_required' });
      expect(status).toBe(403);
    }
    expect((await place.post('/api/account/totp').expect(403)).body.code).toBe('access.totp_required');
    const [row] = await server.database.query(`SELECT 1 FROM account WHERE id = $1 AND totp_confirmed_at IS NOT NULL`, [
      accountId,
    ]);
    expect(row).toBeDefined();
  });

  it('until it is given leaves the browser who it was', async () => {
    const session = await addSession(server.database);
    const { agent, login, personId } = await somebody();
    const secret = await setUp(agent);
    const place = await signIn(login);
    await place.post(`/api/sessions/${session}/join`).send({ webrtc: false }).expect(200);
    const linked = () =>
      server.database.query<{ person_id: string }>(`SELECT person_id FROM person_link WHERE root_id = $1`, [personId]);
    expect(await linked()).toEqual([]);
    await aStepLater(async () => second(place, await codeOf(secret)).expect(200));
    expect(await linked()).toHaveLength(1);
  });

  it('takes the codes of the steps beside, and none further off', async () => {
    const { agent, login } = await somebody();
    const secret = await setUp(agent);
    const place = await signIn(login);
    await later(server, { minutes: 5 }, async () => {
      for (const steps of [-3, -2, 2, 3]) await second(place, await codeOf(secret, { steps })).expect(401);
      await second(place, await codeOf(secret, { steps: -1 })).expect(200);
    });
  });

  it('takes a code once, and none before it', async () => {
    const { agent, login } = await somebody();
    const { secret, code: used } = await setUpWith(agent);
    const [first, other] = [await signIn(login), await signIn(login)];
    await second(first, used).expect(401);
    await later(server, { minutes: 5 }, async () => {
      const [earlier, code] = [await codeOf(secret, { steps: -1 }), await codeOf(secret)];
      await second(first, code).expect(200);
      await second(other, code).expect(401);
      await second(other, earlier).expect(401);
      await second(other, await codeOf(secret, { steps: 1 })).expect(200);
    });
  });

  it('takes one code once also at the same moment', async () => {
    const { agent, login } = await somebody();
    const secret = await setUp(agent);
    const places = await Promise.all([signIn(login), signIn(login), signIn(login)]);
    await aStepLater(async () => {
      const code = await codeOf(secret);
      const answers = await Promise.all(places.map((place) => second(place, code)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    });
  });

  it('is guessed five times, whatever passwords are given in between', async () => {
    const { agent, login } = await somebody();
    const secret = await setUp(agent);
    const code = wrong(await codeOf(secret));
    for (let i = 0; i < 4; i += 1) await second(await signIn(login), code).expect(401);
    const last = await signIn(login);
    expect((await second(last, code).expect(423)).body.code).toBe('account.locked');
    await aStepLater(async () => second(last, await codeOf(secret)).expect(423));
    await browser().post('/api/account/sign-in/password').send({ login, password: PASSWORD }).expect(423);
  });

  it('once right begins the count anew', async () => {
    const { agent, login, accountId } = await somebody();
    const secret = await setUp(agent);
    const place = await signIn(login);
    await server.database.query(`UPDATE account SET failed_attempts = 3 WHERE id = $1`, [accountId]);
    await aStepLater(async () => second(place, await codeOf(secret)).expect(200));
    const [row] = await server.database.query<{ failed_attempts: number }>(
      `SELECT failed_attempts FROM account WHERE id = $1`,
      [accountId],
    );
    expect(row?.failed_attempts).toBe(0);
  });

  it('is replaced by a new one, which counts once it has given a code', async () => {
    const { agent, login } = await somebody();
    const old = await setUp(agent);
    const { body } = await agent.post('/api/account/totp').expect(200);
    // Left half done, the old one is still asked for.
    const place = await signIn(login);
    expect((await place.get('/api/account').expect(200)).body.account.totp).toMatchObject({ owed: true });
    // Nor does somebody who has only the password finish it.
    await place
      .post('/api/account/totp/confirm')
      .send({ code: await codeOf(body.secret) })
      .expect(403);
    await aStepLater(async () => second(place, await codeOf(old)).expect(200));
    await agent
      .post('/api/account/totp/confirm')
      .send({ code: await codeOf(body.secret) })
      .expect(200);
    const next = await signIn(login);
    await later(server, { minutes: 5 }, async () => {
      await second(next, await codeOf(old)).expect(401);
      await second(next, await codeOf(body.secret)).expect(200);
    });
  });

  it('lies sealed in the database', async () => {
    const { agent, accountId } = await somebody();
    const secret = await setUp(agent);
    const { body } = await agent.post('/api/account/totp').expect(200);
    const [row] = await server.database.query(`SELECT * FROM account WHERE id = $1`, [accountId]);
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(JSON.stringify(row)).not.toContain(body.secret);
  });

  it('is taken off by oneself, and asked for no more', async () => {
    const { agent, login } = await somebody();
    await setUp(agent);
    await agent.delete('/api/account/totp').expect(204);
    const place = await signIn(login);
    expect((await place.get('/api/account').expect(200)).body.account.totp).toEqual({
      enabled: false,
      owed: false,
      mustSetUp: false,
    });
    expect((await second(place, '123456').expect(409)).body.code).toBe('account.totp_missing');
  });

  it('that was lost is taken off by the security administrator, for others', async () => {
    const { agent, login, accountId } = await somebody();
    await setUp(agent);
    await system.agent.post(`/api/admin/accounts/${accountId}/reset-totp`).expect(403);
    await security.agent.post(`/api/admin/accounts/${security.accountId}/reset-totp`).expect(403);
    await security.agent.post(`/api/admin/accounts/${accountId}/reset-totp`).expect(204);
    await agent.get('/api/account/profile').expect(401);
    await (await signIn(login)).get('/api/account/profile').expect(200);
    const entries = await server.database.query(
      `SELECT 1 FROM audit_entry WHERE subject_id = $1 AND action = 'account.totp_reset'`,
      [accountId],
    );
    expect(entries).toHaveLength(1);
  });

  it.each(['12345', '1234567', 'abcdef', ''])('%j is no code', async (code) => {
    const { agent } = await somebody();
    expect((await second(agent, code).expect(400)).body.code).toBe('request.invalid');
  });
});

describe('where staff must have one', () => {
  let strict: TestApp;
  beforeAll(async () => {
    strict = await startTestApp({ STAFF_TOTP: '1' });
    const id = await addOrganisation(strict);
    await strict.database.query(`UPDATE organisation SET id = $2, path = $3 WHERE id = $1`, [
      id,
      window,
      `/${window}/`,
    ]);
  });
  afterAll(() => strict.close());

  it('whoever holds a role sets one up before anything else', async () => {
    const { agent } = await somebody({ at: strict, role: 'organiser' });
    const { account } = (await agent.get('/api/account').expect(200)).body;
    expect(account).toMatchObject({ totp: { enabled: false, owed: true, mustSetUp: true }, grants: [] });
    for (const path of ['/api/account/profile', `/api/organisations/${window}`]) {
      expect((await agent.get(path).expect(403)).body.code).toBe('access.totp_required');
    }
    await setUp(agent, strict);
    expect((await agent.get('/api/account').expect(200)).body.account).toMatchObject({
      totp: { enabled: true, owed: false, mustSetUp: false },
      grants: [{ role: 'organiser' }],
    });
    await agent.get(`/api/organisations/${window}`).expect(200);
  });

  it('whoever takes theirs off owes it again at once, at every place', async () => {
    const { agent } = await somebody({ at: strict, role: 'organiser' });
    await setUp(agent, strict);
    await agent.delete('/api/account/totp').expect(204);
    expect((await agent.get('/api/account/profile').expect(403)).body.code).toBe('access.totp_required');
  });

  it('who holds no role is not concerned, until a role comes', async () => {
    const { agent, accountId } = await somebody({ at: strict });
    await agent.get('/api/account/profile').expect(200);
    await giveRole(strict, accountId, 'organiser', window);
    await agent.get('/api/account/profile').expect(403);
  });
});

describe('roles', () => {
  const give = (body: object, by = security) => by.agent.post('/api/admin/grants').send(body);
  const held = (accountId: string) =>
    server.database.query<{ id: string; role: Role }>(
      `SELECT id, role FROM role_grant WHERE account_id = $1 AND revoked_at IS NULL`,
      [accountId],
    );

  it.each(ADMIN_ROLES.flatMap((one) => ADMIN_ROLES.filter((two) => two !== one).map((two) => [one, two])))(
    'the %s is not also the %s',
    async (one, two) => {
      const { accountId } = await somebody();
      await give({ accountId, role: one }).expect(204);
      expect((await give({ accountId, role: two }).expect(409)).body.code).toBe('grant.roles_conflict');
      expect(await held(accountId)).toMatchObject([{ role: one }]);
    },
  );

  it('nor when both are given at once', async () => {
    const { accountId } = await somebody();
    const answers = await Promise.all(ADMIN_ROLES.map((role) => give({ accountId, role })));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    expect(await held(accountId)).toHaveLength(1);
  });

  it('once taken, the account may become another administrator', async () => {
    const { accountId } = await somebody();
    await give({ accountId, role: 'audit_admin' }).expect(204);
    const [grant] = await held(accountId);
    await security.agent.delete(`/api/admin/grants/${grant?.id}`).expect(204);
    await give({ accountId, role: 'system_admin' }).expect(204);
  });

  it('nobody gives one to himself or takes his own', async () => {
    const { accountId } = security;
    for (const body of [{ role: 'security_admin' }, { role: 'organiser', organisationId: window }]) {
      expect((await give({ accountId, ...body }).expect(403)).body.code).toBe('grant.role_refused');
    }
    const [own] = await held(accountId);
    expect((await security.agent.delete(`/api/admin/grants/${own?.id}`).expect(403)).body.code).toBe(
      'grant.role_refused',
    );
    expect(await held(accountId)).toEqual([own]);
    await security.agent.get('/api/admin/accounts').expect(200);
  });

  it('are given and taken by the security administrator alone', async () => {
    const [{ accountId }, manager] = [await somebody(), await somebody({ role: 'window_manager' })];
    for (const by of [system, manager, await somebody()]) {
      expect((await give({ accountId, role: 'organiser', organisationId: window }, by).expect(403)).body.code).toBe(
        'access.denied',
      );
    }
    await browser().post('/api/admin/grants').send({ accountId, role: 'audit_admin' }).expect(401);
    expect(await held(accountId)).toEqual([]);
  });

  const kinds = Object.keys(MEMBER_ROLES) as OrganisationKind[];
  it.each(kinds)('those of a %s are for one of its kind only', async (kind) => {
    const { accountId } = await somebody();
    for (const place of kinds) {
      const organisationId = await addOrganisation(server, { kind: place });
      for (const role of MEMBER_ROLES[kind]) {
        const answer = await give({ accountId, role, organisationId });
        expect([answer.status, answer.body.code]).toEqual(
          place === kind ? [204, undefined] : [403, 'grant.role_refused'],
        );
      }
    }
    expect((await held(accountId)).map(({ role }) => role).sort()).toEqual([...MEMBER_ROLES[kind]].sort());
  });

  it.each([
    ['an administrator’s at an organisation', { role: 'audit_admin', at: 'window' }, 403, 'grant.role_refused'],
    ['a member’s at no organisation', { role: 'organiser' }, 404, 'organisation.not_found'],
    ['a member’s at an unknown one', { role: 'organiser', at: 'unknown' }, 404, 'organisation.not_found'],
    ['one that does not exist', { role: 'emperor' }, 400, 'request.invalid'],
    ['one with a name of every object', { role: '__proto__' }, 400, 'request.invalid'],
    ['several', { role: ['organiser'] }, 400, 'request.invalid'],
  ])('%s is refused', async (_what, { role, at }: { role: unknown; at?: string }, status, code) => {
    const { accountId } = await somebody();
    const organisationId = { window, unknown: '01900000-0000-7000-8000-00000000ffff' }[at ?? ''];
    const { body } = await give({ accountId, role, organisationId }).expect(status);
    expect(body.code).toBe(code);
    expect(await held(accountId)).toEqual([]);
  });

  it('of an unknown account or grant are not found', async () => {
    const unknown = '01900000-0000-7000-8000-00000000ffff';
    expect((await give({ accountId: unknown, role: 'audit_admin' }).expect(404)).body.code).toBe('account.not_found');
    expect((await security.agent.delete(`/api/admin/grants/${unknown}`).expect(404)).body.code).toBe('grant.not_found');
  });

  it('count at once, are told of, audited, and end at once', async () => {
    const { agent, accountId } = await somebody();
    await agent.get(`/api/organisations/${window}`).expect(403);
    await give({ accountId, role: 'organiser', organisationId: window }).expect(204);
    await give({ accountId, role: 'organiser', organisationId: window }).expect(204);
    await agent.get(`/api/organisations/${window}`).expect(200);
    expect((await agent.get('/api/account').expect(200)).body.account.grants).toMatchObject([
      { role: 'organiser', organisation: { id: window, kind: 'window' } },
    ]);
    expect((await agent.get('/api/notices').expect(200)).body.notices[0]).toMatchObject({ kind: 'roles_changed' });
    const [grant] = await held(accountId);
    await security.agent.delete(`/api/admin/grants/${grant?.id}`).expect(204);
    await security.agent.delete(`/api/admin/grants/${grant?.id}`).expect(404);
    await agent.get(`/api/organisations/${window}`).expect(403);
    const entries = await server.database.query<{ action: string; account_id: string }>(
      `SELECT action, account_id FROM audit_entry WHERE subject_id = $1 ORDER BY seq`,
      [accountId],
    );
    expect(entries).toEqual([
      { action: 'grant.given', account_id: security.accountId },
      { action: 'grant.revoked', account_id: security.accountId },
    ]);
  });

  it('make a member, and who loses the role is none any more', async () => {
    const { accountId } = await somebody();
    const manager = await somebody({ role: 'window_manager' });
    const members = async () =>
      (await manager.agent.get(`/api/organisations/${window}/members`).expect(200)).body.members
        .filter((member: { accountId: string }) => member.accountId === accountId)
        .map(({ role }: { role: Role }) => role);
    await give({ accountId, role: 'supervisor', organisationId: window }).expect(204);
    await give({ accountId, role: 'supervisor', organisationId: window }).expect(204);
    expect(await members()).toEqual(['supervisor']);
    const [grant] = await held(accountId);
    await security.agent.delete(`/api/admin/grants/${grant?.id}`).expect(204);
    expect(await members()).toEqual([]);
  });

  it('given while the window moves lie where it lies then', async () => {
    const { accountId } = await somebody();
    const [from, to] = [
      await addOrganisation(server, { level: 'city' }),
      await addOrganisation(server, { level: 'city' }),
    ];
    const county = await addOrganisation(server, { level: 'county', parentId: from });
    const path = `/${to}/${county}/`;
    let giving: Promise<{ status: number }> | undefined;
    await server.app.get(Transactions, { strict: false }).run(SYSTEM_ACTOR, async (tx) => {
      await activeOrganisation(tx, county, { lock: 'NO KEY UPDATE' });
      await tx.query(`UPDATE organisation SET path = $2, parent_id = $3 WHERE id = $1`, [county, path, to]);
      giving = give({ accountId, role: 'organiser', organisationId: county }).then();
      await untilWaiting(server, 1);
    });
    expect((await giving)?.status).toBe(204);
    const rows = await server.database.query(`SELECT path FROM role_grant WHERE account_id = $1`, [accountId]);
    expect(rows).toEqual([{ path }]);
  });
});
