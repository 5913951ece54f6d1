import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { VenueView } from '../../src/contracts/index.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { addPlannedEvent, type PlannedEvent, type PlannedRow } from '../setup/planned-event.js';

let server: TestApp;
let phones = 13_500_000_000;
const MINUTE = 60_000;

beforeAll(async () => {
  server = await startTestApp({ STAFF_TOTP: '0' });
});
afterAll(() => server.close());

const newPhone = () => String((phones += 1));
const visitor = (phone = newPhone()) => signedIn(server, { phone });
const ORDINARY = { name: '二楼会议室', address: '巴陵中路 1 号', capacity: 80 };

interface Place {
  event: PlannedEvent;
  organiser: SignedInPerson;
  venue: VenueView;
  key: string;
}

async function place(row: PlannedRow = {}): Promise<Place> {
  const event = await addPlannedEvent(server, row);
  const organiser = await signedIn(server, { role: 'organiser', organisationId: event.hostId });
  const body = { organisationId: event.hostId, ...ORDINARY };
  const answer = await organiser.agent.post(`/api/events/${event.eventId}/venues`).send(body).expect(201);
  const venue = answer.body as VenueView;
  return { event, organiser, venue, key: new URL(venue.signInUrl).searchParams.get('key') ?? '' };
}

type Agent = ReturnType<typeof request.agent>;
const signIn = (agent: Agent, { venue, key }: Place, body: object = {}) =>
  agent.post(`/api/venues/${venue.id}/sign-in`).send({ key, ...body });
const counted = async ({ organiser, venue }: Place) =>
  (await organiser.agent.get(`/api/venues/${venue.id}`).expect(200)).body as VenueView;
const ledger = (venueId: string) =>
  server.database.query<{ person_id: string | null }>(
    `SELECT person_id, details FROM activity WHERE verb = 'venue.signed_in' AND details->>'venueId' = $1`,
    [venueId],
  );

describe('signing in at a venue', () => {
  it('takes one press of who is known, and tells the organisers who was there', async () => {
    const at = await place();
    const person = await visitor('13500009999');
    const page = await person.agent.get(`/api/venues/${at.venue.id}/sign-in`).query({ key: at.key }).expect(200);
    expect(page.body).toMatchObject({
      venue: { name: '二楼会议室' },
      open: true,
      phoneKnown: true,
      signedIn: false,
    });
    expect((await signIn(person.agent, at).expect(200)).body.signedIn).toBe(true);
    expect(await counted(at)).toMatchObject({ people: 1, bySource: { qr: 1, roster: 0 } });
    const { body } = await at.organiser.agent.get(`/api/venues/${at.venue.id}/sign-ins`).expect(200);
    expect(body.signIns).toMatchObject([{ source: 'qr', phone: '135****9999' }]);
    expect(await ledger(at.venue.id)).toMatchObject([{ person_id: person.personId }]);
  });

  it('takes number and name of who is not, sealed and nobody’s person', async () => {
    const at = await place();
    await signIn(request.agent(server.url), at, {
      phone: '135 0000 8888',
      name: ' 李敏 ',
      enterpriseName: '恒立',
    }).expect(200);
    const rows = await server.database.query(`SELECT * FROM venue_sign_in WHERE venue_id = $1`, [at.venue.id]);
    expect(rows).toMatchObject([{ person_id: null, name: '李敏', enterprise_name: '恒立' }]);
    expect(JSON.stringify(rows)).not.toContain('13500008888');
    expect(await ledger(at.venue.id)).toMatchObject([{ person_id: null }]);
  });

  it('asks who is not known for number and name', async () => {
    const at = await place();
    const agent = request.agent(server.url);
    expect((await signIn(agent, at).expect(403)).body.code).toBe('phone.required');
    expect((await signIn(agent, at, { phone: newPhone() }).expect(400)).body.fields).toEqual([
      { path: 'name', rule: 'required' },
    ]);
    expect((await signIn(agent, at, { phone: '12345', name: '李' }).expect(400)).body.fields).toEqual([
      { path: 'phone', rule: 'isMobile' },
    ]);
    expect((await counted(at)).people).toBe(0);
  });

  it('twice is fine, one after the other or at once', async () => {
    const at = await place();
    const person = await visitor();
    await signIn(person.agent, at).expect(200);
    const again = await Promise.all(Array.from({ length: 5 }, () => signIn(person.agent, at)));
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await counted(at)).people).toBe(1);
    expect(await ledger(at.venue.id)).toHaveLength(1);
  });

  it('counts a human once, whether known or typed first', async () => {
    const [first, second] = [await place(), await place()];
    const phone = newPhone();
    const person = await visitor(phone);
    const tablet = request.agent(server.url);
    await signIn(person.agent, first).expect(200);
    await signIn(tablet, first, { phone, name: '同一人' }).expect(200);
    expect((await counted(first)).people).toBe(1);
    await signIn(tablet, second, { phone, name: '同一人' }).expect(200);
    await signIn(person.agent, second).expect(200);
    expect((await counted(second)).people).toBe(1);
    const page = await person.agent.get(`/api/venues/${second.venue.id}/sign-in`).query({ key: second.key });
    expect(page.body.signedIn).toBe(true);
  });

  it('a volunteer’s own browser signs in others, not itself', async () => {
    const at = await place();
    const volunteer = await visitor();
    await signIn(volunteer.agent, at, { phone: newPhone(), name: '来宾' }).expect(200);
    const page = await volunteer.agent.get(`/api/venues/${at.venue.id}/sign-in`).query({ key: at.key });
    expect(page.body.signedIn).toBe(false);
    expect(await ledger(at.venue.id)).toMatchObject([{ person_id: null }]);
  });

  it('remembers what the person told before', async () => {
    const at = await place();
    const person = await visitor();
    await person.agent
      .post(`/api/events/${at.event.eventId}/registration`)
      .send({ consent: true, name: '王五', enterpriseName: '洞庭水产', jobTitle: '总经理' })
      .expect(200);
    await signIn(person.agent, at).expect(200);
    const { body } = await at.organiser.agent.get(`/api/venues/${at.venue.id}/sign-ins`);
    expect(body.signIns).toMatchObject([{ name: '王五', enterpriseName: '洞庭水产', jobTitle: '总经理' }]);
  });

  it('a device that signs people in without pause is held back', async () => {
    const at = await place();
    const agent = request.agent(server.url);
    await signIn(agent, at, { phone: newPhone(), name: '一' }).expect(200);
    const answers = await Promise.all(
      Array.from({ length: 35 }, () => signIn(agent, at, { phone: newPhone(), name: '一' })),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(6);
    expect((await counted(at)).people).toBe(30);
  });
});

describe('the door is shut', () => {
  it.each<[string, PlannedRow]>([
    ['more than two hours before the start', { startsAt: new Date(Date.now() + 121 * MINUTE) }],
    ['more than two hours after the end', { startsAt: new Date(Date.now() - 181 * MINUTE), minutes: 60 }],
    ['where the session was cancelled', { state: 'cancelled' }],
    ['while it waits for a new time', { state: 'postponed' }],
  ])('%s', async (_when, row) => {
    const at = await place(row);
    const person = await visitor();
    expect((await signIn(person.agent, at).expect(409)).body.code).toBe('venue.closed');
    const page = await person.agent.get(`/api/venues/${at.venue.id}/sign-in`).query({ key: at.key }).expect(200);
    expect(page.body.open).toBe(false);
  });

  it.each<[string, PlannedRow]>([
    ['within two hours before the start', { startsAt: new Date(Date.now() + 119 * MINUTE) }],
    ['within two hours after the end', { startsAt: new Date(Date.now() - 179 * MINUTE), minutes: 60 }],
    [
      'while it runs longer than planned',
      { startsAt: new Date(Date.now() - 500 * MINUTE), minutes: 60, state: 'live' },
    ],
  ])('but open %s', async (_when, row) => {
    await signIn((await visitor()).agent, await place(row)).expect(200);
  });

  it('to a key that is forged, another venue’s, or missing', async () => {
    const [at, other] = [await place(), await place()];
    const person = await visitor();
    for (const key of [other.key, `${at.key}x`, 'x', server.link('viewer', at.venue.id)]) {
      expect((await signIn(person.agent, { ...at, key }).expect(403)).body.code).toBe('access.link_invalid');
    }
    await person.agent.get(`/api/venues/${at.venue.id}/sign-in`).expect(400);
    await person.agent.get(`/api/venues/${newId()}/sign-in`).query({ key: at.key }).expect(403);
  });

  it('at a venue that was withdrawn, and while the event is a draft', async () => {
    const at = await place();
    await at.organiser.agent.delete(`/api/venues/${at.venue.id}`).expect(204);
    const person = await visitor();
    expect((await signIn(person.agent, at).expect(404)).body.code).toBe('venue.not_found');
    await signIn(person.agent, await place({ publication: 'draft' })).expect(404);
  });

  it('and the QR code keeps its text', async () => {
    const at = await place();
    await at.organiser.agent
      .put(`/api/venues/${at.venue.id}`)
      .send({ organisationId: at.event.hostId, ...ORDINARY, name: '三楼' })
      .expect(200);
    expect(await counted(at)).toMatchObject({ name: '三楼', signInUrl: at.venue.signInUrl });
  });
});

describe('planning venues', () => {
  it('is the host’s; the window whose place it is runs the door and changes nothing', async () => {
    const at = await place();
    const county = await addOrganisation(server, { level: 'county', name: '湘阴县窗口平台' });
    const body = { organisationId: county, ...ORDINARY };
    const there = (await at.organiser.agent.post(`/api/events/${at.event.eventId}/venues`).send(body).expect(201)).body;
    const local = await signedIn(server, { role: 'organiser', organisationId: county });
    await local.agent.get(`/api/venues/${there.id}`).expect(200);
    await local.agent.get(`/api/venues/${there.id}/sign-ins`).expect(200);
    await local.agent.put(`/api/venues/${there.id}`).send(body).expect(403);
    await local.agent.delete(`/api/venues/${there.id}`).expect(403);
    await local.agent.get(`/api/venues/${at.venue.id}`).expect(403);
    await local.agent.get(`/api/events/${at.event.eventId}/venues`).expect(403);
    const { body: list } = await at.organiser.agent.get(`/api/events/${at.event.eventId}/venues`).expect(200);
    expect(list.map(({ name }: VenueView) => name)).toHaveLength(2);
  });

  it.each([
    ['an agency', () => addOrganisation(server, { kind: 'agency' }), 409, 'organisation.kind_refused'],
    ['nobody', async () => newId(), 404, 'organisation.not_found'],
    ['no id', async () => 'abc', 400, 'request.invalid'],
  ])('needs a window: %s is refused', async (_who, organisation, status, code) => {
    const { event, organiser } = await place();
    const answer = await organiser.agent
      .post(`/api/events/${event.eventId}/venues`)
      .send({ organisationId: await organisation(), ...ORDINARY });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each([
    ['no name', { name: '' }],
    ['a name of blanks', { name: '  ' }],
    ['no place for anybody', { capacity: 0 }],
    ['half a place', { capacity: 1.5 }],
    ['too long an address', { address: '长'.repeat(121) }],
    ['an unknown field', { people: 100 }],
  ])('refuses %s', async (_what, wrong) => {
    const { event, organiser } = await place();
    await organiser.agent
      .post(`/api/events/${event.eventId}/venues`)
      .send({ organisationId: event.hostId, ...ORDINARY, ...wrong })
      .expect(400);
  });

  it('is over once the event is archived', async () => {
    const { event, organiser, venue } = await place();
    await server.database.query(`UPDATE online_event SET publication_state = 'archived' WHERE id = $1`, [
      event.eventId,
    ]);
    const body = { organisationId: event.hostId, ...ORDINARY };
    for (const asked of [
      organiser.agent.post(`/api/events/${event.eventId}/venues`).send(body),
      organiser.agent.put(`/api/venues/${venue.id}`).send(body),
    ]) {
      expect((await asked.expect(409)).body.code).toBe('event.not_editable');
    }
  });

  it('stands in the audit with before and after', async () => {
    const at = await place();
    const body = { organisationId: at.event.hostId, ...ORDINARY, name: '三楼' };
    await at.organiser.agent.put(`/api/venues/${at.venue.id}`).send(body).expect(200);
    await at.organiser.agent.delete(`/api/venues/${at.venue.id}`).expect(204);
    const entries = await server.database.query<{ before: unknown; after: unknown }>(
      `SELECT before, after FROM audit_entry WHERE subject_id = $1 ORDER BY id`,
      [at.venue.id],
    );
    expect(entries).toMatchObject([
      { before: null, after: { name: '二楼会议室' } },
      { before: { name: '二楼会议室' }, after: { name: '三楼' } },
      { before: { withdrawnAt: null } },
    ]);
  });
});

describe('one’s own data', () => {
  it('names the venue, and loses name and number when it is deleted, while the count stays', async () => {
    const at = await place();
    const phone = newPhone();
    const person = await visitor(phone);
    await signIn(request.agent(server.url), at, { phone, name: '要删除的人' }).expect(200);
    expect(JSON.stringify((await person.agent.get('/api/account/data').expect(200)).body)).toContain('要删除的人');
    await person.agent.delete('/api/account').send({ confirm: 'DELETE' });
    const rows = await server.database.query(`SELECT * FROM venue_sign_in WHERE venue_id = $1`, [at.venue.id]);
    expect(rows).toMatchObject([{ name: '', phone_enc: null, phone_hmac: null }]);
    expect((await counted(at)).people).toBe(1);
  });
});
