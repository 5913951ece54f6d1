import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChannelView } from '../../src/contracts/index.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';

let server: TestApp;
let window: string;
let organiser: SignedInPerson;
let phones = 13_600_000_000;

beforeAll(async () => {
  server = await startTestApp({ STAFF_TOTP: '0' });
  window = await addOrganisation(server, { level: 'county', name: '湘阴县窗口平台' });
  organiser = await signedIn(server, { role: 'organiser', organisationId: window });
});
afterAll(() => server.close());

const open = (person: SignedInPerson, organisationId: string, name: unknown = '公众号') =>
  person.agent.post(`/api/organisations/${organisationId}/channels`).send({ name });
const opened = async (name = '公众号') => (await open(organiser, window, name).expect(201)).body as ChannelView;
const listed = async () =>
  (await organiser.agent.get(`/api/organisations/${window}/channels`).expect(200)).body as ChannelView[];

async function registerBy(channel: string | undefined, eventId: string): Promise<SignedInPerson> {
  const person = await signedIn(server, { phone: String((phones += 1)) });
  await person.agent.post(`/api/events/${eventId}/registration`).send({ consent: true, channel }).expect(200);
  return person;
}

describe('a channel', () => {
  it('has a code that is not misread, and counts the people whom it brought', async () => {
    const channel = await opened();
    expect(channel.code).toMatch(/^[2-9a-hjkmnp-z]{8}$/);
    const { eventId } = await addPlannedEvent(server);
    await registerBy(channel.code, eventId);
    const second = await registerBy(channel.code, eventId);
    await registerBy(undefined, eventId);
    await second.agent.delete(`/api/events/${eventId}/registration`).expect(200);
    expect(await listed()).toContainEqual({ ...channel, registrations: 1 });
  });

  it('who registers again by another one still belongs to the first', async () => {
    const [first, other] = [await opened('一'), await opened('二')];
    const { eventId } = await addPlannedEvent(server);
    const person = await registerBy(first.code, eventId);
    await person.agent.delete(`/api/events/${eventId}/registration`).expect(200);
    await person.agent.post(`/api/events/${eventId}/registration`).send({ channel: other.code }).expect(200);
    const counts = (await listed()).filter(({ id }) => id === first.id || id === other.id);
    expect(counts.map(({ name, registrations }) => [name, registrations])).toEqual([
      ['二', 0],
      ['一', 1],
    ]);
  });

  it('that was closed keeps nobody out and counts no longer; closing twice is fine', async () => {
    const channel = await opened();
    const { body } = await organiser.agent.post(`/api/channels/${channel.id}/close`).expect(200);
    expect(body.closedAt).not.toBeNull();
    expect((await organiser.agent.post(`/api/channels/${channel.id}/close`).expect(200)).body).toEqual(body);
    const { eventId } = await addPlannedEvent(server);
    await registerBy(channel.code, eventId);
    expect((await listed()).find(({ id }) => id === channel.id)).toMatchObject({ registrations: 0 });
  });

  it('is opened and closed by its own people only, and the audit says by whom', async () => {
    const channel = await opened();
    const foreign = await signedIn(server, { role: 'organiser', organisationId: await addOrganisation(server) });
    await open(foreign, window).expect(403);
    await foreign.agent.get(`/api/organisations/${window}/channels`).expect(403);
    await foreign.agent.post(`/api/channels/${channel.id}/close`).expect(403);
    await organiser.agent.post(`/api/channels/${newId()}/close`).expect(404);
    const entries = await server.database.query(
      `SELECT account_id, after FROM audit_entry WHERE subject_id = $1 AND result = 'done'`,
      [channel.id],
    );
    expect(entries).toEqual([{ account_id: organiser.accountId, after: { name: '公众号', channel: channel.code } }]);
  });

  it('an agency has some of its own, an enterprise has none', async () => {
    const agency = await addOrganisation(server, { kind: 'agency' });
    const staff = await signedIn(server, { role: 'agency_staff', organisationId: agency });
    await open(staff, agency).expect(201);
    const enterprise = await addOrganisation(server, { kind: 'enterprise' });
    const owner = await signedIn(server, { role: 'enterprise_manager', organisationId: enterprise });
    await open(owner, enterprise).expect(403);
  });

  it.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['too much', '长'.repeat(41)],
    ['a number', 5],
    ['control characters', 'a\u0007'],
  ])('is not called %s', async (_what, name) => {
    await open(organiser, window, name).expect(400);
  });

  it('a window has at most two hundred open ones', async () => {
    const busy = await addOrganisation(server);
    const person = await signedIn(server, { role: 'organiser', organisationId: busy });
    await server.database.query(
      `INSERT INTO channel (id, organisation_id, code, name, created_at)
       SELECT gen_random_uuid(), $1, 'full' || n, 'x', now() FROM generate_series(1, 199) n`,
      [busy],
    );
    const answers = await Promise.all(Array.from({ length: 5 }, () => open(person, busy)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });
});
