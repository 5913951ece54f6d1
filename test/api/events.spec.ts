import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { declare, EVENT, inDays, publish, session } from '../setup/planning.js';
import { until } from '../setup/until.js';

let server: TestApp;
let city: string;
let county: string;
let foreign: string;
let agency: string;
let organiser: SignedInPerson;
let stranger: SignedInPerson;
let agencyManager: SignedInPerson;

beforeAll(async () => {
  server = await startTestApp();
  city = await addOrganisation(server, { level: 'city', name: '衡阳市窗口' });
  county = await addOrganisation(server, { level: 'county', name: '衡南县窗口', parentId: city });
  foreign = await addOrganisation(server, { level: 'city', name: '郴州市窗口' });
  agency = await addOrganisation(server, { kind: 'agency', name: '湘江法律服务', parentId: county });
  organiser = await signedIn(server, { role: 'organiser', organisationId: city });
  stranger = await signedIn(server, { role: 'window_manager', organisationId: foreign });
  agencyManager = await signedIn(server, { role: 'agency_manager', organisationId: agency });
});
afterAll(() => server.close());

const verbs = async (path: string, eventId: string) =>
  (
    await server.database.query<{ verb: string }>(
      `SELECT verb FROM activity WHERE path = $1 AND details->>'eventId' = $2 ORDER BY id`,
      [path, eventId],
    )
  ).map(({ verb }) => verb);

describe('declaring an event', () => {
  it('a window declares for itself: a draft, in ledger and audit, whose organiser is responsible', async () => {
    const event = await declare(organiser, city);
    expect(event).toMatchObject({
      title: EVENT.title,
      publicationState: 'draft',
      planState: 'declared',
      host: { id: city },
      declaredBy: null,
      responsible: { id: organiser.accountId },
      may: { edit: true, publish: true, registrations: true, replay: true },
    });
    expect(await verbs(`/${city}/`, event.id)).toEqual(['event.declared']);
    const [entry] = await server.database.query(`SELECT action, account_id FROM audit_entry WHERE subject_id = $1`, [
      event.id,
    ]);
    expect(entry).toEqual({ action: 'event.created', account_id: organiser.accountId });
  });

  it('an agency names the window that shall host it, reads its declaration and cannot edit it', async () => {
    const event = await declare(agencyManager, agency, { hostId: county });
    expect(event).toMatchObject({ host: { id: county }, declaredBy: { id: agency }, may: { edit: false } });
    await agencyManager.agent.get(`/api/events/${event.id}/detail`).expect(200);
    await agencyManager.agent
      .put(`/api/events/${event.id}`)
      .send({ ...EVENT, version: 1 })
      .expect(403);
    const { body } = await agencyManager.agent.get(`/api/organisations/${agency}/events`).expect(200);
    expect(body.events.map(({ id }: { id: string }) => id)).toContain(event.id);
  });

  it.each([
    ['an agency that names nobody', () => [agencyManager, agency, {}], 'request.invalid'],
    ['an agency as host', () => [agencyManager, agency, { hostId: agency }], 'organisation.kind_refused'],
    ['a host that is nobody', () => [agencyManager, agency, { hostId: newId() }], 'organisation.not_found'],
    ['a window for another window', () => [organiser, city, { hostId: foreign }], 'organisation.kind_refused'],
    ['a programme that is none', () => [organiser, city, { programmeId: newId() }], 'programme.not_found'],
    ['fields without a programme', () => [organiser, city, { programmeFields: { a: 'b' } }], 'request.invalid'],
    ['a title of blanks', () => [organiser, city, { title: '   ' }], 'request.invalid'],
    ['a NUL in the title', () => [organiser, city, { title: 'a\u0000b' }], 'request.invalid'],
    ['a form that is none', () => [organiser, city, { form: 'party' }], 'request.invalid'],
    ['an unknown field', () => [organiser, city, { publicationState: 'published' }], 'request.invalid'],
    ['no places', () => [organiser, city, { capacity: 0 }], 'request.invalid'],
    [
      'two questions with one key',
      () => [
        organiser,
        city,
        { questions: [1, 2].map(() => ({ key: 'q1', label: '?', type: 'text', options: [], required: false })) },
      ],
      'request.invalid',
    ],
    [
      'a choice without a choice',
      () => [
        organiser,
        city,
        { questions: [{ key: 'q1', label: '?', type: 'choice', options: ['是'], required: false }] },
      ],
      'request.invalid',
    ],
    [
      'half of a character among the choices',
      () => [
        organiser,
        city,
        { questions: [{ key: 'q1', label: '?', type: 'choice', options: ['是', '\ud83d'], required: false }] },
      ],
      'request.invalid',
    ],
  ] as [string, () => [SignedInPerson, string, object], string][])('refuses %s', async (_name, scene, code) => {
    const [person, organisation, change] = scene();
    const before = await server.database.query('SELECT 1 FROM online_event');
    const answer = await person.agent.post(`/api/organisations/${organisation}/events`).send({ ...EVENT, ...change });
    expect(answer.body.code).toBe(code);
    expect(await server.database.query('SELECT 1 FROM online_event')).toHaveLength(before.length);
  });

  it('pressed twice with one key it is one event', async () => {
    const press = () =>
      organiser.agent.post(`/api/organisations/${city}/events`).set('Idempotency-Key', 'declare-0001').send(EVENT);
    const answers = await Promise.all([press(), press()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]?.body.id).toBe(answers[1]?.body.id);
  });
});

describe('whose event it is', () => {
  it('nobody else reads, changes or moves it, and nobody without signing in', async () => {
    const { id } = await declare(organiser, city);
    const commands = [
      (agent: typeof stranger.agent) => agent.get(`/api/events/${id}/detail`),
      (agent: typeof stranger.agent) => agent.put(`/api/events/${id}`).send({ ...EVENT, version: 1 }),
      (agent: typeof stranger.agent) => agent.post(`/api/events/${id}/publish`),
      (agent: typeof stranger.agent) => agent.post(`/api/events/${id}/archive`),
      (agent: typeof stranger.agent) => agent.post(`/api/events/${id}/cancel`).send({ reason: 'x' }),
      (agent: typeof stranger.agent) => agent.post(`/api/events/${id}/sessions`).send(session()),
      (agent: typeof stranger.agent) =>
        agent.post(`/api/events/${id}/clone`).send({ firstDay: inDays(30).slice(0, 10) }),
      (agent: typeof stranger.agent) => agent.put(`/api/events/${id}/key`).send({ key: true, reason: 'x' }),
      (agent: typeof stranger.agent) => agent.put(`/api/events/${id}/poster`).attach('poster', PNG, 'p.png'),
    ];
    for (const send of commands) {
      expect((await send(stranger.agent)).body.code).toBe('access.denied');
      expect((await send(request.agent(server.url))).body.code).toBe('access.sign_in_required');
    }
    await request(server.url).get(`/api/events/${id}`).expect(404);
    await stranger.agent.post(`/api/organisations/${city}/events`).send(EVENT).expect(403);
  });

  it('a supervisor of the city reads those of its counties, also in a list, and edits none', async () => {
    const supervisor = await signedIn(server, { role: 'supervisor', organisationId: city });
    const staff = await signedIn(server, { role: 'organiser', organisationId: county });
    const { id } = await declare(staff, county, { title: '县里的对接会' });
    await supervisor.agent.get(`/api/events/${id}/detail`).expect(200);
    await supervisor.agent
      .put(`/api/events/${id}`)
      .send({ ...EVENT, version: 1 })
      .expect(403);
    const ids = async (query: string) =>
      (await supervisor.agent.get(`/api/organisations/${city}/events${query}`).expect(200)).body.events.map(
        (line: { id: string }) => line.id,
      );
    expect(await ids('?below=1')).toContain(id);
    expect(await ids('')).not.toContain(id);
    await organiser.agent.get(`/api/organisations/${city}/events?below=1`).expect(403);
  });
});

describe('changing an event', () => {
  it('takes a change of the version that was read, and refuses one of an older version', async () => {
    const { id, version } = await declare(organiser, city);
    const first = await organiser.agent
      .put(`/api/events/${id}`)
      .send({ ...EVENT, title: '甲改', version })
      .expect(200);
    expect(first.body).toMatchObject({ title: '甲改', version: version + 1 });
    const second = await organiser.agent.put(`/api/events/${id}`).send({ ...EVENT, title: '乙改', version });
    expect([second.status, second.body.code]).toEqual([409, 'event.changed_meanwhile']);
    expect((await organiser.agent.put(`/api/events/${id}`).send({ ...EVENT, title: '丙改' })).status).toBe(400);
    const [row] = await server.database.query('SELECT title FROM online_event WHERE id = $1', [id]);
    expect(row).toEqual({ title: '甲改' });
  });

  it('of two who save at once one is told', async () => {
    const { id, version } = await declare(organiser, city);
    const save = (title: string) => organiser.agent.put(`/api/events/${id}`).send({ ...EVENT, title, version });
    const answers = await Promise.all([save('甲'), save('乙'), save('丙')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('a key event carries its date and reason; taking the flag off clears both', async () => {
    const { id } = await declare(organiser, city);
    const set = (body: object) => organiser.agent.put(`/api/events/${id}/key`).send(body);
    expect((await set({ key: true, reason: ' ' })).status).toBe(400);
    const flagged = await set({ key: true, reason: '破零倍增重点活动', since: '2026-03-01' }).expect(200);
    expect(flagged.body.key).toEqual({ since: '2026-03-01', reason: '破零倍增重点活动' });
    expect((await set({ key: false, reason: '' }).expect(200)).body.key).toBeNull();
  });
});

describe('who is responsible', () => {
  it('leaves only after naming a colleague, who then has the open events and not what is over', async () => {
    const window = await addOrganisation(server, { level: 'county', name: '移交测试县' });
    const manager = await signedIn(server, { role: 'window_manager', organisationId: window });
    const leaver = await signedIn(server, { role: 'organiser', organisationId: window });
    const heir = await signedIn(server, { role: 'organiser', organisationId: window });
    const [open, over] = [await declare(leaver, window), await declare(leaver, window)];
    await leaver.agent.post(`/api/events/${over.id}/archive`).expect(200);
    const membershipOf = async ({ accountId }: SignedInPerson) =>
      (await server.database.query<{ id: string }>('SELECT id FROM membership WHERE account_id = $1', [accountId]))[0]
        ?.id;
    const end = async (body: object) =>
      manager.agent.post(`/api/memberships/${await membershipOf(leaver)}/end`).send(body);
    expect((await end({})).body.code).toBe('membership.successor_needed');
    expect((await end({ successorId: await membershipOf(heir) })).status).toBe(204);
    const responsible = async (id: string) =>
      (await manager.agent.get(`/api/events/${id}/detail`).expect(200)).body.responsible.id;
    expect(await responsible(open.id)).toBe(heir.accountId);
    expect(await responsible(over.id)).toBe(leaver.accountId);
  });
});

describe('publication and plan', () => {
  it('is not published without a session that is still to come', async () => {
    const { id } = await declare(organiser, city);
    const { body } = await organiser.agent.post(`/api/events/${id}/publish`).expect(409);
    expect(body).toMatchObject({ code: 'event.incomplete', fields: [{ path: 'sessions', rule: 'required' }] });
    await organiser.agent.post(`/api/events/${id}/sessions`).send(session()).expect(201);
    expect((await organiser.agent.post(`/api/events/${id}/publish`).expect(200)).body.publicationState).toBe(
      'published',
    );
    expect(await verbs(`/${city}/`, id)).toEqual(['event.declared', 'event.published']);
  });

  it('of those who press "publish" or "cancel" at once one moves it', async () => {
    const { id } = await declare(organiser, city);
    await organiser.agent.post(`/api/events/${id}/sessions`).send(session()).expect(201);
    const press = (command: string) =>
      organiser.agent.post(`/api/events/${id}/${command}`).send({ reason: '主办调整' });
    const published = await Promise.all([press('publish'), press('publish'), press('publish')]);
    expect(published.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const cancelled = await Promise.all([press('cancel'), press('cancel')]);
    expect(cancelled.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await verbs(`/${city}/`, id)).toEqual(['event.declared', 'event.published', 'event.cancelled']);
  });

  it('cancelling takes all sessions along, and what is cancelled is not changed any more', async () => {
    const { event, sessionId } = await publish(organiser, city);
    await organiser.agent.post(`/api/events/${event.id}/cancel`).send({ reason: '场地停电' }).expect(200);
    const { body } = await organiser.agent.get(`/api/events/${event.id}/detail`).expect(200);
    expect(body).toMatchObject({
      planState: 'cancelled',
      cancelReason: '场地停电',
      sessions: [{ id: sessionId, state: 'cancelled', cancelReason: '场地停电' }],
      may: { edit: false },
    });
    const change = await organiser.agent.put(`/api/events/${event.id}`).send({ ...EVENT, version: body.version });
    expect(change.body.code).toBe('event.not_editable');
    const page = await request(server.url).get(`/api/sessions/${sessionId}`).expect(200);
    expect(page.body).toMatchObject({ state: 'cancelled', cancelReason: '场地停电' });
  });

  it('one that is live is neither cancelled, archived nor withdrawn', async () => {
    const { event, sessionId } = await publish(organiser, city);
    await startSession(sessionId);
    const press = async (command: string) =>
      (await organiser.agent.post(`/api/events/${event.id}/${command}`).send({ reason: 'x' })).body.code;
    expect(await press('cancel')).toBe('event.wrong_state');
    expect(await press('archive')).toBe('event.wrong_state');
    expect(await press('unpublish')).toBe('event.not_withdrawable');
    const [row] = await server.database.query('SELECT state FROM session WHERE id = $1', [sessionId]);
    expect(row).toEqual({ state: 'live' });
  });

  it('is held as soon as its first session has ended, and can then be archived', async () => {
    const { event, sessionId } = await publish(organiser, city);
    await startSession(sessionId);
    await hostOf(sessionId).then((host) => host.post(`/api/stages/${sessionId}/end`).expect(200));
    await until('the event is held', async () => (await verbs(`/${city}/`, event.id)).includes('event.held'));
    const { body } = await organiser.agent.get(`/api/events/${event.id}/detail`);
    expect(body.planState).toBe('held');
    expect((await organiser.agent.post(`/api/events/${event.id}/cancel`).send({ reason: 'x' })).status).toBe(409);
    await organiser.agent.post(`/api/events/${event.id}/archive`).expect(200);
    await request(server.url).get(`/api/events/${event.id}`).expect(404);
    await request(server.url).get(`/api/sessions/${sessionId}`).expect(404);
  });

  it('is not cancelled any more in the moment after its session has ended', async () => {
    const { event, sessionId } = await publish(organiser, city);
    await startSession(sessionId);
    await hostOf(sessionId).then((host) => host.post(`/api/stages/${sessionId}/end`).expect(200));
    const { body } = await organiser.agent.post(`/api/events/${event.id}/cancel`).send({ reason: 'x' }).expect(409);
    expect(body.code).toBe('event.wrong_state');
  });

  it('goes back to a draft only as long as nobody has registered', async () => {
    const { event } = await publish(organiser, city);
    await organiser.agent.post(`/api/events/${event.id}/unpublish`).expect(200);
    await request(server.url).get(`/api/events/${event.id}`).expect(404);
    await organiser.agent.post(`/api/events/${event.id}/publish`).expect(200);
    await server.database.query(
      `INSERT INTO registration (id, event_id, person_id, registered_at) VALUES ($1, $2, $3, now())`,
      [newId(), event.id, stranger.personId],
    );
    const refused = await organiser.agent.post(`/api/events/${event.id}/unpublish`);
    expect([refused.status, refused.body.code]).toEqual([409, 'event.not_withdrawable']);
    await request(server.url).get(`/api/events/${event.id}`).expect(200);
  });

  it('what is withdrawn while its host stands ready does not go live', async () => {
    const { event, sessionId } = await publish(organiser, city);
    const host = await hostOf(sessionId);
    await organiser.agent.post(`/api/events/${event.id}/unpublish`).expect(200);
    expect((await host.post(`/api/stages/${sessionId}/start`)).body.code).toBe('session.not_found');
    const [row] = await server.database.query('SELECT state FROM session WHERE id = $1', [sessionId]);
    expect(row).toEqual({ state: 'scheduled' });
  });
});

describe('the poster', () => {
  it('is seen by its organisers while a draft, by everybody once published', async () => {
    const { id } = await declare(organiser, city);
    const put = await organiser.agent.put(`/api/events/${id}/poster`).attach('poster', PNG, 'poster.png').expect(200);
    const url = put.body.posterUrl as string;
    await request(server.url).get(url).expect(404);
    await stranger.agent.get(url).expect(404);
    const mine = await organiser.agent.get(url).expect(200);
    expect(mine.headers['content-type']).toBe('image/png');
    expect(mine.headers['x-content-type-options']).toBe('nosniff');
    await organiser.agent.post(`/api/events/${id}/sessions`).send(session());
    await organiser.agent.post(`/api/events/${id}/publish`).expect(200);
    await request(server.url).get(url).expect(200);
    expect((await request(server.url).get(`/api/events/${id}`)).body.posterUrl).toBe(url);
  });

  it('refuses a program under a picture’s name, and what is too large', async () => {
    const { id } = await declare(organiser, city);
    const put = (bytes: Buffer) =>
      organiser.agent.put(`/api/events/${id}/poster`).attach('poster', bytes, 'poster.png');
    expect((await put(Buffer.from('MZ\u0090\u0000 not a picture'))).body.code).toMatch(/^file\./);
    expect((await put(Buffer.concat([PNG, Buffer.alloc(6_000_000)]))).body.code).toBe('file.too_large');
    expect((await organiser.agent.get(`/api/events/${id}/detail`)).body.posterUrl).toBeNull();
  });

  it('replacing it removes the former one, unless a clone still shows it', async () => {
    const { id } = await declare(organiser, city);
    const put = () => organiser.agent.put(`/api/events/${id}/poster`).attach('poster', PNG, 'poster.png').expect(200);
    await put();
    const clone = await organiser.agent.post(`/api/events/${id}/clone`).send({ firstDay: inDays(30).slice(0, 10) });
    await put();
    await organiser.agent.get(clone.body.event.posterUrl).expect(200);
    await organiser.agent.delete(`/api/events/${clone.body.event.id}/poster`).expect(200);
    const gone = await server.database.query(`SELECT 1 FROM file WHERE deleted_at IS NOT NULL`);
    expect(gone).toHaveLength(1);
  });
});

describe('the list of an organisation', () => {
  it('filters by state, form and words, and pages without gaps', async () => {
    const window = await addOrganisation(server, { level: 'county', name: '列表测试县' });
    const staff = await signedIn(server, { role: 'organiser', organisationId: window });
    await server.database.query(
      `INSERT INTO online_event (id, host_id, title, form, mode, path)
       SELECT gen_random_uuid(), $1, '培训 ' || n || '期 100%', 'training', 'online', $2 FROM generate_series(1, 70) n`,
      [window, `/${window}/`],
    );
    const { event } = await publish(staff, window, { title: '已发布的对接会' });
    const list = async (query: string) =>
      (await staff.agent.get(`/api/organisations/${window}/events?${query}`).expect(200)).body;
    const seen = new Set<string>();
    for (let after = ''; ;) {
      const page = await list(`form=training${after}`);
      for (const { id } of page.events) seen.add(id);
      if (!page.next) break;
      after = `&after=${page.next}`;
    }
    expect(seen.size).toBe(70);
    expect((await list('state=published')).events).toMatchObject([{ id: event.id, sessions: 1, live: false }]);
    expect((await list(`q=${encodeURIComponent('培训 70期')}`)).events).toHaveLength(1);
    expect((await list(`q=${encodeURIComponent('100%')}&form=docking`)).events).toHaveLength(0);
    expect((await list(`q=${encodeURIComponent('%')}&form=docking`)).events).toHaveLength(0);
    await staff.agent.get(`/api/organisations/${window}/events?state=all`).expect(400);
  });
});

describe('once more, like last month', () => {
  it('repeats texts, questions, sessions and agendas from the given day on, over a month’s edge in Shanghai', async () => {
    // Half past midnight of 1 September in Shanghai is 31 August in UTC; the night of 30 September ends in October.
    const { id } = await declare(organiser, city, {
      questions: [{ key: 'q1', label: '贵企业最关心什么', type: 'text', options: [], required: false }],
    });
    const year = new Date().getUTCFullYear() + 1;
    const early = session({
      title: '凌晨场',
      startsAt: `${year}-09-01T00:30:00+08:00`,
      endsAt: `${year}-09-01T02:00:00+08:00`,
    });
    const late = session({
      title: '夜场',
      startsAt: `${year}-09-01T23:30:00+08:00`,
      endsAt: `${year}-09-02T00:20:00+08:00`,
      access: 'code',
      accessCode: 'heng2026',
    });
    const added = await organiser.agent.post(`/api/events/${id}/sessions`).send(early).expect(201);
    await organiser.agent.post(`/api/events/${id}/sessions`).send(late).expect(201);
    const items = [
      { title: '开场', presenter: '李敏', kind: 'talk', minutes: 15 },
      { title: '推介', presenter: '', kind: 'pitch', minutes: 20 },
    ];
    await organiser.agent.put(`/api/sessions/${added.body.id}/agenda`).send({ items, version: 1 }).expect(200);
    await organiser.agent.put(`/api/events/${id}/key`).send({ key: true, reason: '重点' }).expect(200);
    const { body } = await organiser.agent
      .post(`/api/events/${id}/clone`)
      .send({ firstDay: `${year}-09-30`, title: '九月场' })
      .expect(201);
    expect(body.event).toMatchObject({
      title: '九月场',
      publicationState: 'draft',
      planState: 'declared',
      key: null,
      registered: 0,
      questions: [{ key: 'q1' }],
      sessions: [
        { title: '凌晨场', state: 'scheduled', startsAt: `${year}-09-29T16:30:00.000Z` },
        {
          title: '夜场',
          access: 'code',
          startsAt: `${year}-09-30T15:30:00.000Z`,
          endsAt: `${year}-09-30T16:20:00.000Z`,
        },
      ],
    });
    expect(body.event.sessions[0].agenda).toMatchObject([
      { title: '开场', startsAt: `${year}-09-29T16:30:00.000Z` },
      { title: '推介', startsAt: `${year}-09-29T16:45:00.000Z` },
    ]);
    expect(body.event.sessions[1].accessCode).toMatch(/^\d{6}$/);
  });

  it('says which co-hosts were left out, and takes neither them nor registrations along', async () => {
    const { event } = await publish(organiser, city);
    await organiser.agent
      .post(`/api/events/${event.id}/cohosts`)
      .send({ organisationId: foreign, message: '' })
      .expect(200);
    const { body } = await organiser.agent
      .post(`/api/events/${event.id}/clone`)
      .send({ firstDay: inDays(40).slice(0, 10) });
    expect(body.leftOut).toMatchObject({ cohosts: [{ id: foreign, name: '郴州市窗口' }], sessionsWithPhones: 0 });
    expect(body.event.cohosts).toEqual([]);
  });

  it.each(['2020-01-01', '2199-01-01', '2027-02-30', 'tomorrow'])('refuses %s as the first day', async (firstDay) => {
    const { id } = await declare(organiser, city);
    const answer = await organiser.agent.post(`/api/events/${id}/clone`).send({ firstDay });
    expect(['session.times_refused', 'request.invalid']).toContain(answer.body.code);
  });
});

describe('today', () => {
  it('shows what is on, drafts and invitations, to members only', async () => {
    const window = await addOrganisation(server, { level: 'city', name: '今日测试市' });
    const staff = await signedIn(server, { role: 'organiser', organisationId: window });
    const { sessionId } = await publish(staff, window);
    await server.database.query(
      `UPDATE session SET starts_at = now() - interval '1 minute', ends_at = now() + interval '1 minute' WHERE id = $1`,
      [sessionId],
    );
    await publish(staff, window, {}, { startsAt: inDays(2), endsAt: inDays(2, 16) });
    await publish(staff, window, {}, { startsAt: inDays(9), endsAt: inDays(9, 16) });
    for (let n = 0; n < 7; n += 1) await declare(staff, window, { title: `草稿 ${n}` });
    const { event } = await publish(organiser, city);
    await organiser.agent.post(`/api/events/${event.id}/cohosts`).send({ organisationId: window, message: '请协办' });
    const { body } = await staff.agent.get(`/api/organisations/${window}/today`).expect(200);
    expect(body).toMatchObject({
      sessions: [{ id: sessionId, state: 'scheduled' }],
      draftCount: 7,
      invitations: [{ event: { id: event.id }, message: '请协办' }],
      nextSevenDays: 1,
    });
    expect(body.drafts.map(({ title }: { title: string }) => title)).toEqual([6, 5, 4, 3, 2].map((n) => `草稿 ${n}`));
    await stranger.agent.get(`/api/organisations/${window}/today`).expect(403);
  });
});

async function hostOf(sessionId: string): Promise<ReturnType<typeof request.agent>> {
  const host = request.agent(server.url);
  await host
    .post(`/api/stages/${sessionId}/enter`)
    .send({ link: server.link('host', sessionId) })
    .expect(200);
  return host;
}

async function startSession(sessionId: string): Promise<void> {
  await (await hostOf(sessionId)).post(`/api/stages/${sessionId}/start`).expect(200);
}

/** The smallest PNG: one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
