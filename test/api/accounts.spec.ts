import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Accounts } from '../../src/accounts/accounts.service.js';
import { Phones } from '../../src/accounts/persons/phones.service.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions, type Tx } from '../../src/infra/database/transactions.js';
import { Jobs } from '../../src/infra/jobs.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { later } from '../setup/clock.js';
import { startGateway, type TestGateway } from '../setup/message-gateway.js';
import { signedIn, type SignedInPerson } from '../setup/people.js';
import { aPhone, askForCode, signInByPhone, smsSettings, wrongCode } from '../setup/phone-codes.js';
import { until } from '../setup/until.js';

let server: TestApp;
let gateway: TestGateway;
let session: string;

beforeAll(async () => {
  gateway = await startGateway();
  server = await startTestApp(smsSettings(gateway));
  session = await addSession(server.database);
});
afterAll(async () => {
  await server.close();
  await gateway.down();
});
beforeEach(() => {
  gateway.answer(200);
  gateway.requests.length = 0;
});

const browser = () => request.agent(server.url);

/** Watches without an account; answers as whom. */
async function watch(viewer: ReturnType<typeof browser>): Promise<string> {
  await viewer.post(`/api/sessions/${session}/join`).send({ webrtc: false }).expect(200);
  const cookie = viewer.jar.getCookie('yq_device', { domain: '127.0.0.1', path: '/', secure: false, script: false });
  const [content = ''] = (cookie?.value ?? '').split('.');
  return JSON.parse(Buffer.from(content, 'base64url').toString()).personId;
}

const root = async (personId: string): Promise<string | undefined> =>
  (await server.database.query<{ root: string }>(`SELECT root_person($1) AS root`, [personId]))[0]?.root;

const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  server.app.get(Transactions, { strict: false }).run(SYSTEM_ACTOR, work);

const links = (personId: string) =>
  server.database.query<{ root_id: string; reason: string }>(
    `SELECT root_id, reason FROM person_link WHERE person_id = $1`,
    [personId],
  );

describe('a viewer becomes somebody', () => {
  it('by a phone: what the browser did before is theirs', async () => {
    const viewer = browser();
    const before = await watch(viewer);
    const { accountId, personId } = await signInByPhone(server, gateway, { browser: viewer });
    expect(personId).toBe(before);
    const { body, headers } = await viewer.get('/api/account').expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.account).toMatchObject({ id: accountId, login: null, hasPassword: false, grants: [] });
    expect(await watch(viewer)).toBe(before);
  });

  it('the same phone at a second browser is the same person, with what was done there', async () => {
    const [first, second] = [browser(), browser()];
    const phone = aPhone();
    const { accountId, personId } = await signInByPhone(server, gateway, { browser: first, phone });
    const elsewhere = await watch(second);
    const again = await later(server, { minutes: 1 }, () => signInByPhone(server, gateway, { browser: second, phone }));
    expect(again).toMatchObject({ accountId, personId });
    expect(await root(elsewhere)).toBe(personId);
    expect(await links(elsewhere)).toEqual([{ root_id: personId, reason: 'account' }]);
    const [line] = await server.database.query<{ details: object }>(
      `SELECT details FROM activity WHERE verb = 'person.linked' AND details->>'from' = $1`,
      [elsewhere],
    );
    expect(line?.details).toMatchObject({ from: elsewhere, into: personId });
    expect(await watch(second)).toBe(personId);
  });

  it('a second account at the same browser is somebody else', async () => {
    const shared = browser();
    const first = await signInByPhone(server, gateway, { browser: shared });
    const second = await signInByPhone(server, gateway, { browser: shared });
    expect(second.personId).not.toBe(first.personId);
    expect([await root(first.personId), await root(second.personId)]).toEqual([first.personId, second.personId]);
    // Nobody has two access tokens in one browser: the first one's has ended.
    const [row] = await server.database.query(
      `SELECT 1 FROM access_token WHERE account_id = $1 AND revoked_at IS NULL`,
      [first.accountId],
    );
    expect(row).toBeUndefined();
  });

  it('whoever comes after a sign-out is nobody yet', async () => {
    const shared = browser();
    const { personId } = await signInByPhone(server, gateway, { browser: shared });
    await shared.post('/api/account/sign-out').expect(204);
    expect((await shared.get('/api/account').expect(200)).body.account).toBeNull();
    expect(await watch(shared)).not.toBe(personId);
  });

  it('a new number that is proved twice at once makes one account', async () => {
    const phone = server.app.get(Phones, { strict: false }).normalise(aPhone());
    const accounts = server.app.get(Accounts, { strict: false });
    const made = await Promise.all([1, 2, 3].map(() => within((tx) => accounts.ofVerifiedPhone(tx, phone))));
    expect(new Set(made.map(({ accountId }) => accountId)).size).toBe(1);
  });

  it('a cookie of a person whom the database no longer knows keeps nobody out', async () => {
    const viewer = browser();
    const before = await watch(viewer);
    const known = await signInByPhone(server, gateway);
    await server.database.query(`DELETE FROM person WHERE id = $1`, [before]);
    const again = await later(server, { minutes: 1 }, () =>
      signInByPhone(server, gateway, { browser: viewer, phone: known.phone }),
    );
    expect(again.accountId).toBe(known.accountId);
    expect(await links(before)).toEqual([]);
  });
});

describe('codes to a phone', () => {
  const redeem = (phone: string, code: string, who = browser()) =>
    who.post('/api/account/sign-in/phone').send({ phone, code });

  it('go by SMS; only their digest is kept', async () => {
    const phone = aPhone();
    const { body } = await browser()
      .post('/api/account/phone-codes')
      .send({ phone: ` +86 ${phone} ` })
      .expect(200);
    expect(body).toEqual({ againInSeconds: 60, by: 'sms' });
    const [message] = gateway.requests.map((sent) => JSON.parse(sent.body));
    expect(message).toMatchObject({ channel: 'sms', to: `+86${phone}`, template: 'sign_in_code' });
    expect(message.params.code).toMatch(/^\d{6}$/);
    const [row] = await server.database.query<{ code_digest: string; phone_hmac: string }>(
      `SELECT code_digest, phone_hmac FROM phone_code ORDER BY id DESC LIMIT 1`,
    );
    expect(JSON.stringify(row)).not.toContain(message.params.code);
    expect(JSON.stringify(row)).not.toContain(phone);
  });

  it('a wrong one is refused, the right one opens afterwards, and once', async () => {
    const phone = aPhone();
    const code = await askForCode(browser(), gateway, phone);
    expect((await redeem(phone, wrongCode(code)).expect(401)).body.code).toBe('phone.code_wrong');
    await redeem(phone, code).expect(200);
    expect((await redeem(phone, code).expect(410)).body.code).toBe('phone.code_expired');
  });

  it('opens once also for many who bring it at the same time', async () => {
    const phone = aPhone();
    const code = await askForCode(browser(), gateway, phone);
    const answers = await Promise.all(Array.from({ length: 5 }, () => redeem(phone, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('five wrong ones end it', async () => {
    const phone = aPhone();
    const code = await askForCode(browser(), gateway, phone);
    for (let i = 0; i < 5; i += 1) await redeem(phone, wrongCode(code)).expect(401);
    expect((await redeem(phone, code).expect(410)).body.code).toBe('phone.code_expired');
  });

  it('exactly five, also of twenty at the same time', async () => {
    const phone = aPhone();
    const code = await askForCode(browser(), gateway, phone);
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(phone, wrongCode(code))));
    const codes = answers.map(({ body }) => body.code);
    expect(codes.filter((answer) => answer === 'phone.code_wrong')).toHaveLength(5);
    expect(codes.filter((answer) => answer === 'phone.code_expired')).toHaveLength(15);
    await redeem(phone, code).expect(410);
  });

  it('is good for five minutes', async () => {
    const phone = aPhone();
    const code = await askForCode(browser(), gateway, phone);
    await later(server, { minutes: 5 }, () => redeem(phone, code).expect(410));
    await redeem(phone, code).expect(200);
  });

  it('a newer one ends the one before', async () => {
    const phone = aPhone();
    const first = await askForCode(browser(), gateway, phone);
    await later(server, { minutes: 1 }, async () => {
      const second = await askForCode(browser(), gateway, phone);
      if (second !== first) await redeem(phone, first).expect(401);
      await redeem(phone, second).expect(200);
    });
  });

  it('is for its number alone', async () => {
    const [mine, other] = [aPhone(), aPhone()];
    const code = await askForCode(browser(), gateway, mine);
    await redeem(other, code).expect(410);
    await askForCode(browser(), gateway, other);
    const { status } = await redeem(other, code);
    expect([401, 410]).toContain(status);
  });

  it('comes once a minute, five times an hour and ten times a day to one number', async () => {
    const phone = aPhone();
    const at = (minutes: number) =>
      later(server, { minutes }, () => browser().post('/api/account/phone-codes').send({ phone }));
    expect((await at(0)).status).toBe(200);
    const soon = await at(0.5);
    expect(soon.status).toBe(429);
    expect(Number(soon.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(soon.headers['retry-after'])).toBeLessThanOrEqual(30);
    for (const minutes of [2, 4, 6, 8]) expect((await at(minutes)).status).toBe(200);
    expect((await at(10)).status).toBe(429);
    // Another number is not concerned.
    await browser().post('/api/account/phone-codes').send({ phone: aPhone() }).expect(200);
    for (const minutes of [70, 72, 74, 76, 78]) expect((await at(minutes)).status).toBe(200);
    expect((await at(300)).status).toBe(429);
    expect((await at(24 * 60 + 1)).status).toBe(200);
  });

  it('asked for twice at the same moment comes once', async () => {
    const phone = aPhone();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => browser().post('/api/account/phone-codes').send({ phone })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429, 429, 429]);
    expect(gateway.requests).toHaveLength(1);
  });

  it('goes to ten numbers a minute for one device', async () => {
    const one = browser();
    await watch(one);
    const ask = () => one.post('/api/account/phone-codes').send({ phone: aPhone() });
    for (let i = 0; i < 10; i += 1) await ask().expect(200);
    expect((await ask().expect(429)).body.code).toBe('request.too_many');
    await browser().post('/api/account/phone-codes').send({ phone: aPhone() }).expect(200);
  });

  it.each([
    {},
    { phone: '' },
    { phone: '12345' },
    { phone: '0731-84516233' },
    { phone: 13812341234 },
    { phone: ['1'] },
  ])('are not sent to %j', async (body) => {
    const { body: answer } = await browser().post('/api/account/phone-codes').send(body).expect(400);
    expect(answer.code).toBe('request.invalid');
    expect(gateway.requests).toHaveLength(0);
  });

  it.each(['12345', '1234567', 'abcdef', '１２３４５６', ' 12345', ''])('%j is no code', async (code) => {
    const phone = aPhone();
    expect((await redeem(phone, code).expect(400)).body.code).toBe('request.invalid');
  });

  it('that cannot be sent say so', async () => {
    gateway.answer(500);
    const { body } = await browser().post('/api/account/phone-codes').send({ phone: aPhone() }).expect(503);
    expect(body.code).toBe('message.not_sent');
  });

  it('are forgotten after two days', async () => {
    await askForCode(browser(), gateway, aPhone());
    await later(server, { hours: 24 * 4 }, async () => {
      await within((tx) => server.app.get(Jobs, { strict: false }).enqueue(tx, 'accounts.forget_phone_codes', {}));
      await until('they are gone', async () => (await server.database.query(`SELECT 1 FROM phone_code`)).length === 0);
    });
  });
});

describe('where one is signed in', () => {
  it('the cookie is for the server alone', async () => {
    const who = browser();
    const phone = aPhone();
    const code = await askForCode(who, gateway, phone);
    const { headers } = await who.post('/api/account/sign-in/phone').send({ phone, code }).expect(200);
    const cookie = ([] as string[]).concat(headers['set-cookie'] ?? []).find((line) => line.startsWith('yq_access='));
    expect(cookie).toMatch(/Max-Age=43200;.*HttpOnly; SameSite=Lax/);
    const token = /^yq_access=([^;]+)/.exec(cookie ?? '')?.[1] ?? '';
    const [row] = await server.database.query(`SELECT 1 FROM access_token WHERE digest = $1`, [token]);
    expect(row).toBeUndefined();
  });

  it('lists the places, and ends one, the others, or this one', async () => {
    const phone = aPhone();
    const here = await signInByPhone(server, gateway, { phone });
    const others = [browser(), browser()];
    for (const [index, other] of others.entries()) {
      await later(server, { minutes: index + 1 }, () => signInByPhone(server, gateway, { browser: other, phone }));
    }
    const { body: tokens } = await here.browser.get('/api/account/tokens').expect(200);
    expect(tokens).toHaveLength(3);
    expect(tokens.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
    const { body: seen } = await (others[0] as typeof here.browser).get('/api/account/tokens').expect(200);
    const first = seen.find(({ current }: { current: boolean }) => current);
    await here.browser.delete(`/api/account/tokens/${first.id}`).expect(204);
    await (others[0] as typeof here.browser).get('/api/account/profile').expect(401);
    await (others[1] as typeof here.browser).get('/api/account/profile').expect(200);
    await here.browser.delete('/api/account/tokens').expect(204);
    // It was asked for a moment ago and is remembered for seconds; yet it ends within one request.
    await (others[1] as typeof here.browser).get('/api/account/profile').expect(401);
    await here.browser.get('/api/account/profile').expect(200);
    await here.browser.post('/api/account/sign-out').expect(204);
    await here.browser.get('/api/account/profile').expect(401);
  });

  it('somebody else’s place cannot be ended', async () => {
    const [mine, other] = [await signedIn(server), await signedIn(server)];
    const { body } = await other.agent.get('/api/account/tokens').expect(200);
    await mine.agent.delete(`/api/account/tokens/${body[0].id}`).expect(204);
    await other.agent.get('/api/account/profile').expect(200);
  });

  /** A request at that time, as the last one until the next. */
  async function usedAt(person: SignedInPerson, minutes: number): Promise<void> {
    await later(server, { minutes }, async () => {
      await person.agent.get('/api/account/profile').expect(200);
      await until('the place is marked as used', async () => {
        const [row] = await server.database.query<{ ago: number }>(
          `SELECT extract(epoch FROM last_used_at - now())::int AS ago FROM access_token WHERE account_id = $1`,
          [person.accountId],
        );
        return Math.abs((row?.ago ?? 0) - minutes * 60) < 60;
      });
    });
  }

  it('ends after half an hour without a request, and goes on with one', async () => {
    const person = await signedIn(server);
    for (const minutes of [29, 58, 87]) await usedAt(person, minutes);
    const { body } = await later(server, { minutes: 87 + 31 }, () => person.agent.get('/api/account/profile'));
    expect(body).toMatchObject({ status: 401, code: 'access.sign_in_required' });
  });

  it('ends after twelve hours whatever was done', async () => {
    const person = await signedIn(server);
    for (let minutes = 29; minutes < 12 * 60; minutes += 29) await usedAt(person, minutes);
    await later(server, { hours: 12, seconds: 1 }, () => person.agent.get('/api/account/profile').expect(401));
  });

  it.each(['', 'x', 'a'.repeat(43), '../../etc/passwd', '%00', '__proto__'])('%j opens nothing', async (token) => {
    const answer = await request(server.url).get('/api/account/profile').set('Cookie', `yq_access=${token}`);
    expect(answer.status).toBe(401);
  });
});
