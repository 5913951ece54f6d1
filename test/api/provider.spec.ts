import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import type { AccountView } from '../../src/contracts/account.contract.js';
import { hashPassword } from '../../src/accounts/sign-in/password.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { passTime } from '../setup/clock.js';
import { startProvider, type TestProvider } from '../setup/oidc-provider.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { type Page, Visitor } from '../setup/visitor.js';

const HOST = 'yunqiao.test';
const HOME = `http://${HOST}`;
const PASSWORD = 'Dui-Jie-Hui-2020';

let provider: TestProvider;
let server: TestApp;
let window: string;
let identities = 0;
let phones = 0;

beforeAll(async () => {
  // PUBLIC_URL decides where the provider sends people back to, wherever the server listens.
  provider = await startProvider(`${HOME}/api/account/provider/callback`);
  server = await startTestApp(settings(provider));
  window = await addOrganisation(server, { name: '岳阳市窗口平台', level: 'city' });
});
afterAll(async () => {
  await server.close();
  await provider.down();
});

const settings = ({ issuer, clientId, clientSecret }: TestProvider) => ({
  PUBLIC_URL: HOME,
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: clientId,
  OIDC_CLIENT_SECRET: clientSecret,
  OIDC_NAME: '省统一账号',
});

const browser = () => new Visitor({ [HOST]: server.url });
/** A name at the provider that no other test uses. */
const somebody = () => `gov-${(identities += 1)}`;
const aPhone = () => `+86139${String(10_000_000 + (phones += 1))}`;
const staff = (phone?: string) => signedIn(server, { role: 'organiser', organisationId: window, phone });

/** Begins here; answers where at the provider the browser is sent. */
async function leave(visitor: Visitor, query = ''): Promise<URL> {
  const page = await visitor.open(`${HOME}/api/account/provider${query}`);
  expect(page.status).toBe(302);
  expect(page.location).toContain(provider.issuer);
  return new URL(page.location ?? '');
}

/** Gives a name at the provider where it asks; answers the address at which the browser comes back here. */
async function atProvider(visitor: Visitor, address: URL, name: string): Promise<string> {
  let page = await visitor.open(address.href);
  for (let step = 0; step < 10; step += 1) {
    if (page.location?.startsWith(HOME)) return page.location;
    page = await (page.location ? visitor.open(page.location) : visitor.submit(page, { login: name }));
  }
  throw new Error(`The provider led nowhere: ${page.status} ${page.body}`);
}

/** All of it; answers the last page. */
async function signIn(visitor: Visitor, name: string, query = ''): Promise<Page> {
  return visitor.open(await atProvider(visitor, await leave(visitor, query), name));
}

async function account(visitor: Visitor): Promise<AccountView | null> {
  return JSON.parse((await visitor.open(`${HOME}/api/account`)).body).account;
}

/** The browser of somebody who is signed in. */
function browserOf({ cookie }: SignedInPerson): Visitor {
  const visitor = browser();
  visitor.setCookie(HOST, cookie.name, cookie.value);
  return visitor;
}

async function bind(person: SignedInPerson, subject: string): Promise<void> {
  await server.database.query(`INSERT INTO account_identity (issuer, subject, account_id) VALUES ($1, $2, $3)`, [
    provider.issuer,
    subject,
    person.accountId,
  ]);
}

const boundTo = async (subject: string): Promise<string | undefined> => {
  const [row] = await server.database.query<{ account_id: string }>(
    `SELECT account_id FROM account_identity WHERE issuer = $1 AND subject = $2`,
    [provider.issuer, subject],
  );
  return row?.account_id;
};

const audited = (accountId: string) =>
  server.database.query<{ action: string; account_id: string | null; after: unknown }>(
    `SELECT action, account_id, after FROM audit_entry WHERE subject_id = $1 AND action LIKE 'account.identity%' ORDER BY seq`,
    [accountId],
  );

const consents = (personId: string) =>
  server.database.query(`SELECT purpose, version, withdrawn_at FROM consent WHERE person_id = root_person($1)`, [
    personId,
  ]);

const problem = (code: string, to?: string) =>
  `${HOME}/sign-in?${new URLSearchParams({ problem: code, ...(to && { to }) }).toString()}`;

describe('signing in by the provincial account', () => {
  it('leads to the provider with state, nonce and a PKCE challenge, and leaves a cookie that no script reads', async () => {
    const page = await browser().open(`${HOME}/api/account/provider`);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const { origin, searchParams } = new URL(page.location ?? '');
    expect(origin).toBe(provider.issuer);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: provider.clientId,
      redirect_uri: `${HOME}/api/account/provider/callback`,
      scope: 'openid phone',
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(searchParams.get(name)?.length).toBeGreaterThanOrEqual(43);
    }
    const [cookie = ''] = page.headers.getSetCookie();
    expect(cookie).toMatch(/^yq_provider=/);
    expect(cookie).toMatch(/; Max-Age=600; Path=\/api\/account\/provider; .*HttpOnly; SameSite=Lax/);
  });

  it('a bound identity is in, and goes on where it wanted to', async () => {
    const [person, name] = [await staff(), somebody()];
    await bind(person, name);
    const visitor = browser();
    const page = await signIn(visitor, name, '?to=/s/1%3Ftab%3Dagenda');
    expect(page.status).toBe(302);
    expect(page.location).toBe(`${HOME}/s/1?tab=agenda`);
    expect(await account(visitor)).toMatchObject({ id: person.accountId, provider: { linked: true } });
    expect(visitor.cookie(HOST, 'yq_provider')).toBeUndefined();
  });

  it('without a wish it goes on to the console', async () => {
    const [person, name] = [await staff(), somebody()];
    await bind(person, name);
    expect((await signIn(browser(), name)).location).toBe(`${HOME}/console`);
  });

  it('is to agree to the privacy text, once, as for those who come in by a password', async () => {
    const [person, name] = [await staff(), somebody()];
    await bind(person, name);
    expect(await consents(person.personId)).toEqual([]);
    for (const visitor of [browser(), browser()]) await signIn(visitor, name);
    expect(await consents(person.personId)).toEqual([{ purpose: 'privacy', version: 1, withdrawn_at: null }]);
  });

  it('an unknown identity makes no account and says so', async () => {
    const before = await server.database.query(`SELECT 1 FROM account`);
    const visitor = browser();
    const name = somebody();
    const page = await signIn(visitor, name, '?to=/console/events');
    expect(page.location).toBe(problem('account.identity_unknown', '/console/events'));
    expect(await account(visitor)).toBeNull();
    expect(await server.database.query(`SELECT 1 FROM account`)).toHaveLength(before.length);
    expect(await boundTo(name)).toBeUndefined();
  });

  it('whoever cancels at the provider is told that it did not finish', async () => {
    const visitor = browser();
    const back = await atProvider(visitor, await leave(visitor, '?to=/me'), '');
    expect(back).toContain('error=access_denied');
    expect((await visitor.open(back)).location).toBe(problem('account.provider_failed', '/me'));
  });

  it('a disabled account stays out', async () => {
    const [person, name, visitor] = [await staff(), somebody(), browser()];
    await bind(person, name);
    await server.database.query(`UPDATE account SET state = 'disabled' WHERE id = $1`, [person.accountId]);
    expect((await signIn(visitor, name)).location).toBe(problem('account.disabled'));
    expect(await account(visitor)).toBeNull();
  });

  it('a second factor given at the provider does not stand for ours', async () => {
    const [person, name, visitor] = [await staff(), somebody(), browser()];
    await bind(person, name);
    provider.people.set(name, { amr: ['pwd', 'mfa', 'otp'] });
    await server.database.query(
      `UPDATE account SET totp_secret = 'sealed elsewhere', totp_confirmed_at = now() WHERE id = $1`,
      [person.accountId],
    );
    expect((await signIn(visitor, name)).location).toBe(`${HOME}/console`);
    expect(await account(visitor)).toMatchObject({ id: person.accountId, totp: { owed: true }, grants: [] });
    expect(await consents(person.personId)).toEqual([]);
    const refused = await visitor.open(`${HOME}/api/account/profile`);
    expect(JSON.parse(refused.body)).toMatchObject({ status: 403, code: 'access.totp_required' });
  });
});

describe('by the phone number', () => {
  it('one that the provider has verified finds the member of staff and binds, once', async () => {
    const [phone, name] = [aPhone(), somebody()];
    const person = await staff(phone);
    provider.people.set(name, { phone_number: phone, phone_number_verified: true });
    const visitor = browser();
    expect((await signIn(visitor, name)).location).toBe(`${HOME}/console`);
    expect(await account(visitor)).toMatchObject({ id: person.accountId, provider: { linked: true } });
    expect(await audited(person.accountId)).toMatchObject([
      { action: 'account.identity_linked', after: { issuer: provider.issuer, by: 'phone' } },
    ]);
    // From now on the identity is enough.
    provider.people.delete(name);
    const again = browser();
    expect((await signIn(again, name)).location).toBe(`${HOME}/console`);
    expect(await account(again)).toMatchObject({ id: person.accountId });
  });

  it.each([
    ['one that is not verified', false],
    ['one that is said to be verified in a word', 'true'],
    ['one of which nothing is said', undefined],
  ])('%s finds nobody', async (_what, phone_number_verified) => {
    const [phone, name] = [aPhone(), somebody()];
    await staff(phone);
    provider.people.set(name, { phone_number: phone, phone_number_verified: phone_number_verified as boolean });
    expect((await signIn(browser(), name)).location).toBe(problem('account.identity_unknown'));
    expect(await boundTo(name)).toBeUndefined();
  });

  it('one of a viewer without a role binds nothing', async () => {
    const [phone, name] = [aPhone(), somebody()];
    await signedIn(server, { phone });
    provider.people.set(name, { phone_number: phone, phone_number_verified: true });
    expect((await signIn(browser(), name)).location).toBe(problem('account.identity_unknown'));
    expect(await boundTo(name)).toBeUndefined();
  });

  it('one of a member who lost all roles, or who has bound another identity, binds nothing', async () => {
    const [left, bound] = [aPhone(), aPhone()];
    const [former, other] = [await staff(left), await staff(bound)];
    await server.database.query(`UPDATE role_grant SET revoked_at = now() WHERE account_id = $1`, [former.accountId]);
    await bind(other, somebody());
    for (const phone of [left, bound]) {
      const name = somebody();
      provider.people.set(name, { phone_number: phone, phone_number_verified: true });
      expect((await signIn(browser(), name)).location).toBe(problem('account.identity_unknown'));
      expect(await boundTo(name)).toBeUndefined();
    }
  });

  it('one of a disabled member binds nothing', async () => {
    const [phone, name] = [aPhone(), somebody()];
    const person = await staff(phone);
    await server.database.query(`UPDATE account SET state = 'disabled' WHERE id = $1`, [person.accountId]);
    provider.people.set(name, { phone_number: phone, phone_number_verified: true });
    expect((await signIn(browser(), name)).location).toBe(problem('account.disabled'));
    expect(await boundTo(name)).toBeUndefined();
  });
});

describe('binding and taking off', () => {
  it('who is signed in binds an identity, and takes it off again', async () => {
    const [person, name] = [await staff(aPhone()), somebody()];
    const visitor = browserOf(person);
    expect((await signIn(visitor, name, '?link=1&to=/me/security')).location).toBe(`${HOME}/me/security`);
    expect(await boundTo(name)).toBe(person.accountId);
    expect(await account(visitor)).toMatchObject({ id: person.accountId, provider: { linked: true } });
    await person.agent.delete('/api/account/provider').expect(204);
    await person.agent.delete('/api/account/provider').expect(204);
    expect(await boundTo(name)).toBeUndefined();
    expect(await account(visitor)).toMatchObject({ provider: { linked: false } });
    expect(await audited(person.accountId)).toMatchObject([
      { action: 'account.identity_linked', account_id: person.accountId, after: { by: 'account' } },
      { action: 'account.identity_unlinked', account_id: person.accountId },
    ]);
    expect((await signIn(browser(), name)).location).toBe(problem('account.identity_unknown'));
  });

  it('asks who it is at the provider even of who is signed in there', async () => {
    const [person, name, other] = [await staff(), somebody(), somebody()];
    const visitor = browserOf(person);
    // Somebody else has used this browser to sign in at the provider.
    await atProvider(visitor, await leave(visitor), other);
    await signIn(visitor, name, '?link=1');
    expect(await boundTo(other)).toBeUndefined();
    expect(await boundTo(name)).toBe(person.accountId);
  });

  it('a new identity takes the place of the earlier one, the same one changes nothing', async () => {
    const [person, first, second] = [await staff(), somebody(), somebody()];
    const visitor = browserOf(person);
    for (const name of [first, second, second]) {
      expect((await signIn(visitor, name, '?link=1')).location).toBe(`${HOME}/console`);
    }
    expect([await boundTo(first), await boundTo(second)]).toEqual([undefined, person.accountId]);
    expect((await audited(person.accountId)).map(({ action }) => action)).toEqual([
      'account.identity_linked',
      'account.identity_unlinked',
      'account.identity_linked',
    ]);
  });

  it('an identity of somebody else cannot be bound', async () => {
    const [owner, person, name] = [await staff(), await staff(), somebody()];
    await bind(owner, name);
    expect((await signIn(browserOf(person), name, '?link=1&to=/me')).location).toBe(
      problem('account.identity_taken', '/me'),
    );
    expect(await boundTo(name)).toBe(owner.accountId);
  });

  it('the only way in cannot be taken off', async () => {
    const [person, name] = [await staff(), somebody()];
    await bind(person, name);
    const { body } = await person.agent.delete('/api/account/provider').expect(409);
    expect(body.code).toBe('account.last_way_in');
    expect(await boundTo(name)).toBe(person.accountId);
    await server.database.query(`UPDATE account SET password_hash = 'set' WHERE id = $1`, [person.accountId]);
    await person.agent.delete('/api/account/provider').expect(204);
  });

  it('needs somebody who is signed in, wholly', async () => {
    const page = await browser().open(`${HOME}/api/account/provider?link=1&to=/me`);
    expect(page.location).toBe(problem('access.sign_in_required', '/me'));
    const person = await staff();
    await server.database.query(
      `UPDATE account SET totp_secret = 'sealed elsewhere', totp_confirmed_at = now() WHERE id = $1`,
      [person.accountId],
    );
    const owing = await browserOf(person).open(`${HOME}/api/account/provider?link=1`);
    expect(owing.location).toBe(problem('access.totp_required'));
  });

  it('another site cannot begin it', async () => {
    const person = await staff();
    for (const from of ['cross-site', 'same-site']) {
      const page = await browserOf(person).open(`${HOME}/api/account/provider?link=1`, {
        headers: { 'Sec-Fetch-Site': from },
      });
      expect(page.location).toBe(problem('origin.refused'));
    }
    const own = await browserOf(person).open(`${HOME}/api/account/provider?link=1`, {
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(own.location).toContain(provider.issuer);
  });

  it('binds to nobody else who has signed in at this browser meanwhile', async () => {
    const [first, second, name] = [await staff(), await staff(), somebody()];
    const visitor = browserOf(first);
    const back = await atProvider(visitor, await leave(visitor, '?link=1'), name);
    visitor.setCookie(HOST, second.cookie.name, second.cookie.value);
    expect((await visitor.open(back)).location).toBe(problem('account.provider_failed'));
    expect(await boundTo(name)).toBeUndefined();
  });
});

describe('what is not the answer to a question of this browser', () => {
  let person: SignedInPerson;
  let name: string;
  beforeAll(async () => {
    person = await staff();
    name = somebody();
    await bind(person, name);
  });

  async function expectRefused(visitor: Visitor, address: string, to?: string): Promise<void> {
    expect((await visitor.open(address)).location).toBe(problem('account.provider_failed', to));
    expect(await account(visitor)).toBeNull();
  }

  it('a forged state', async () => {
    const visitor = browser();
    const back = new URL(await atProvider(visitor, await leave(visitor, '?to=/me'), name));
    back.searchParams.set('state', 'another-state-of-the-right-length-0123456789');
    await expectRefused(visitor, back.href, '/me');
  });

  it('a callback once more', async () => {
    const visitor = browser();
    const back = await atProvider(visitor, await leave(visitor), name);
    const cookie = visitor.cookie(HOST, 'yq_provider');
    expect((await visitor.open(back)).location).toBe(`${HOME}/console`);
    await expectRefused(new Visitor({ [HOST]: server.url }), back);
    // Not even with a cookie that somebody has kept: the provider gives a code once.
    const kept = browser();
    kept.setCookie(HOST, 'yq_provider', cookie, '/api/account/provider');
    await expectRefused(kept, back);
  });

  it('a callback in another browser, with no cookie or with its own', async () => {
    const visitor = browser();
    const back = await atProvider(visitor, await leave(visitor), name);
    await expectRefused(browser(), back);
    const other = browser();
    await leave(other);
    await expectRefused(other, back);
  });

  it('a callback after more than ten minutes', async () => {
    const visitor = browser();
    const back = await atProvider(visitor, await leave(visitor), name);
    const comeBack = passTime(server, { minutes: 10, seconds: 1 });
    await expectRefused(visitor, back).finally(comeBack);
  });

  it('an ID token for another nonce', async () => {
    const visitor = browser();
    const address = await leave(visitor);
    address.searchParams.set('nonce', 'another-nonce');
    await expectRefused(visitor, await atProvider(visitor, address, name));
  });

  it('a code for another verifier', async () => {
    const [mine, other] = [browser(), browser()];
    const [address, theirs] = [await leave(mine), await leave(other)];
    address.searchParams.set('code_challenge', theirs.searchParams.get('code_challenge') ?? '');
    await expectRefused(mine, await atProvider(mine, address, name));
  });

  it('an ID token whose content was changed on its way', async () => {
    const visitor = browser();
    const back = await atProvider(visitor, await leave(visitor), somebody());
    provider.rewrite('/token', (body) => {
      const answer = JSON.parse(body);
      const [head, content = '', signature] = answer.id_token.split('.');
      const claims = JSON.parse(Buffer.from(content, 'base64url').toString());
      const changed = Buffer.from(JSON.stringify({ ...claims, sub: name })).toString('base64url');
      return JSON.stringify({ ...answer, id_token: [head, changed, signature].join('.') });
    });
    await expectRefused(visitor, back).finally(() => provider.rewrite('/token'));
  });

  it('a cookie that was changed', async () => {
    const visitor = browser();
    const back = await atProvider(visitor, await leave(visitor), name);
    const cookie = visitor.cookie(HOST, 'yq_provider') ?? '';
    visitor.setCookie(HOST, 'yq_provider', `${cookie.slice(0, -4)}AAAA`, '/api/account/provider');
    await expectRefused(visitor, back);
  });

  it.each(['', '?code=1', '?state=1&state=2', '?error=server_error', '?code=%00&state=%00', '?code=1&state=__proto__'])(
    'a callback out of nowhere: %s',
    async (search) => {
      const visitor = browser();
      await leave(visitor);
      await expectRefused(visitor, `${HOME}/api/account/provider/callback${search}`);
    },
  );
});

describe('where it leads afterwards', () => {
  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', '/%09/evil.example', '/.//evil.example'])(
    'never to %s',
    async (to) => {
      const [person, name] = [await staff(), somebody()];
      await bind(person, name);
      const query = `?to=${encodeURIComponent(decodeURIComponent(to))}`;
      expect((await signIn(browser(), name, query)).location).toBe(`${HOME}/console`);
      const visitor = browser();
      const back = await atProvider(visitor, await leave(visitor, query), '');
      expect((await visitor.open(back)).location).toBe(problem('account.provider_failed'));
    },
  );

  it.each([
    ['too long', `?to=/${'a'.repeat(2000)}`],
    ['twice', '?to=/a&to=/b'],
    ['another value', '?link=2'],
    ['another field', '?other=1'],
  ])('a malformed wish is refused: %s', async (_what, query) => {
    const page = await browser().open(`${HOME}/api/account/provider${query}`);
    expect(page.status).toBe(400);
    expect(JSON.parse(page.body).code).toBe('request.invalid');
  });
});

describe('a provider that does not answer', () => {
  let fresh: TestApp;
  let other: TestProvider;
  const visitorOf = () => new Visitor({ [HOST]: fresh.url });
  const begin = () => visitorOf().open(`${HOME}/api/account/provider?to=/me`);

  beforeAll(async () => {
    other = await startProvider(`${HOME}/api/account/provider/callback`);
    await other.down();
    fresh = await startTestApp(settings(other));
  });
  afterAll(async () => {
    await fresh.close();
    await other.down();
  });
  afterEach(() => other.hang(false));

  it('keeps nothing from starting, and is asked by nobody until somebody wants to sign in by it', async () => {
    expect((await visitorOf().open(`${HOME}/api/account/ways`)).status).toBe(200);
    expect(other.asked).toEqual([]);
  });

  it('leads to the sign-in page when it is down', async () => {
    const page = await begin();
    expect(page.status).toBe(302);
    expect(page.location).toBe(problem('account.provider_failed', '/me'));
  });

  it('leads there in time when it hangs, and nobody else waits for it', async () => {
    const { accountId } = await signedIn(fresh);
    await fresh.database.query(`UPDATE account SET login = 'li.min', password_hash = $2 WHERE id = $1`, [
      accountId,
      await hashPassword(PASSWORD),
    ]);
    await other.up();
    other.hang(true);
    const started = Date.now();
    const waiting = Promise.all([begin(), begin(), begin()]);
    const byPassword = await fetch(`${fresh.url}/api/account/sign-in/password`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ login: 'li.min', password: PASSWORD }),
    });
    expect(byPassword.status).toBe(200);
    expect(Date.now() - started).toBeLessThan(4_000);
    for (const page of await waiting) expect(page.location).toBe(problem('account.provider_failed', '/me'));
    expect(Date.now() - started).toBeLessThan(15_000);
    // They asked together.
    expect(other.asked).toEqual(['/.well-known/openid-configuration']);
  }, 30_000);

  it('is asked again when it is back, and then only once', async () => {
    other.asked.length = 0;
    for (const page of [await begin(), await begin()]) expect(page.location).toContain(`${other.issuer}/auth`);
    expect(other.asked).toEqual(['/.well-known/openid-configuration']);
  });

  it('that hangs in the middle of it leads to the sign-in page in time', async () => {
    const visitor = visitorOf();
    const { location } = await visitor.open(`${HOME}/api/account/provider?to=/me`);
    const back = await atProvider(visitor, new URL(location ?? ''), somebody());
    other.hang(true);
    const started = Date.now();
    expect((await visitor.open(back)).location).toBe(problem('account.provider_failed', '/me'));
    expect(Date.now() - started).toBeLessThan(15_000);
  }, 30_000);

  it('is not believed where it names another host', async () => {
    const elsewhere = await startProvider(`${HOME}/api/account/provider/callback`);
    const comeBack = passTime(fresh, { minutes: 61 });
    try {
      other.rewrite('/.well-known/openid-configuration', (body) =>
        JSON.stringify({ ...JSON.parse(body), token_endpoint: `${elsewhere.issuer}/token` }),
      );
      const visitor = visitorOf();
      const { location } = await visitor.open(`${HOME}/api/account/provider`);
      const back = await atProvider(visitor, new URL(location ?? ''), somebody());
      expect((await visitor.open(back)).location).toBe(problem('account.provider_failed'));
      expect(elsewhere.asked).toEqual([]);
      other.rewrite('/.well-known/openid-configuration', (body) =>
        JSON.stringify({ ...JSON.parse(body), issuer: elsewhere.issuer }),
      );
      passTime(fresh, { minutes: 61 });
      expect((await begin()).location).toBe(problem('account.provider_failed', '/me'));
    } finally {
      comeBack();
      other.rewrite('/.well-known/openid-configuration');
      await elsewhere.down();
    }
  });
});

describe('its settings', () => {
  const read = (environment: Record<string, string>) =>
    readConfig({
      DATABASE_URL: 'postgresql://localhost/none',
      SECRET_KEY: 'oP3xT9vLqz7RkW2mYh5sBd8cJf4gNa6e',
      MEDIASOUP_WORKER_BIN: '/none',
      OIDC_CLIENT_ID: 'yunqiao',
      OIDC_CLIENT_SECRET: 'secret',
      ...environment,
    }).provider;

  it('without an issuer there is no such way in', async () => {
    expect(read({})).toBeNull();
    const plain = await startTestApp({ PUBLIC_URL: HOME });
    try {
      const visitor = new Visitor({ [HOST]: plain.url });
      expect(JSON.parse((await visitor.open(`${HOME}/api/account/ways`)).body).provider).toBeNull();
      for (const path of ['', '/callback?code=1']) {
        expect((await visitor.open(`${HOME}/api/account/provider${path}`)).status).toBe(404);
      }
    } finally {
      await plain.close();
    }
  });

  it('the issuer is taken as it is written', () => {
    expect(read({ OIDC_ISSUER: 'https://sso.example.cn/realms/hunan/' })?.issuer).toBe(
      'https://sso.example.cn/realms/hunan/',
    );
  });

  it('production talks in plain text to its own machine only', () => {
    for (const OIDC_ISSUER of ['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080/a']) {
      expect(read({ NODE_ENV: 'production', OIDC_ISSUER })?.issuer).toBe(OIDC_ISSUER);
    }
    expect(read({ OIDC_ISSUER: 'http://sso.example.cn' })?.issuer).toBe('http://sso.example.cn');
    expect(() => read({ NODE_ENV: 'production', OIDC_ISSUER: 'http://sso.example.cn' })).toThrow('OIDC_ISSUER');
  });

  it.each([
    'sso.example.cn',
    'ftp://sso.example.cn',
    'https://sso.example.cn/.well-known/openid-configuration',
    'https://user:password@sso.example.cn',
    'https://sso.example.cn/?realm=1',
  ])('%s is refused', (OIDC_ISSUER) => {
    expect(() => read({ OIDC_ISSUER })).toThrow('OIDC_ISSUER');
  });

  it('needs the client’s name and secret', () => {
    expect(() => read({ OIDC_ISSUER: 'https://sso.example.cn', OIDC_CLIENT_SECRET: '' })).toThrow('OIDC_CLIENT_SECRET');
  });

  it('behind TLS the cookie is sent over TLS only', async () => {
    const secure = await startTestApp({ ...settings(provider), PUBLIC_URL: 'https://yunqiao.example.cn' });
    try {
      const response = await fetch(`${secure.url}/api/account/provider`, { redirect: 'manual' });
      expect(response.headers.getSetCookie()[0]).toMatch(/; Secure/);
      expect(response.headers.get('location')).toContain(
        encodeURIComponent('https://yunqiao.example.cn/api/account/provider/callback'),
      );
    } finally {
      await secure.close();
    }
  });
});
