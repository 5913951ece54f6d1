import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { hashPassword } from '../../src/accounts/sign-in/password.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { later } from '../setup/clock.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { aPhone } from '../setup/phone-codes.js';
import { until } from '../setup/until.js';

const PASSWORD = 'Dui-Jie-Hui-2020';
const ANOTHER = 'Rong-Zi-Fu-Wu-2021';
const WRONG = 'Bu-Dui-De-Mi-Ma-0';

let server: TestApp;
let system: SignedInPerson;
let security: SignedInPerson;
let hash: string;
let names = 0;

beforeAll(async () => {
  server = await startTestApp();
  system = await signedIn(server, { role: 'system_admin' });
  security = await signedIn(server, { role: 'security_admin' });
  hash = await hashPassword(PASSWORD);
});
afterAll(() => server.close());

const browser = () => request.agent(server.url);
const signIn = (login: string, password: string, who = browser()) =>
  who.post('/api/account/sign-in/password').send({ login, password });

/** Somebody with a name and the password, signed in at one browser. */
async function somebody(phone?: string): Promise<SignedInPerson & { login: string }> {
  const person = await signedIn(server, { phone });
  const login = `ren.yuan${(names += 1)}`;
  await server.database.query(`UPDATE account SET login = $2, password_hash = $3 WHERE id = $1`, [
    person.accountId,
    login,
    hash,
  ]);
  return { ...person, login };
}

/** As if that many had been wrong so far: each one that is really tried costs a third of a second. */
const failed = (accountId: string, attempts: number) =>
  server.database.query(`UPDATE account SET failed_attempts = $2 WHERE id = $1`, [accountId, attempts]);

const audited = (accountId: string, action: string) =>
  server.database.query(`SELECT 1 FROM audit_entry WHERE subject_id = $1 AND action = $2`, [accountId, action]);

describe('signing in by a password', () => {
  it('takes the account name in any case, or the phone number', async () => {
    const phone = aPhone();
    const { login, accountId } = await somebody(phone);
    for (const name of [` ${login.toUpperCase()} `, `+86 ${phone}`]) {
      const { body } = await signIn(name, PASSWORD).expect(200);
      expect(body.account).toMatchObject({ id: accountId, login, hasPassword: true });
    }
  });

  it('says the same of a wrong password, a name that does not exist and an account without a password', async () => {
    const { login } = await somebody();
    const phone = aPhone();
    await signedIn(server, { phone });
    const answers = await Promise.all([login, 'nobody.at.all', phone, aPhone()].map((name) => signIn(name, WRONG)));
    for (const { status, body, headers } of answers) {
      expect(status).toBe(401);
      expect(body).toEqual(answers[0]?.body);
      expect(headers['set-cookie']).toBeUndefined();
    }
    expect(answers[0]?.body.code).toBe('account.wrong_credentials');
  });

  it('ends the place where somebody else was signed in at this browser', async () => {
    const [first, second] = [await somebody(), await somebody()];
    const shared = browser();
    await signIn(first.login, PASSWORD, shared).expect(200);
    await signIn(second.login, PASSWORD, shared).expect(200);
    const places = await server.database.query(
      `SELECT 1 FROM access_token WHERE account_id = $1 AND revoked_at IS NULL`,
      [first.accountId],
    );
    // The one that the row of the test made.
    expect(places).toHaveLength(1);
  });

  it.each([
    [{}],
    [{ login: '', password: 'x' }],
    [{ login: 'a', password: '' }],
    [{ login: ['a'], password: 'x' }],
    [{ login: { $ne: null }, password: { $ne: null } }],
    [{ login: 'a'.repeat(65), password: 'x' }],
    [{ login: 'a', password: 'x'.repeat(201) }],
    [{ login: 'a', password: 'x', admin: true }],
  ])('%j is refused before anything is looked up', async (body) => {
    const answer = await browser().post('/api/account/sign-in/password').send(body).expect(400);
    expect(answer.body.code).toBe('request.invalid');
  });

  it('a foreign page cannot sign anybody in', async () => {
    const { login } = await somebody();
    const answer = await signIn(login, PASSWORD).set('Origin', 'https://evil.example').expect(403);
    expect(answer.body.code).toBe('origin.refused');
  });
});

describe('five wrong passwords', () => {
  it('lock the account for half an hour, and nobody else at the same address', async () => {
    const [person, colleague] = [await somebody(), await somebody()];
    for (let i = 0; i < 4; i += 1) await signIn(person.login, WRONG).expect(401);
    const fifth = await signIn(person.login, WRONG).expect(423);
    expect(fifth.body.code).toBe('account.locked');
    expect(Number(fifth.headers['retry-after'])).toBe(1800);
    await signIn(person.login, PASSWORD).expect(423);
    await signIn(colleague.login, PASSWORD).expect(200);
    // Whoever is in stays in, and is told.
    const { body } = await person.agent.get('/api/notices').expect(200);
    expect(body.notices[0]).toMatchObject({ kind: 'account_locked' });
    expect(await audited(person.accountId, 'account.locked')).toHaveLength(1);
    await later(server, { minutes: 29 }, () => signIn(person.login, PASSWORD).expect(423));
    await later(server, { minutes: 31 }, () => signIn(person.login, PASSWORD).expect(200));
    // The count begins anew.
    await signIn(person.login, WRONG).expect(401);
  });

  it('are five also of twenty at the same time', async () => {
    const person = await somebody();
    const statuses: number[] = [];
    const guess = async () => {
      const { status } = await signIn(person.login, WRONG);
      statuses.push(status);
      return status === 423;
    };
    await Promise.all(Array.from({ length: 20 }, guess));
    // On a busy machine some of them are sent away before they are looked at.
    await until('the account is locked', guess);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5);
    expect(new Set([...statuses, 401, 423, 503])).toEqual(new Set([401, 423, 503]));
    await signIn(person.login, PASSWORD).expect(423);
    expect(await audited(person.accountId, 'account.locked')).toHaveLength(1);
  });

  it('are not eight right ones at the same instant, after four wrong ones as well', async () => {
    const person = await somebody();
    const eight = () => Promise.all(Array.from({ length: 8 }, () => signIn(person.login, PASSWORD)));
    expect((await eight()).map(({ status }) => status)).toEqual(Array(8).fill(200));
    await failed(person.accountId, 4);
    expect((await eight()).map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await audited(person.accountId, 'account.locked')).toHaveLength(0);
    expect(await server.database.query(`SELECT 1 FROM account_try`)).toEqual([]);
  });

  it('are counted by those that a killed server had in hand for a minute only', async () => {
    const { login, accountId } = await somebody();
    await server.database.query(
      `INSERT INTO account_try (id, account_id, started_at)
       SELECT gen_random_uuid(), $1, now() - interval '61 seconds' FROM generate_series(1, 5)`,
      [accountId],
    );
    await signIn(login, PASSWORD).expect(200);
  });

  it('with a right one between them are not five', async () => {
    const { login, accountId } = await somebody();
    await failed(accountId, 4);
    await signIn(login, PASSWORD).expect(200);
    await signIn(login, WRONG).expect(401);
  });

  it('are unlocked by the security administrator, and by no other', async () => {
    const { login, accountId } = await somebody();
    await failed(accountId, 4);
    await signIn(login, WRONG).expect(423);
    const { body } = await system.agent.get('/api/admin/accounts').query({ q: login }).expect(200);
    expect(body.accounts).toMatchObject([{ id: accountId, login, locked: true, state: 'active' }]);
    await system.agent.post(`/api/admin/accounts/${accountId}/unlock`).expect(403);
    await security.agent.post(`/api/admin/accounts/${accountId}/unlock`).expect(204);
    await signIn(login, PASSWORD).expect(200);
    expect(await audited(accountId, 'account.unlocked')).toHaveLength(1);
  });

  it('when one’s own is changed lock, too', async () => {
    const { agent, login, accountId } = await somebody();
    await failed(accountId, 4);
    await agent.put('/api/account/password').send({ current: WRONG, password: ANOTHER }).expect(423);
    await signIn(login, PASSWORD).expect(423);
  });
});

describe('one’s own password', () => {
  it.each([
    ['too short', 'Ab1-Ab1-A'],
    ['of two classes', 'abcdefgh1234'],
    ['of letters', 'AbcdefghIjkl'],
    ['that contains the account name', 'My-REN.YUAN-1'],
  ])('that is %s is refused', async (_what, password) => {
    const { agent, accountId } = await somebody();
    await server.database.query(`UPDATE account SET login = 'ren.yuan' WHERE id = $1`, [accountId]);
    const { body } = await agent.put('/api/account/password').send({ current: PASSWORD, password }).expect(400);
    await server.database.query(`UPDATE account SET login = NULL WHERE id = $1`, [accountId]);
    expect(body.code).toBe('account.password_weak');
  });

  it('is set for the first time without one, and then asks for it', async () => {
    const phone = aPhone();
    const { agent } = await signedIn(server, { phone });
    await agent.put('/api/account/password').send({ password: PASSWORD }).expect(204);
    expect((await agent.put('/api/account/password').send({ password: ANOTHER }).expect(401)).body.code).toBe(
      'account.wrong_credentials',
    );
    await agent.put('/api/account/password').send({ current: WRONG, password: ANOTHER }).expect(401);
    await signIn(phone, PASSWORD).expect(200);
  });

  it('when changed ends every other place, and the old one', async () => {
    const person = await somebody();
    const elsewhere = browser();
    await signIn(person.login, PASSWORD, elsewhere).expect(200);
    await elsewhere.get('/api/account/profile').expect(200);
    await person.agent.put('/api/account/password').send({ current: PASSWORD, password: ANOTHER }).expect(204);
    await elsewhere.get('/api/account/profile').expect(401);
    await person.agent.get('/api/account/profile').expect(200);
    await signIn(person.login, PASSWORD).expect(401);
    await signIn(person.login, ANOTHER).expect(200);
  });
});

describe('a one-time link', () => {
  const create = async () => {
    const login = `xin.ren${(names += 1)}`;
    const { body } = await system.agent.post('/api/admin/accounts').send({ login, displayName: '新任' }).expect(201);
    return { login, accountId: body.accountId as string, token: tokenOf(body.url), expiresAt: body.expiresAt };
  };
  const tokenOf = (url: string) => new URL(url).hash.slice(1);
  const redeem = (token: string, password = PASSWORD) =>
    browser().post('/api/account/password-links/redeem').send({ token, password });
  const another = async (accountId: string) =>
    tokenOf((await system.agent.post(`/api/admin/accounts/${accountId}/password-link`).expect(200)).body.url);

  it('sets the first password, once', async () => {
    const { login, accountId, token } = await create();
    const [row] = await server.database.query(`SELECT 1 FROM password_link WHERE digest = $1`, [token]);
    expect(row).toBeUndefined();
    await signIn(login, PASSWORD).expect(401);
    await redeem(token).expect(204);
    expect((await signIn(login, PASSWORD).expect(200)).body.account).toMatchObject({
      id: accountId,
      displayName: '新任',
    });
    expect((await redeem(token, ANOTHER).expect(410)).body.code).toBe('account.link_used');
    await signIn(login, PASSWORD).expect(200);
    expect(await audited(accountId, 'account.created')).toHaveLength(1);
  });

  it('used by several at once sets one password', async () => {
    const { login, token } = await create();
    const passwords = [PASSWORD, ANOTHER, `${ANOTHER}-x`];
    const answers = await Promise.all(passwords.map((password) => redeem(token, password)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 410, 410]);
    const winner = passwords[answers.findIndex(({ status }) => status === 204)] ?? '';
    await signIn(login, winner).expect(200);
  });

  it('is not used up by a weak password', async () => {
    const { token } = await create();
    expect((await redeem(token, 'weak').expect(400)).body.code).toBe('account.password_weak');
    await redeem(token).expect(204);
  });

  it('is good for a day', async () => {
    const { token } = await create();
    const { body } = await later(server, { hours: 24, seconds: 1 }, () => redeem(token).expect(403));
    expect(body.code).toBe('access.link_expired');
    await later(server, { hours: 23 }, () => redeem(token).expect(204));
  });

  it('is ended by the next one; the old password goes on until it is used, then every place ends', async () => {
    const { login, accountId, token } = await create();
    const second = await another(accountId);
    expect((await redeem(token).expect(410)).body.code).toBe('account.link_used');
    await redeem(second).expect(204);
    const place = browser();
    await signIn(login, PASSWORD, place).expect(200);
    const third = await another(accountId);
    await signIn(login, PASSWORD).expect(200);
    await redeem(third, ANOTHER).expect(204);
    await place.get('/api/account/profile').expect(401);
    await signIn(login, PASSWORD).expect(401);
    expect(await audited(accountId, 'account.password_reset')).toHaveLength(2);
  });

  it('opens a locked account', async () => {
    const { login, accountId } = await somebody();
    await failed(accountId, 4);
    await signIn(login, WRONG).expect(423);
    await redeem(await another(accountId), ANOTHER).expect(204);
    await signIn(login, ANOTHER).expect(200);
  });

  it.each(['', 'x', 'a'.repeat(43), '__proto__'])('%j is none', async (token) => {
    expect((await redeem(token).expect(403)).body.code).toBe('access.link_invalid');
  });

  it('is not made for another administrator who has begun: one would be two of the three', async () => {
    const { login, accountId } = await create();
    await security.agent.post('/api/admin/grants').send({ accountId, role: 'audit_admin' }).expect(204);
    // The first link may have got lost.
    await redeem(await another(accountId)).expect(204);
    const { body } = await system.agent.post(`/api/admin/accounts/${accountId}/password-link`).expect(403);
    expect(body.code).toBe('access.denied');
    await signIn(login, PASSWORD).expect(200);
  });

  it.each([
    [{ login: 'A', displayName: 'x' }],
    [{ login: '1abc', displayName: 'x' }],
    [{ login: 'abc', displayName: '' }],
    [{ login: 'abc', displayName: 'x'.repeat(41) }],
    [{ login: 'abc', displayName: 'x', phone: '123' }],
    [{ login: 'abc', displayName: 'x', role: 'system_admin' }],
  ])('no account is made of %j', async (body) => {
    expect((await system.agent.post('/api/admin/accounts').send(body).expect(400)).body.code).toBe('request.invalid');
  });

  it('names and numbers belong to one account each, also when two are made at once', async () => {
    const [login, phone] = [`chong.fu${(names += 1)}`, aPhone()];
    const make = (name: string, number?: string) =>
      system.agent.post('/api/admin/accounts').send({ login: name, displayName: '重复', phone: number });
    const same = await Promise.all([make(login), make(login), make(login)]);
    expect(same.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(same.find(({ status }) => status === 409)?.body.code).toBe('account.login_taken');
    const numbered = await Promise.all([1, 2, 3].map((n) => make(`${login}.${n}`, phone)));
    expect(numbered.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(numbered.find(({ status }) => status === 409)?.body.code).toBe('phone.taken');
    const accounts = await server.database.query(`SELECT 1 FROM account WHERE login LIKE $1`, [`${login}%`]);
    expect(accounts).toHaveLength(2);
  });
});

describe('a disabled account', () => {
  it('is out at once, everywhere, and stays out until it is enabled', async () => {
    const window = await addOrganisation(server);
    const person = await somebody();
    await server.database.query(
      `INSERT INTO role_grant (id, account_id, role, path, organisation_id)
       SELECT gen_random_uuid(), $1, 'organiser', path, id FROM organisation WHERE id = $2`,
      [person.accountId, window],
    );
    const elsewhere = browser();
    await signIn(person.login, PASSWORD, elsewhere).expect(200);
    await Promise.all([person.agent, elsewhere].map((place) => place.get('/api/account/profile').expect(200)));
    await system.agent.post(`/api/admin/accounts/${person.accountId}/disable`).expect(204);
    for (const place of [person.agent, elsewhere]) await place.get('/api/account/profile').expect(401);
    expect((await signIn(person.login, PASSWORD).expect(403)).body.code).toBe('account.disabled');
    // A wrong password says nothing of it.
    await signIn(person.login, WRONG).expect(401);
    await system.agent.post(`/api/admin/accounts/${person.accountId}/enable`).expect(204);
    await person.agent.get('/api/account/profile').expect(401);
    await signIn(person.login, PASSWORD).expect(200);
    expect(await audited(person.accountId, 'account.disabled')).toHaveLength(1);
    expect(await audited(person.accountId, 'account.enabled')).toHaveLength(1);
  });

  it('is never one’s own, nor disabled by who may not', async () => {
    const { accountId } = await somebody();
    await system.agent.post(`/api/admin/accounts/${system.accountId}/disable`).expect(403);
    await security.agent.post(`/api/admin/accounts/${accountId}/disable`).expect(403);
    await (await signedIn(server)).agent.post(`/api/admin/accounts/${accountId}/disable`).expect(403);
    await browser().post(`/api/admin/accounts/${accountId}/disable`).expect(401);
    const unknown = '01900000-0000-7000-8000-00000000ffff';
    await system.agent.post(`/api/admin/accounts/${unknown}/disable`).expect(404);
    await system.agent.post(`/api/admin/accounts/none/disable`).expect(404);
  });
});
