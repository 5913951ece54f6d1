import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportView, VenueView } from '../../src/contracts/index.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { Jobs } from '../../src/infra/jobs.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { FileStore } from '../setup/file-store.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { addPlannedEvent, type PlannedEvent } from '../setup/planned-event.js';
import { until } from '../setup/until.js';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp({ STAFF_TOTP: '0' });
});
afterAll(() => server.close());

interface Place {
  event: PlannedEvent;
  organiser: SignedInPerson;
  venue: VenueView;
}

async function place(organisationId?: string): Promise<Place> {
  const event = await addPlannedEvent(server);
  const organiser = await signedIn(server, { role: 'organiser', organisationId: event.hostId });
  const answer = await organiser.agent
    .post(`/api/events/${event.eventId}/venues`)
    .send({ organisationId: organisationId ?? event.hostId, name: '二楼', address: '' })
    .expect(201);
  return { event, organiser, venue: answer.body };
}

const HEADER = '姓名,手机,企业名称,职务';

function upload({ agent }: SignedInPerson, venueId: string, lines: string[], name = '名册.csv') {
  return agent
    .post(`/api/venues/${venueId}/imports`)
    .attach('table', Buffer.from([HEADER, ...lines].join('\n')), { filename: name, contentType: 'text/csv' });
}

const view = async ({ agent }: SignedInPerson, id: string) =>
  (await agent.get(`/api/imports/${id}`).expect(200)).body as ImportView;

async function preview(person: SignedInPerson, venueId: string, lines: string[]): Promise<ImportView> {
  const { body } = await upload(person, venueId, lines).expect(201);
  return until('read', async () => {
    const now = await view(person, body.id);
    return now.state !== 'reading' && now;
  });
}

async function commit(person: SignedInPerson, id: string): Promise<ImportView> {
  await person.agent.post(`/api/imports/${id}/commit`).send({}).expect(202);
  return until('imported', async () => {
    const now = await view(person, id);
    return now.state !== 'importing' && now;
  });
}

async function imported(person: SignedInPerson, venueId: string, lines: string[]): Promise<ImportView> {
  const { id } = await preview(person, venueId, lines);
  return commit(person, id);
}

/** Everything that the database keeps of the lines. */
const written = async (ids: string[]) =>
  JSON.stringify(await server.database.query('SELECT * FROM import_line WHERE batch_id = ANY($1::uuid[])', [ids]));

const counted = async ({ organiser, venue }: Place) =>
  (await organiser.agent.get(`/api/venues/${venue.id}`).expect(200)).body as VenueView;
const keyOf = ({ venue }: Place) => new URL(venue.signInUrl).searchParams.get('key');

describe('a roster', () => {
  it('counts its people, and who signed in at the door as well only once, whichever came first', async () => {
    const at = await place();
    const early = await signedIn(server, { phone: '13300000001' });
    await early.agent
      .post(`/api/venues/${at.venue.id}/sign-in`)
      .send({ key: keyOf(at) })
      .expect(200);
    const seen = await preview(at.organiser, at.venue.id, [
      '李敏,133 0000 0001,恒立机械,经理',
      '王五,13300000002,洞庭水产,总经理',
      '赵六,+86 133-0000-0003,,',
    ]);
    expect(seen).toMatchObject({ state: 'previewed', lines: 3, wrongLines: 0, creates: 2, updates: 1 });
    expect((await commit(at.organiser, seen.id)).state).toBe('imported');
    expect(await counted(at)).toMatchObject({ people: 3, bySource: { qr: 1, roster: 2 } });
    const late = await signedIn(server, { phone: '13300000002' });
    await late.agent
      .post(`/api/venues/${at.venue.id}/sign-in`)
      .send({ key: keyOf(at) })
      .expect(200);
    expect(await counted(at)).toMatchObject({ people: 3, bySource: { qr: 1, roster: 2 } });
    const { body } = await at.organiser.agent.get(`/api/venues/${at.venue.id}/sign-ins`).expect(200);
    expect(body.signIns).toContainEqual(
      expect.objectContaining({ name: '李敏', phone: '133****0001', source: 'qr', enterpriseName: '恒立机械' }),
    );
  });

  it('imported twice counts the same, and leaves one line in the ledger each time', async () => {
    const at = await place();
    for (const _ of [1, 2]) await imported(at.organiser, at.venue.id, ['李敏,13300000011,,', '王五,13300000012,,']);
    expect((await counted(at)).people).toBe(2);
    const facts = await server.database.query<{ people: string }>(
      `SELECT details->>'people' AS people FROM activity
       WHERE verb = 'venue.roster_imported' AND details->>'venueId' = $1 ORDER BY id`,
      [at.venue.id],
    );
    expect(facts).toEqual([{ people: '2' }, { people: '0' }]);
  });

  it('with one wrong line imports nothing, and says what is wrong with which', async () => {
    const at = await place();
    const lines = ['李敏,13300000021,,', ',13300000022,,', '王五,1330000,,', '赵六,13300000021,,', '孙七,,,'];
    const seen = await preview(at.organiser, at.venue.id, lines);
    expect(seen).toMatchObject({ state: 'previewed', wrongLines: 4 });
    const { body } = await at.organiser.agent.get(`/api/imports/${seen.id}/lines?wrong=1`).expect(200);
    const wrong = body.lines.map(({ line, errors }: { line: number; errors: { column: string; rule: string }[] }) => [
      line,
      ...errors.map(({ column, rule }) => `${column} ${rule}`),
    ]);
    expect(wrong).toEqual([
      [3, 'name required'],
      [4, 'phone mobile'],
      [5, 'phone duplicate'],
      [6, 'phone required'],
    ]);
    const refused = await at.organiser.agent.post(`/api/imports/${seen.id}/commit`).send({}).expect(409);
    expect(refused.body.code).toBe('import.has_errors');
    expect((await counted(at)).people).toBe(0);
  });

  it('keeps no number in the clear among the people', async () => {
    const at = await place();
    await imported(at.organiser, at.venue.id, ['李敏,13300000031,,']);
    const rows = await server.database.query(`SELECT * FROM venue_sign_in WHERE venue_id = $1`, [at.venue.id]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('13300000031');
  });

  it('leaves nobody’s name and number behind once it is in, or thrown away; the figures stay', async () => {
    const at = await place();
    const store = new FileStore(server);
    const others = (await store.onDisk()).length;
    const done = await imported(at.organiser, at.venue.id, ['李敏,13300000032,,', '王五,13300000033,,']);
    expect(done).toMatchObject({ lines: 2, creates: 2, updates: 0, wrongLines: 0, fileName: '名册.csv' });
    const again = await imported(at.organiser, at.venue.id, ['李敏,13300000032,,', '赵六,13300000034,,']);
    expect(again).toMatchObject({ lines: 2, creates: 1, updates: 1 });
    const dropped = await preview(at.organiser, at.venue.id, ['钱七,13300000035,,']);
    expect(await written([dropped.id])).toContain('13300000035');
    await at.organiser.agent.post(`/api/imports/${dropped.id}/discard`).send({}).expect(204);
    expect(await written([done.id, again.id, dropped.id])).toBe('[]');
    await until('the files are gone', async () => (await store.onDisk()).length === others);
    expect(await view(at.organiser, done.id)).toMatchObject({ state: 'imported', lines: 2, creates: 2 });
  });

  it('that nobody has settled is gone after a month', async () => {
    const at = await place();
    const [old, young] = [await preview(at.organiser, at.venue.id, ['李敏,13300000036,,']), await place()];
    const kept = await preview(young.organiser, young.venue.id, ['王五,13300000037,,']);
    await server.database.query(`UPDATE import_batch SET created_at = now() - interval '31 days' WHERE id = $1`, [
      old.id,
    ]);
    const jobs = server.app.get(Jobs);
    await server.app
      .get(Transactions)
      .run(SYSTEM_ACTOR, (tx) => jobs.enqueue(tx, 'import.forget_lines', {}, { singletonKey: old.id }));
    await until('it is thrown away', async () => (await view(at.organiser, old.id)).state === 'discarded');
    expect(await written([old.id])).toBe('[]');
    expect(await written([kept.id])).toContain('13300000037');
  });

  it('is the host’s and the place’s to import, nobody else’s, and needs its own route', async () => {
    const county = await addOrganisation(server, { level: 'county' });
    const at = await place(county);
    const local = await signedIn(server, { role: 'organiser', organisationId: county });
    await imported(local, at.venue.id, ['李敏,13300000041,,']);
    await imported(at.organiser, at.venue.id, ['王五,13300000042,,']);
    expect((await counted(at)).people).toBe(2);
    const foreign = await signedIn(server, { role: 'organiser', organisationId: await addOrganisation(server) });
    await upload(foreign, at.venue.id, ['李敏,13300000043,,']).expect(403);
    const manager = await signedIn(server, { role: 'window_manager', organisationId: at.event.hostId });
    await manager.agent
      .post(`/api/organisations/${at.event.hostId}/imports?kind=roster`)
      .attach('table', Buffer.from(`${HEADER}\n李敏,13300000044,,`), 'x.csv')
      .expect(400);
  });

  it('of a venue that was withdrawn meanwhile comes to nothing', async () => {
    const at = await place();
    const seen = await preview(at.organiser, at.venue.id, ['李敏,13300000051,,']);
    await at.organiser.agent.delete(`/api/venues/${at.venue.id}`).expect(204);
    expect((await commit(at.organiser, seen.id)).state).toBe('failed');
    const rows = await server.database.query(`SELECT 1 FROM venue_sign_in WHERE venue_id = $1`, [at.venue.id]);
    expect(rows).toEqual([]);
  });

  it('of two thousand people is in within seconds', async () => {
    const at = await place();
    const lines = Array.from({ length: 2_000 }, (_, n) => `参会人${n},${18_600_000_000 + n},某某公司,经理`);
    const { id } = await preview(at.organiser, at.venue.id, lines);
    const started = Date.now();
    expect((await commit(at.organiser, id)).state).toBe('imported');
    expect(Date.now() - started).toBeLessThan(15_000);
    expect((await counted(at)).people).toBe(2_000);
  });
});
