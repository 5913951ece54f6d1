import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { EventQuestion, RegistrationForm } from '../../src/contracts/index.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { addPlannedEvent, addSessionTo, type PlannedEvent, type PlannedRow } from '../setup/planned-event.js';

let server: TestApp;
let phones = 13_800_000_000;

beforeAll(async () => {
  server = await startTestApp({ STAFF_TOTP: '0' });
});
afterAll(() => server.close());

const newPhone = () => String((phones += 1));
/** Somebody with a verified phone who has agreed to nothing yet. */
const visitor = (phone = newPhone()) => signedIn(server, { phone });
const plan = (row: PlannedRow = {}) => addPlannedEvent(server, row);
const at = (eventId: string) => `/api/events/${eventId}/registration`;
const AGREES = { consent: true };

async function register(
  person: SignedInPerson,
  { eventId }: PlannedEvent,
  body: object = {},
): Promise<RegistrationForm> {
  const answer = await person.agent.post(at(eventId)).send({ ...AGREES, ...body });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body as RegistrationForm;
}

const rows = (eventId: string) =>
  server.database.query<Record<string, unknown>>(`SELECT * FROM registration WHERE event_id = $1`, [eventId]);
const ledger = async (eventId: string) =>
  (
    await server.database.query<{ verb: string }>(
      `SELECT verb FROM activity WHERE details->>'eventId' = $1 ORDER BY occurred_at, id`,
      [eventId],
    )
  ).map(({ verb }) => verb);

const QUESTIONS: EventQuestion[] = [
  { key: 'q1', label: '主要产品', type: 'text', options: [], required: true },
  { key: 'q2', label: '融资用途', type: 'choice', options: ['流动资金', '设备'], required: false },
];

describe('registering', () => {
  it('takes a press once the phone is verified and the privacy text is agreed to', async () => {
    const event = await plan();
    const person = await visitor();
    const before = (await person.agent.get(at(event.eventId)).expect(200)).body as RegistrationForm;
    expect(before).toMatchObject({ open: true, phoneKnown: true, consentNeeded: true, registration: null });
    const form = await register(person, event);
    expect(form).toMatchObject({ consentNeeded: false, registration: { state: 'registered', name: '', answers: {} } });
    expect(await ledger(event.eventId)).toEqual(['registration.made']);
    const [notice] = await server.database.query(`SELECT kind, href FROM notice WHERE person_id = $1`, [
      person.personId,
    ]);
    expect(notice).toEqual({ kind: 'registration_confirmed', href: `/s/${event.sessionId}` });
  });

  it('leads a browser without a verified phone to its phone first', async () => {
    const event = await plan();
    const nobody = await request(server.url).post(at(event.eventId)).send(AGREES).expect(403);
    expect(nobody.body.code).toBe('phone.required');
    const withoutPhone = await signedIn(server);
    const { body } = await withoutPhone.agent.post(at(event.eventId)).send(AGREES).expect(403);
    expect(body.code).toBe('phone.required');
    expect(await rows(event.eventId)).toHaveLength(0);
  });

  it('asks for the privacy text once, not at the next event', async () => {
    const [first, second] = [await plan(), await plan()];
    const person = await visitor();
    const refused = await person.agent.post(at(first.eventId)).send({}).expect(403);
    expect(refused.body.code).toBe('consent.required');
    await register(person, first);
    await person.agent.post(at(second.eventId)).send({}).expect(200);
  });

  it('remembers what was told for the next event, and forgets nothing where a field is left empty', async () => {
    const county = await addOrganisation(server, { level: 'county', name: '云溪区窗口平台' });
    const person = await visitor();
    await register(person, await plan(), {
      name: ' 李敏 ',
      enterpriseName: '岳阳恒立机械',
      jobTitle: '经理',
      countyId: county,
    });
    const next = await plan();
    const told = { name: '李敏', enterpriseName: '岳阳恒立机械', enterpriseId: null, jobTitle: '经理' };
    const profile = { ...told, county: { id: county, name: '云溪区窗口平台' } };
    expect((await person.agent.get(at(next.eventId))).body.profile).toEqual(profile);
    const form = await register(person, next, { name: '', jobTitle: '' });
    expect(form.registration).toMatchObject({ name: '', jobTitle: '' });
    expect(form.profile).toEqual(profile);
  });

  it('takes an enterprise chosen from the network by its own name, also after it was merged into another', async () => {
    const [old, good] = [
      await addOrganisation(server, { kind: 'enterprise', name: '长沙旧名公司' }),
      await addOrganisation(server, { kind: 'enterprise', name: '长沙新名公司' }),
    ];
    await server.database.query(`UPDATE organisation SET state = 'merged', merged_into_id = $2 WHERE id = $1`, [
      old,
      good,
    ]);
    const form = await register(await visitor(), await plan(), { enterpriseId: old, enterpriseName: '随便写的' });
    expect(form.registration).toMatchObject({ enterpriseId: good, enterpriseName: '长沙新名公司' });
  });

  it('registering again changes the registration: one row, one confirmation, one line in the ledger', async () => {
    const event = await plan();
    const person = await visitor();
    await register(person, event, { name: '王五' });
    const form = await register(person, event, { name: '王五一' });
    expect(form.registration).toMatchObject({ name: '王五一' });
    expect(await rows(event.eventId)).toHaveLength(1);
    expect(await ledger(event.eventId)).toEqual(['registration.made']);
    const notices = await server.database.query(`SELECT 1 FROM notice WHERE person_id = $1`, [person.personId]);
    expect(notices).toHaveLength(1);
  });

  it('can be cancelled, twice without harm, and made again', async () => {
    const event = await plan();
    const person = await visitor();
    await register(person, event);
    const form = (await person.agent.delete(at(event.eventId)).expect(200)).body as RegistrationForm;
    expect(form.registration?.state).toBe('cancelled');
    await person.agent.delete(at(event.eventId)).expect(200);
    await register(person, event);
    expect(await ledger(event.eventId)).toEqual(['registration.made', 'registration.cancelled', 'registration.made']);
    expect(await rows(event.eventId)).toHaveLength(1);
  });

  it('cannot be cancelled by who never registered', async () => {
    const { eventId } = await plan();
    expect((await (await visitor()).agent.delete(at(eventId)).expect(404)).body.code).toBe('registration.not_found');
    expect((await request(server.url).delete(at(eventId)).expect(404)).body.code).toBe('registration.not_found');
  });

  it('belongs to the human: what a linked browser does counts for the root person', async () => {
    const event = await plan();
    const person = await visitor();
    const root = newId();
    await server.database.query(`INSERT INTO person (id) VALUES ($1)`, [root]);
    await register(person, event, { name: '之前' });
    await server.database.query(`UPDATE person_phone SET person_id = $2 WHERE person_id = $1`, [person.personId, root]);
    await server.database.query(`UPDATE consent SET person_id = $2 WHERE person_id = $1`, [person.personId, root]);
    await server.database.query(`INSERT INTO person_link (person_id, root_id, reason) VALUES ($1, $2, 'account')`, [
      person.personId,
      root,
    ]);
    expect((await register(person, event, { name: '之后' })).registration?.name).toBe('之后');
    expect(await rows(event.eventId)).toHaveLength(1);
    const other = await plan();
    await register(person, other);
    expect((await rows(other.eventId))[0]).toMatchObject({ person_id: root });
  });

  it('keeps the consent to reminders with it, and takes it back', async () => {
    const event = await plan();
    const person = await visitor();
    expect((await register(person, event, { reminders: true })).reminders).toBe(true);
    expect((await register(person, event)).reminders).toBe(true);
    expect((await register(person, event, { reminders: false })).reminders).toBe(false);
  });
});

describe('places', () => {
  it('a hundred people at once for ten places: exactly ten have one, the others are told', async () => {
    const event = await plan({ capacity: 10 });
    const crowd = await Promise.all(Array.from({ length: 100 }, () => visitor()));
    const answers = await Promise.all(crowd.map(({ agent }) => agent.post(at(event.eventId)).send(AGREES)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    const refused = answers.filter(({ status }) => status !== 200).map(({ body }) => body.code);
    expect(new Set(refused)).toEqual(new Set(['registration.full']));
    expect(await rows(event.eventId)).toHaveLength(10);
  });

  it('one that is given up goes to the next; who has one may still correct what they told', async () => {
    const event = await plan({ capacity: 1 });
    const [first, second] = [await visitor(), await visitor()];
    await register(first, event);
    expect((await second.agent.get(at(event.eventId))).body).toMatchObject({ placesLeft: 0, closedBecause: 'full' });
    await register(first, event, { name: '改名' });
    await first.agent.delete(at(event.eventId)).expect(200);
    await register(second, event);
    const { body } = await first.agent.post(at(event.eventId)).send(AGREES).expect(409);
    expect(body.code).toBe('registration.full');
  });

  it('the same person pressing five times at once has one registration', async () => {
    const event = await plan({ capacity: 3 });
    const person = await visitor();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => person.agent.post(at(event.eventId)).send({ ...AGREES, name: '一人' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await rows(event.eventId)).toHaveLength(1);
    expect(await ledger(event.eventId)).toEqual(['registration.made']);
  });
});

describe('registration is closed', () => {
  const DAY = 86_400_000;
  it.each<[string, PlannedRow, string]>([
    ['where the organiser has not opened it', { registrationOpen: false }, 'closed'],
    ['after the deadline', { until: new Date(Date.now() - 1_000) }, 'closed'],
    ['when the session is over', { state: 'replay' }, 'over'],
    ['when it was cancelled', { state: 'cancelled' }, 'over'],
    ['when its time passed days ago', { startsAt: new Date(Date.now() - 3 * DAY) }, 'over'],
  ])('%s', async (_when, row, because) => {
    const event = await plan(row);
    const person = await visitor();
    expect((await person.agent.get(at(event.eventId))).body).toMatchObject({ open: false, closedBecause: because });
    expect((await person.agent.post(at(event.eventId)).send(AGREES).expect(409)).body.code).toBe('registration.closed');
    expect(await rows(event.eventId)).toHaveLength(0);
  });

  it('but not while a replay is open to registered people only', async () => {
    await register(await visitor(), await plan({ state: 'replay', access: 'registered' }));
  });

  it.each(['draft', 'archived'] as const)('and unknown for an event that is %s', async (publication) => {
    const { eventId } = await plan({ publication });
    const person = await visitor();
    expect((await person.agent.get(at(eventId)).expect(404)).body.code).toBe('event.not_found');
    await person.agent.post(at(eventId)).send(AGREES).expect(404);
  });
});

describe('bad input', () => {
  it.each<[string, object]>([
    ['a required question left out', {}],
    ['an unknown question', { answers: { q1: 'x', q7: 'y' } }],
    ['an option that is not offered', { answers: { q1: 'x', q2: '股票' } }],
    ['answers that are no texts', { answers: { q1: ['x'] } }],
    ['answers as a list', { answers: ['x'] }],
    ['a prototype', { answers: { q1: 'x', ['__proto_']: 'y' } }],
    ['control characters', { answers: { q1: 'x' }, name: 'a\u0000b' }],
    ['half a character', { answers: { q1: 'x\ud800' } }],
    ['an enterprise that is none', { answers: { q1: 'x' }, enterpriseId: newId() }],
    ['a county that is none', { answers: { q1: 'x' }, countyId: newId() }],
    ['an unknown field', { answers: { q1: 'x' }, state: 'registered' }],
    ['another one’s person', { answers: { q1: 'x' }, personId: newId() }],
    ['a very long name', { answers: { q1: 'x' }, name: '长'.repeat(41) }],
    ['a channel code with a quote', { answers: { q1: 'x' }, channel: "abc'--" }],
  ])('%s is refused by name and writes nothing', async (_what, body) => {
    const event = await plan({ questions: QUESTIONS });
    const person = await visitor();
    const answer = await person.agent.post(at(event.eventId)).send({ ...AGREES, ...body });
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(answer.body.fields.length).toBeGreaterThan(0);
    expect(await rows(event.eventId)).toHaveLength(0);
  });

  it('a city is no county, an agency no enterprise', async () => {
    const [city, agency] = [
      await addOrganisation(server, { level: 'city' }),
      await addOrganisation(server, { kind: 'agency' }),
    ];
    const event = await plan();
    const person = await visitor();
    for (const body of [{ countyId: city }, { enterpriseId: agency }]) {
      await person.agent
        .post(at(event.eventId))
        .send({ ...AGREES, ...body })
        .expect(400);
    }
  });

  it('an event that is not there, or no id, is not found', async () => {
    const person = await visitor();
    for (const id of [newId(), 'abc', '..%2f']) {
      expect((await person.agent.post(at(id)).send(AGREES).expect(404)).body.code).toMatch(/not_found/);
    }
  });
});

describe('one’s own registrations', () => {
  it('are listed with the session that comes next, cancelled ones too', async () => {
    const person = await visitor();
    const [first, second] = [await plan({ title: '第一' }), await plan({ title: '第二' })];
    const next = await addSessionTo(server, first.eventId, { startsAt: new Date(Date.now() + 60_000) });
    await register(person, first);
    await register(person, second);
    await person.agent.delete(at(second.eventId));
    const { body } = await person.agent.get('/api/account/registrations').expect(200);
    expect(body).toMatchObject([
      { event: { title: '第二' }, state: 'cancelled' },
      { event: { title: '第一' }, state: 'registered', sessionId: next },
    ]);
    expect((await request(server.url).get('/api/account/registrations').expect(401)).body.code).toBe(
      'access.sign_in_required',
    );
  });

  it('leave with one’s data and lose the name when it is deleted, while the figure stays', async () => {
    const event = await plan({ questions: QUESTIONS });
    const person = await visitor();
    await register(person, event, { name: '要删除的人', jobTitle: '厂长', answers: { q1: '五金' } });
    const exported = await person.agent.get('/api/account/data').expect(200);
    expect(JSON.stringify(exported.body)).toContain('要删除的人');
    await person.agent.delete('/api/account').send({ confirm: 'DELETE' });
    const [row] = await rows(event.eventId);
    expect(row).toMatchObject({ state: 'registered', name: '', job_title: '', answers: {} });
  });
});

describe('for the organisers', () => {
  let event: PlannedEvent;
  let organiser: SignedInPerson;
  let manager: SignedInPerson;
  let county: string;
  let people: SignedInPerson[];

  beforeAll(async () => {
    event = await plan({ title: '导出测试', questions: QUESTIONS });
    organiser = await signedIn(server, { role: 'organiser', organisationId: event.hostId });
    manager = await signedIn(server, { role: 'window_manager', organisationId: event.hostId });
    county = await addOrganisation(server, { level: 'county', name: '君山区窗口平台' });
    const channel = newId();
    await server.database.query(
      `INSERT INTO channel (id, organisation_id, code, name, created_at) VALUES ($1, $2, 'abcd2345', '君山门户', now())`,
      [channel, county],
    );
    people = [await visitor('13912345678'), await visitor(), await visitor()];
    const [first, second, third] = people as [SignedInPerson, SignedInPerson, SignedInPerson];
    const answers = { q1: '五金', q2: '设备' };
    await register(first, event, { name: '=1+1', countyId: county, channel: 'abcd2345', answers });
    await register(second, event, { name: '李四', channel: 'gone9999', answers: { q1: '纺织' } });
    await register(third, event, { name: '赵六', answers: { q1: '食品' } });
    await third.agent.delete(at(event.eventId));
  });

  const list = (query = '') => organiser.agent.get(`/api/events/${event.eventId}/registrations${query}`);

  it('are listed newest first with masked phones and numbers', async () => {
    const { body } = await list().expect(200);
    expect(body.total).toBe(3);
    expect(body.registrations.map(({ name, number }: { name: string; number: number }) => [name, number])).toEqual([
      ['赵六', 3],
      ['李四', 2],
      ['=1+1', 1],
    ]);
    expect(body.registrations[2]).toMatchObject({
      phone: '139****5678',
      county: { name: '君山区窗口平台' },
      channel: { name: '君山门户' },
      answers: { q1: '五金', q2: '设备' },
    });
    expect(JSON.stringify(body)).not.toContain('13912345678');
  });

  it('can be filtered and paged', async () => {
    const names = async (query: string) =>
      (await list(query).expect(200)).body.registrations.map(({ name }: { name: string }) => name);
    expect(await names('?state=cancelled')).toEqual(['赵六']);
    expect(await names(`?county=${county}`)).toEqual(['=1+1']);
    const [, second] = (await list()).body.registrations;
    expect(await names(`?after=${second.id}`)).toEqual(['=1+1']);
    await list('?state=all').expect(400);
    await list('?after=abc').expect(400);
  });

  it('a page holds a hundred, and the next one goes on without a gap', async () => {
    const many = await plan({ hostId: event.hostId });
    await server.database.query(
      `WITH made AS (INSERT INTO person (id) SELECT gen_random_uuid() FROM generate_series(1, 150) RETURNING id)
       INSERT INTO registration (id, event_id, person_id, name, registered_at)
       SELECT gen_random_uuid(), $1, id, 'x', now() FROM made`,
      [many.eventId],
    );
    const page = async (query = '') =>
      (await organiser.agent.get(`/api/events/${many.eventId}/registrations${query}`).expect(200)).body;
    const first = await page();
    const second = await page(`?after=${first.next}`);
    expect([first.registrations.length, second.registrations.length, second.next]).toEqual([100, 50, null]);
    const numbers = [...first.registrations, ...second.registrations].map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 150 }, (_, n) => 150 - n));
  });

  it('leave as a file that no spreadsheet evaluates, and the audit knows how many rows', async () => {
    const { text, headers } = await organiser.agent
      .get(`/api/events/${event.eventId}/registrations.csv?state=registered`)
      .expect(200);
    expect(headers['content-type']).toMatch(/^text\/csv/);
    expect(headers['content-disposition']).toMatch(/^attachment;.*filename\*=UTF-8''/);
    const [header, ...lines] = text.replace('\ufeff', '').trim().split('\r\n');
    expect(header).toBe('序号,姓名,手机,企业名称,职务,县市区,渠道,状态,报名时间,主要产品,融资用途');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^1,'=1\+1,139\*{4}5678,,,君山区窗口平台,君山门户,已报名,\d{4}-\d\d-\d\d \d\d:\d\d,五金,设备$/,
    );
    const [entry] = await server.database.query(
      `SELECT after FROM audit_entry WHERE action = 'registration.exported' AND subject_id = $1`,
      [event.eventId],
    );
    expect(entry).toEqual({ after: { rows: 2, state: 'registered' } });
  });

  it('a whole phone is shown to the manager alone, for a reason, and the audit keeps it', async () => {
    const id = (await list()).body.registrations[2].id as string;
    const reveal = (person: SignedInPerson, body: object) =>
      person.agent.post(`/api/registrations/${id}/phone`).send(body);
    await reveal(organiser, { reason: '确认参会' }).expect(403);
    await reveal(manager, {}).expect(400);
    await reveal(manager, { reason: '  ' }).expect(400);
    const { body } = await reveal(manager, { reason: '电话确认参会' }).expect(200);
    expect(body).toEqual({ phone: '13912345678' });
    const entries = await server.database.query(
      `SELECT account_id, after FROM audit_entry WHERE action = 'phone.revealed' AND subject_id = $1`,
      [id],
    );
    expect(entries).toEqual([{ account_id: manager.accountId, after: { reason: '电话确认参会' } }]);
  });

  it('the number of who cancelled is shown to nobody', async () => {
    const id = (await list('?state=cancelled')).body.registrations[0].id as string;
    const answer = await manager.agent.post(`/api/registrations/${id}/phone`).send({ reason: '电话确认' }).expect(404);
    expect(answer.body.code).toBe('registration.not_found');
  });

  it('nobody of another window, below or beside it, sees them', async () => {
    const id = (await list()).body.registrations[2].id as string;
    const beside = await addOrganisation(server, { level: 'city' });
    const below = await addOrganisation(server, { level: 'county', parentId: event.hostId });
    for (const organisationId of [beside, below]) {
      const foreign = await signedIn(server, { role: 'window_manager', organisationId });
      await foreign.agent.get(`/api/events/${event.eventId}/registrations`).expect(403);
      await foreign.agent.get(`/api/events/${event.eventId}/registrations.csv`).expect(403);
      await foreign.agent.post(`/api/registrations/${id}/phone`).send({ reason: '电话确认' }).expect(403);
    }
    await people[0]?.agent.get(`/api/events/${event.eventId}/registrations`).expect(403);
    await request(server.url).get(`/api/events/${event.eventId}/registrations`).expect(401);
  });
});
