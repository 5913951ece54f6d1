import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import request from 'supertest';
import { Persons } from '../../src/accounts/persons/persons.service.js';
import type { SessionAccess, SessionEntryView } from '../../src/contracts/index.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { addPlannedEvent, type PlannedEvent, type PlannedRow } from '../setup/planned-event.js';

let server: TestApp;
let phones = 13_700_000_000;

beforeAll(async () => {
  server = await startTestApp({ STAFF_TOTP: '0' });
});
afterAll(() => server.close());

type Agent = ReturnType<typeof request.agent>;
const newPhone = () => String((phones += 1));
const visitor = (phone?: string) => signedIn(server, { phone: phone ?? newPhone() });
const browser = () => request.agent(server.url);
const plan = (access: SessionAccess, row: PlannedRow = {}) => addPlannedEvent(server, { access, ...row });

const join = (agent: Agent, id: string, body: object = {}) =>
  agent.post(`/api/sessions/${id}/join`).send({ webrtc: false, ...body });
const entry = async (agent: Agent, id: string): Promise<SessionEntryView> =>
  (await agent.get(`/api/sessions/${id}`).expect(200)).body.entry;
const stream = (agent: Agent, id: string) => agent.get(`/streams/${id}/live.m3u8`);
/** Allowed, though nothing was broadcast yet. */
const OPEN = 404;
const CLOSED = 403;

async function register({ agent }: SignedInPerson, { eventId }: PlannedEvent): Promise<void> {
  await agent.post(`/api/events/${eventId}/registration`).send({ consent: true }).expect(200);
}

async function organiserOf(event: PlannedEvent): Promise<SignedInPerson> {
  return signedIn(server, { role: 'organiser', organisationId: event.hostId });
}

function invite(organiser: SignedInPerson, sessionId: string, lines: string[]) {
  return organiser.agent.put(`/api/sessions/${sessionId}/phones`).send({ lines });
}

/** What the passes in a browser's jar say of their end, in seconds from now. */
function passLife(cookies: string[] | undefined, sessionId: string): number | null {
  const pass = (cookies ?? []).find((cookie) => cookie.startsWith(`yq_cap_viewer_${sessionId}=`));
  return pass ? Number(/Max-Age=(\d+)/.exec(pass)?.[1]) : null;
}
const cookiesOf = (headers: Record<string, unknown>) => headers['set-cookie'] as string[] | undefined;

describe('a session that is not public', () => {
  it.each<[SessionAccess, string, string]>([
    ['registered', 'registration.required', 'registration'],
    ['code', 'session.code_required', 'code'],
    ['phones', 'phone.required', 'phone'],
  ])(
    'open to %s: page and calendar are there for everybody, board, join and streams are not',
    async (access, code, needs) => {
      const { sessionId } = await plan(access, { code: 'YQ8888' });
      const agent = browser();
      expect(await entry(agent, sessionId)).toEqual({ allowed: false, needs, code });
      expect((await join(agent, sessionId).expect(403)).body.code).toBe(code);
      expect((await agent.get(`/api/sessions/${sessionId}/board`).expect(403)).body.code).toBe(code);
      expect((await stream(agent, sessionId).expect(CLOSED)).body.code).toBe('stream.forbidden');
    },
  );

  it('lets in whoever holds a signed link to it, for as long as the link is good', async () => {
    const { sessionId } = await plan('registered');
    const agent = browser();
    await join(agent, sessionId, { link: server.link('viewer', sessionId) }).expect(200);
    await stream(agent, sessionId).expect(OPEN);
    const bad = await join(browser(), sessionId, { link: server.link('viewer', sessionId, -1) }).expect(403);
    expect(bad.body.code).toBe('access.link_expired');
  });

  it.each<SessionAccess>(['registered', 'code', 'phones', 'link'])(
    'lets its organisers and who supervises them in (%s), nobody of another window',
    async (access) => {
      const event = await plan(access, { code: 'YQ8888' });
      const [supervisor, foreign] = [
        await signedIn(server, { role: 'supervisor', organisationId: event.hostId }),
        await signedIn(server, { role: 'organiser', organisationId: await addOrganisation(server) }),
      ];
      for (const { agent } of [await organiserOf(event), supervisor]) {
        await join(agent, event.sessionId).expect(200);
        await stream(agent, event.sessionId).expect(OPEN);
      }
      await join(foreign.agent, event.sessionId).expect(403);
    },
  );

  it('the page of one by link stays closed without its link', async () => {
    const { sessionId } = await plan('link');
    expect((await browser().get(`/api/sessions/${sessionId}`).expect(403)).body.code).toBe('access.denied');
  });
});

describe('a session for registered people', () => {
  it('opens with the registration: page, join, board and streams', async () => {
    const event = await plan('registered');
    const person = await visitor();
    await register(person, event);
    expect(await entry(person.agent, event.sessionId)).toEqual({ allowed: true, needs: null, code: null });
    await join(person.agent, event.sessionId).expect(200);
    await person.agent.get(`/api/sessions/${event.sessionId}/board`).expect(200);
    await stream(person.agent, event.sessionId).expect(OPEN);
  });

  it('a registration for another event opens nothing', async () => {
    const [event, other] = [await plan('registered'), await plan('registered')];
    const person = await visitor();
    await register(person, other);
    await join(person.agent, event.sessionId).expect(403);
  });

  it('closes at the next join when the registration is cancelled, and the pass ends within five minutes', async () => {
    const event = await plan('registered');
    const person = await visitor();
    await register(person, event);
    const { headers } = await join(person.agent, event.sessionId).expect(200);
    expect(passLife(cookiesOf(headers), event.sessionId)).toBeLessThanOrEqual(300);
    await person.agent.delete(`/api/events/${event.eventId}/registration`).expect(200);
    expect((await join(person.agent, event.sessionId).expect(403)).body.code).toBe('registration.required');
    expect(await entry(person.agent, event.sessionId)).toMatchObject({ allowed: false, needs: 'registration' });
  });

  it('a pass that ends soon is renewed by watching, and no longer once the registration is gone', async () => {
    const event = await plan('registered');
    const person = await visitor();
    await register(person, event);
    const old = () => `${person.cookie.name}=${person.cookie.value}; ${pass(event.sessionId, 100)}`;
    const watch = () => request(server.url).get(`/streams/${event.sessionId}/live.m3u8`).set('Cookie', old());
    const renewed = await watch().expect(OPEN);
    expect(passLife(cookiesOf(renewed.headers), event.sessionId)).toBe(300);
    await person.agent.delete(`/api/events/${event.eventId}/registration`).expect(200);
    const kept = await watch().expect(OPEN);
    expect(passLife(cookiesOf(kept.headers), event.sessionId)).toBeNull();
    await person.agent.get(`/streams/${event.sessionId}/live.m3u8`).expect(CLOSED);
  });
});

/** A pass as the server made it some minutes ago. */
function pass(sessionId: string, secondsLeft: number): string {
  const expiresAt = new Date(Date.now() + secondsLeft * 1000);
  const cookies: string[] = [];
  const response = { cookie: (name: string, value: string) => cookies.push(`${name}=${value}`) };
  const actor = { ...SYSTEM_ACTOR };
  const capability = { purpose: 'viewer' as const, subject: sessionId, expiresAt };
  server.app.get(Persons, { strict: false }).remember(actor, response as never, capability, new Date());
  return cookies[0] as string;
}

describe('a session by code', () => {
  const tell = (agent: Agent, sessionId: string, code: unknown) =>
    agent.post(`/api/sessions/${sessionId}/code`).send({ code });

  it('opens with the code, capitals or not, for that browser', async () => {
    const { sessionId } = await plan('code', { code: 'Yq8888' });
    const agent = browser();
    await tell(agent, sessionId, ' yQ8888 ').expect(200);
    await join(agent, sessionId).expect(200);
    await stream(agent, sessionId).expect(OPEN);
    expect(await entry(agent, sessionId)).toMatchObject({ allowed: true });
    await join(browser(), sessionId).expect(403);
  });

  it('is closed again to whoever comes to that browser after a sign-out', async () => {
    const { sessionId } = await plan('code', { code: 'Yq8889' });
    const agent = browser();
    await tell(agent, sessionId, 'Yq8889').expect(200);
    await join(agent, sessionId).expect(200);
    await agent.post('/api/account/sign-out').expect(204);
    await join(agent, sessionId).expect(403);
    await stream(agent, sessionId).expect(403);
  });

  it('a wrong code opens nothing, nor does the code of another session', async () => {
    const [one, other] = [await plan('code', { code: 'AAAA1111' }), await plan('code', { code: 'BBBB2222' })];
    const agent = browser();
    expect((await tell(agent, one.sessionId, 'BBBB2222').expect(403)).body.code).toBe('session.code_wrong');
    await tell(agent, other.sessionId, 'BBBB2222').expect(200);
    expect((await join(agent, one.sessionId).expect(403)).body.code).toBe('session.code_required');
  });

  it('once it has another code, the old one is worth nothing at the next join', async () => {
    const { sessionId } = await plan('code', { code: 'OLD12345' });
    const agent = browser();
    await tell(agent, sessionId, 'OLD12345').expect(200);
    await join(agent, sessionId).expect(200);
    await server.database.query(`UPDATE session SET access_code = 'NEW12345' WHERE id = $1`, [sessionId]);
    await join(agent, sessionId).expect(403);
    await tell(agent, sessionId, 'NEW12345').expect(200);
    await join(agent, sessionId).expect(200);
  });

  it('a device that guesses is held back after ten wrong codes, whichever way it sends them; others are not', async () => {
    const { sessionId } = await plan('code', { code: 'RIGHT123' });
    const agent = browser();
    await tell(agent, sessionId, 'wrong').expect(403);
    const more = await Promise.all(Array.from({ length: 15 }, () => tell(agent, sessionId, 'wrong')));
    expect(more.filter(({ status }) => status === 403)).toHaveLength(9);
    expect(more.filter(({ status }) => status === 429)).toHaveLength(6);
    const held = await tell(agent, sessionId, 'RIGHT123').expect(429);
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
    await tell(browser(), sessionId, 'RIGHT123').expect(200);
  });

  it('guessing from ever new devices is held back for the session as a whole', async () => {
    const { sessionId } = await plan('code', { code: 'RIGHT123' });
    const answers: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const batch = await Promise.all(Array.from({ length: 20 }, () => tell(browser(), sessionId, 'wrong')));
      answers.push(...batch.map(({ status }) => status));
    }
    expect(answers.filter((status) => status === 403)).toHaveLength(200);
    expect(answers.filter((status) => status === 429)).toHaveLength(40);
  });

  it('a hall that types the right code at once is not held back', async () => {
    const { sessionId } = await plan('code', { code: 'HALL1234' });
    const agent = browser();
    await tell(agent, sessionId, 'HALL1234').expect(200);
    for (let n = 0; n < 15; n += 1) await tell(agent, sessionId, 'HALL1234').expect(200);
  });

  it.each([
    ['no text', 5],
    ['nothing', ''],
    ['too much', 'x'.repeat(33)],
    ['a list', ['YQ8888']],
  ])('refuses %s', async (_what, code) => {
    const { sessionId } = await plan('code', { code: 'YQ8888' });
    expect((await tell(browser(), sessionId, code).expect(400)).body.code).toBe('request.invalid');
  });

  it('a session without a code takes none', async () => {
    const { sessionId } = await plan('registered');
    expect((await tell(browser(), sessionId, 'YQ8888').expect(409)).body.code).toBe('session.wrong_state');
  });
});

describe('a session for a list of phones', () => {
  it('opens to who has verified a number on the list', async () => {
    const event = await plan('phones');
    const organiser = await organiserOf(event);
    await invite(organiser, event.sessionId, ['137 0000 9999 李敏', '']).expect(200);
    const [listed, other] = [await visitor('13700009999'), await visitor()];
    await join(listed.agent, event.sessionId).expect(200);
    await stream(listed.agent, event.sessionId).expect(OPEN);
    expect((await join(other.agent, event.sessionId).expect(403)).body.code).toBe('session.phone_not_listed');
    expect(await entry(other.agent, event.sessionId)).toEqual({
      allowed: false,
      needs: 'phone',
      code: 'session.phone_not_listed',
    });
  });

  it('a new list closes it to who no longer stands there', async () => {
    const event = await plan('phones');
    const organiser = await organiserOf(event);
    await invite(organiser, event.sessionId, ['13700008888']).expect(200);
    const person = await visitor('13700008888');
    await join(person.agent, event.sessionId).expect(200);
    await invite(organiser, event.sessionId, ['13700007777']).expect(200);
    await join(person.agent, event.sessionId).expect(403);
  });

  it('is shown to organisers with masked numbers, and lies sealed', async () => {
    const event = await plan('phones');
    const organiser = await organiserOf(event);
    await invite(organiser, event.sessionId, ['13700006666,王五']).expect(200);
    const { body } = await organiser.agent.get(`/api/sessions/${event.sessionId}/phones`).expect(200);
    expect(body).toEqual({ count: 1, phones: [{ phone: '137****6666', name: '王五' }] });
    const rows = await server.database.query(`SELECT * FROM invited_phone WHERE session_id = $1`, [event.sessionId]);
    expect(JSON.stringify(rows)).not.toContain('13700006666');
    const foreign = await signedIn(server, { role: 'organiser', organisationId: await addOrganisation(server) });
    await foreign.agent.get(`/api/sessions/${event.sessionId}/phones`).expect(403);
    await invite(foreign, event.sessionId, []).expect(403);
  });

  it('one wrong line and nothing is changed', async () => {
    const event = await plan('phones');
    const organiser = await organiserOf(event);
    await invite(organiser, event.sessionId, ['13700005555']).expect(200);
    const { body } = await invite(organiser, event.sessionId, ['13700004444', '李敏', '123']).expect(400);
    expect(body.fields).toEqual([
      { path: 'lines.2', rule: 'isMobile' },
      { path: 'lines.3', rule: 'isMobile' },
    ]);
    await join((await visitor('13700005555')).agent, event.sessionId).expect(200);
  });

  it('takes two thousand lines with names, not one more', async () => {
    const event = await plan('phones');
    const organiser = await organiserOf(event);
    const lines = Array.from({ length: 2_000 }, (_, n) => `${15_000_000_000 + n}, 湖南省长沙市某某机械制造有限公司`);
    const { body } = await invite(organiser, event.sessionId, lines).expect(200);
    expect(body.count).toBe(2_000);
    await invite(organiser, event.sessionId, [...lines, '13700003333']).expect(400);
  });
});

describe('joining', () => {
  it('a browser that is known already causes no write', async () => {
    const { sessionId } = await plan('public');
    const agent = browser();
    await join(agent, sessionId).expect(200);
    // A write would have to wait for this lock, and fail.
    const lock = new pg.Client({ connectionString: server.database.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE person IN SHARE MODE');
    try {
      await join(agent, sessionId).expect(200);
      await join(browser(), sessionId).expect(503);
    } finally {
      await lock.end();
    }
  });

  it('takes the code of a channel, and refuses what is none', async () => {
    const { sessionId } = await plan('public');
    await join(browser(), sessionId, { channel: 'abcd2345' }).expect(200);
    await join(browser(), sessionId, { channel: 'x y' }).expect(400);
  });
});
