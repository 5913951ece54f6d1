import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Phones } from '../../src/accounts/persons/phones.service.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { later } from '../setup/clock.js';
import { startGateway, type TestGateway } from '../setup/message-gateway.js';
import { addOrganisation, giveRole, signedIn } from '../setup/people.js';
import { aPhone, askForCode, signInByPhone, smsSettings } from '../setup/phone-codes.js';
import { addPlannedEvent } from '../setup/planned-event.js';

const NAME = '欧阳湘云';
const POSITION = '采购部主管';
const WISH = '想找洞庭湖的芦苇供应商';

let server: TestApp;
let gateway: TestGateway;
let session: string;
let county: string;
let enterprise: string;

beforeAll(async () => {
  gateway = await startGateway();
  server = await startTestApp(smsSettings(gateway));
  session = await addSession(server.database);
  county = await addOrganisation(server, { name: '湘阴县窗口平台' });
  enterprise = await addOrganisation(server, { kind: 'enterprise', name: '湘阴县纸业有限公司' });
});
afterAll(async () => {
  await server.close();
  await gateway.down();
});

const browser = () => request.agent(server.url);
type Browser = ReturnType<typeof browser>;

/** A viewer who watched at two browsers, signed in at both, told of himself and registered for an event. */
async function somebodyWithAPast() {
  const [here, there] = [browser(), browser()];
  const watch = (place: Browser) => place.post(`/api/sessions/${session}/join`).send({ webrtc: false }).expect(200);
  await Promise.all([watch(here), watch(there)]);
  const person = await signInByPhone(server, gateway, { browser: here });
  await later(server, { minutes: 2 }, () => signInByPhone(server, gateway, { browser: there, phone: person.phone }));
  const profile = { name: NAME, jobTitle: POSITION, enterpriseId: enterprise, countyId: county };
  await here.put('/api/account/profile').send(profile).expect(200);
  const event = await addPlannedEvent(server, {
    questions: [{ key: 'q1', label: '您想找什么', type: 'text', options: [], required: false }],
  });
  await here
    .post(`/api/events/${event.eventId}/registration`)
    .send({ name: NAME, jobTitle: POSITION, answers: { q1: WISH }, consent: true, reminders: true })
    .expect(200);
  return { ...person, here, there, event };
}

/** Every row of the database in which that text stands, in whatever column. */
async function found(text: string): Promise<string[]> {
  const tables = await server.database.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(30);
  const hits: string[] = [];
  for (const { name } of tables) {
    const rows = await server.database.query(`SELECT 1 FROM ${name} AS t WHERE strpos(t::text, $1) > 0`, [text]);
    if (rows.length > 0) hits.push(name);
  }
  return hits;
}

const digestOf = (phone: string) => {
  const phones = server.app.get(Phones, { strict: false });
  return phones.digest(phones.normalise(phone));
};

const ledger = () => server.database.query<{ id: string }>(`SELECT id FROM activity ORDER BY id`);
const remove = (place: Browser, body: object = { confirm: 'DELETE' }) => place.delete('/api/account').send(body);

describe('one’s own data', () => {
  it('is all of it, in a file', async () => {
    const { here, phone, accountId, personId } = await somebodyWithAPast();
    const window = await addOrganisation(server, { name: '岳阳市窗口平台' });
    await giveRole(server, accountId, 'organiser', window);
    await server.database.query(
      `INSERT INTO account_identity (issuer, subject, account_id) VALUES ('https://sso.example.cn', $1, $2)`,
      [personId, accountId],
    );
    const { body, headers } = await here.get('/api/account/data').expect(200);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-disposition': 'attachment; filename="yunqiao-data.json"',
    });
    expect(body.account).toMatchObject({
      phone: `+86${phone}`,
      accounts: [{ roles: [{ role: 'organiser', organisation: '岳阳市窗口平台' }] }],
      signedIn: [{ address: expect.any(String) }, { address: expect.any(String) }],
      identities: [{ issuer: 'https://sso.example.cn', subject: personId }],
    });
    const purposes = body.account.consents.map(({ purpose }: { purpose: string }) => purpose);
    expect(purposes.sort()).toEqual(['privacy', 'reminders']);
    expect(body.account.notices).toMatchObject([{ kind: 'registration_confirmed' }]);
    expect(body.profile).toMatchObject({ name: NAME, jobTitle: POSITION, county: { id: county } });
    expect(body.registrations).toMatchObject([{ name: NAME, answers: { q1: WISH } }]);
    const text = JSON.stringify(body);
    for (const secret of ['phone_enc', 'phoneEnc', 'digest', 'passwordHash', digestOf(phone)]) {
      expect(text).not.toContain(secret);
    }
    const entries = await server.database.query(
      `SELECT 1 FROM audit_entry WHERE subject_id = $1 AND action = 'account.data_exported'`,
      [accountId],
    );
    expect(entries).toHaveLength(1);
  });

  it('is nobody else’s', async () => {
    await somebodyWithAPast();
    const { agent } = await signedIn(server);
    expect(JSON.stringify((await agent.get('/api/account/data').expect(200)).body)).not.toContain(NAME);
    await browser().get('/api/account/data').expect(401);
  });

  it('is gone from every table once it is deleted; the facts stay', async () => {
    const past = await somebodyWithAPast();
    const { phone, here, there, accountId, personId } = past;
    // Somebody asks for a code in between.
    await later(server, { minutes: 4 }, () => askForCode(browser(), gateway, phone));
    const needles = [NAME, POSITION, WISH, phone, digestOf(phone)];
    for (const needle of [NAME, POSITION, WISH, digestOf(phone)]) expect(await found(needle)).not.toEqual([]);
    const [sealed] = await server.database.query<{ phone_enc: string }>(
      `SELECT phone_enc FROM person_phone WHERE person_id = $1`,
      [personId],
    );
    const before = await ledger();

    // Others of the file are called the same.
    await server.database.query(`UPDATE person_profile SET name = '', job_title = '' WHERE person_id <> $1`, [
      personId,
    ]);
    await server.database.query(
      `UPDATE registration SET name = '', job_title = '', answers = '{}' WHERE person_id <> $1`,
      [personId],
    );
    // What a command answered is kept for a day, in case it is sent again.
    await server.database.query(
      `INSERT INTO idempotency_key (owner, key, request_digest, answer) VALUES ($1, 'a-key-of-theirs', '', $2)`,
      [`${personId}:applications`, { contactName: NAME }],
    );

    await remove(here).expect(204);
    for (const needle of [...needles, sealed?.phone_enc ?? ''])
      expect([needle, await found(needle)]).toEqual([needle, []]);

    const after = new Set((await ledger()).map(({ id }) => id));
    expect(before.length).toBeGreaterThan(0);
    expect(before.every(({ id }) => after.has(id))).toBe(true);
    const [registration] = await server.database.query(
      `SELECT state, county_id, enterprise_id FROM registration WHERE event_id = $1`,
      [past.event.eventId],
    );
    expect(registration).toMatchObject({ state: 'registered' });
    expect(await server.database.query(`SELECT 1 FROM notice WHERE person_id = $1`, [personId])).toEqual([]);
    expect(await server.database.query(`SELECT 1 FROM consent WHERE person_id = $1`, [personId])).toHaveLength(2);
    const entries = await server.database.query(
      `SELECT 1 FROM audit_entry WHERE subject_id = $1 AND action = 'account.data_deleted'`,
      [accountId],
    );
    expect(entries).toHaveLength(1);

    for (const place of [here, there]) await place.get('/api/account/profile').expect(401);
    expect((await here.get('/api/account').expect(200)).body.account).toBeNull();
  });

  it('once deleted, the same phone is somebody new', async () => {
    const { here, there, phone, accountId, personId } = await somebodyWithAPast();
    await remove(here).expect(204);
    await later(server, { minutes: 6 }, async () => {
      // At a browser that still carries the cookie of before.
      const again = await signInByPhone(server, gateway, { browser: there, phone });
      expect(again.accountId).not.toBe(accountId);
      expect(again.personId).not.toBe(personId);
      const { body } = await there.get('/api/account/data').expect(200);
      expect(JSON.stringify(body)).not.toContain(NAME);
      expect(body.registrations).toEqual([]);
      const links = await server.database.query(`SELECT 1 FROM person_link WHERE $1 IN (person_id, root_id)`, [
        again.personId,
      ]);
      expect(links).toEqual([]);
    });
  });

  it('of who still has a role is not deleted', async () => {
    const { here, accountId, phone } = await somebodyWithAPast();
    await giveRole(server, accountId, 'organiser', county);
    expect((await remove(here).expect(409)).body.code).toBe('account.still_in_charge');
    expect((await here.get('/api/account/profile').expect(200)).body).toMatchObject({ name: NAME });
    expect(await found(digestOf(phone))).toContain('public.person_phone');
  });

  it.each([[{}], [{ confirm: 'delete' }], [{ confirm: true }], [{ confirm: 'DELETE', account: 'x' }]])(
    'is not deleted by %j',
    async (body) => {
      const { agent } = await signedIn(server);
      expect((await agent.delete('/api/account').send(body).expect(400)).body.code).toBe('request.invalid');
      await agent.get('/api/account/profile').expect(200);
    },
  );

  it('of an account that an administrator made leaves no name in the audit, either', async () => {
    const system = await signedIn(server, { role: 'system_admin' });
    const { body } = await system.agent
      .post('/api/admin/accounts')
      .send({ login: 'sima.xiangjiang', displayName: '司马湘江' })
      .expect(201);
    const place = browser();
    const [token, password] = [new URL(body.url).hash.slice(1), 'Dui-Jie-Hui-2020'];
    await place.post('/api/account/password-links/redeem').send({ token, password }).expect(204);
    await place.post('/api/account/sign-in/password').send({ login: 'sima.xiangjiang', password }).expect(200);
    await remove(place).expect(204);
    expect(await found('司马湘江')).toEqual([]);
    await place.post('/api/account/sign-in/password').send({ login: 'sima.xiangjiang', password }).expect(401);
  });
});

describe('what one tells of oneself', () => {
  it('is kept field by field; what is not given stays, what is emptied goes', async () => {
    const { agent } = await signedIn(server);
    const put = async (body: object) => (await agent.put('/api/account/profile').send(body).expect(200)).body;
    expect(await put({ name: ` ${NAME} `, jobTitle: POSITION, countyId: county })).toMatchObject({
      name: NAME,
      jobTitle: POSITION,
      county: { id: county, name: '湘阴县窗口平台' },
    });
    expect(await put({ enterpriseName: '纸业', enterpriseId: enterprise })).toMatchObject({
      name: NAME,
      enterpriseName: '纸业',
      enterpriseId: enterprise,
    });
    expect(await put({ name: '', countyId: null, enterpriseId: null })).toMatchObject({
      name: '',
      jobTitle: POSITION,
      county: null,
      enterpriseId: null,
    });
  });

  it('names an enterprise that is one, and a county that is a window', async () => {
    const { agent } = await signedIn(server);
    const unknown = '01900000-0000-7000-8000-00000000ffff';
    for (const body of [
      { enterpriseId: unknown },
      { enterpriseId: county },
      { countyId: unknown },
      { countyId: enterprise },
    ]) {
      const answer = await agent.put('/api/account/profile').send(body).expect(404);
      expect(answer.body.code).toBe('organisation.not_found');
    }
  });

  it.each([[{ name: 'x'.repeat(41) }], [{ countyId: 'x' }], [{ name: 1 }], [{ personId: 'x' }], [{ name: 'a\u0000' }]])(
    '%j is refused',
    async (body) => {
      const { agent } = await signedIn(server);
      expect((await agent.put('/api/account/profile').send(body).expect(400)).body.code).toBe('request.invalid');
    },
  );
});

describe('what one agreed to', () => {
  it('stands once however often it is said, with its text, and can be withdrawn', async () => {
    const { agent } = await signedIn(server);
    const say = async (given: boolean, purpose = 'reminders') =>
      (await agent.post('/api/account/consents').send({ purpose, given }).expect(200)).body;
    await say(true);
    expect(await say(true)).toMatchObject([{ purpose: 'reminders', version: 1, withdrawnAt: null }]);
    const english = await agent.get('/api/account/consents').set('Accept-Language', 'en').expect(200);
    expect(english.body[0].text).toMatch(/^I agree/);
    const [withdrawn] = await say(false);
    expect(withdrawn.withdrawnAt).not.toBeNull();
    expect(await say(false)).toHaveLength(1);
    expect(await say(true)).toHaveLength(2);
    for (const body of [{}, { purpose: 'everything', given: true }, { purpose: 'privacy', given: 'yes' }]) {
      await agent.post('/api/account/consents').send(body).expect(400);
    }
  });
});

describe('one’s phone', () => {
  const giveMe = async (person: { agent: Browser }, phone: string) => {
    const code = await askForCode(browser(), gateway, phone);
    return person.agent.put('/api/account/phone').send({ phone, code });
  };
  const root = async (personId: string) =>
    (await server.database.query<{ root: string }>(`SELECT root_person($1) AS root`, [personId]))[0]?.root;

  it('is given by its code, and replaced by another', async () => {
    const person = await signedIn(server);
    const [first, second] = [aPhone(), aPhone()];
    expect((await giveMe(person, first)).body.account.phone).toBe(`${first.slice(0, 3)}****${first.slice(-4)}`);
    expect((await giveMe(person, second)).status).toBe(200);
    expect(await found(digestOf(first))).not.toContain('public.person_phone');
    // The earlier one is somebody else's now.
    const other = await later(server, { minutes: 2 }, () => signInByPhone(server, gateway, { phone: first }));
    expect(other.accountId).not.toBe(person.accountId);
  });

  it('of a viewer brings along what was done with it', async () => {
    const viewer = await somebodyWithAPast();
    const person = await signedIn(server, { role: 'organiser', organisationId: county });
    await later(server, { minutes: 4 }, async () => {
      expect((await giveMe(person, viewer.phone)).status).toBe(200);
    });
    expect(await root(viewer.personId)).toBe(person.personId);
    for (const place of [viewer.here, viewer.there]) await place.get('/api/account/profile').expect(401);
    expect((await person.agent.get('/api/account/profile').expect(200)).body).toMatchObject({ name: NAME });
    expect((await person.agent.get('/api/account/consents').expect(200)).body).toHaveLength(2);
    expect((await person.agent.get('/api/notices').expect(200)).body.notices).toMatchObject([
      { kind: 'registration_confirmed' },
    ]);
    expect((await person.agent.get('/api/account/data').expect(200)).body.registrations).toHaveLength(1);
    const again = await later(server, { minutes: 6 }, () => signInByPhone(server, gateway, { phone: viewer.phone }));
    expect(again.accountId).toBe(person.accountId);
  });

  it.each([
    ['has a name to sign in with', `UPDATE account SET login = 'yi.you.ren' WHERE id = $1`],
    ['has a second factor', `UPDATE account SET totp_secret = 'x', totp_confirmed_at = now() WHERE id = $1`],
    ['is disabled', `UPDATE account SET state = 'disabled' WHERE id = $1`],
  ])('of an account that %s stays there', async (_what, sql) => {
    const phone = aPhone();
    const [owner, person] = [await signedIn(server, { phone }), await signedIn(server)];
    await server.database.query(sql, [owner.accountId]);
    const { status, body } = await giveMe(person, phone);
    expect([status, body.code]).toEqual([409, 'phone.taken']);
    expect(await root(owner.personId)).toBe(owner.personId);
  });

  it('of somebody with a role stays there', async () => {
    const phone = aPhone();
    const owner = await signedIn(server, { phone, role: 'organiser', organisationId: county });
    expect((await giveMe(await signedIn(server), phone)).status).toBe(409);
    await owner.agent.get('/api/account/profile').expect(200);
  });

  it('is not taken with a code for another number', async () => {
    const person = await signedIn(server);
    const [mine, other] = [aPhone(), aPhone()];
    const code = await askForCode(browser(), gateway, mine);
    await person.agent.put('/api/account/phone').send({ phone: other, code }).expect(410);
    await browser().put('/api/account/phone').send({ phone: mine, code }).expect(401);
  });
});
