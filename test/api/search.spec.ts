import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { SessionList } from '../../src/contracts/session.contract.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation } from '../setup/people.js';
import { inDays } from '../setup/planning.js';

let server: TestApp;
let city: string;
let county: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestApp();
  city = await addOrganisation(server, { level: 'city', name: '衡阳市窗口' });
  county = await addOrganisation(server, { level: 'county', name: '衡南县窗口', parentId: city });
  const cohost = await addOrganisation(server, { level: 'county', name: '桂东协办窗口' });
  const agency = await addOrganisation(server, { kind: 'agency', name: '云帆软件', parentId: county });
  await server.database.query(`UPDATE organisation SET area_code = '999999' WHERE id = $1`, [city]);
  const programme = newId();
  await server.database.query(`INSERT INTO programme (id, slug, name) VALUES ($1, 'financing', '融资服务专项')`, [
    programme,
  ]);
  ids['live'] = await add(city, { title: '直播中的对接会', state: 'live', startsAt: inDays(0, 9) });
  ids['finance'] = await add(city, { title: '银企对接', programme, startsAt: inDays(3) });
  ids['county'] = await add(county, { title: '上云培训', form: 'training', startsAt: inDays(2), access: 'registered' });
  ids['replay'] = await add(county, { title: '往期回放 100%_完整', state: 'replay', startsAt: inDays(-30) });
  ids['link'] = await add(city, { title: '内部场', access: 'link', startsAt: inDays(4) });
  ids['draft'] = await add(city, { title: '草稿场', publication: 'draft', startsAt: inDays(4) });
  ids['cancelled'] = await add(city, { title: '刚取消', state: 'cancelled', startsAt: inDays(6) });
  ids['long'] = await add(city, { title: '早已取消', state: 'cancelled', startsAt: inDays(6), since: inDays(-4) });
  ids['postponed'] = await add(city, { title: '延期待定', state: 'postponed', startsAt: inDays(1) });
  await server.database.query(
    `INSERT INTO agenda_item (id, session_id, starts_at, title, presenter, organisation_id)
     VALUES ($1, $2, now(), '设备联网案例', '黄晓东', $3)`,
    [newId(), ids['county'], agency],
  );
  await server.database.query(
    `WITH p AS (INSERT INTO person (id) VALUES ($4) RETURNING id),
          a AS (INSERT INTO account (id, person_id) SELECT $5, id FROM p RETURNING id)
     INSERT INTO event_cohost (id, event_id, organisation_id, state, invited_by, invited_at)
     SELECT $1, s.event_id, $3, 'accepted', a.id, now() FROM session s, a WHERE s.id = $2`,
    [newId(), ids['finance'], cohost, newId(), newId()],
  );
});
afterAll(() => server.close());

interface Scene {
  title: string;
  state?: string;
  form?: string;
  access?: string;
  publication?: string;
  programme?: string;
  startsAt: string;
  since?: string;
}

async function add(host: string, scene: Scene): Promise<string> {
  const [event, id] = [newId(), newId()];
  const [window] = await server.database.query<{ path: string }>('SELECT path FROM organisation WHERE id = $1', [host]);
  await server.database.query(
    `INSERT INTO online_event (id, host_id, programme_id, title, form, mode, publication_state, path)
     VALUES ($1, $2, $3, $4, $5, 'online', $6, $7)`,
    [
      event,
      host,
      scene.programme ?? null,
      `活动 ${scene.title}`,
      scene.form ?? 'docking',
      scene.publication ?? 'published',
      window?.path,
    ],
  );
  await server.database.query(
    `INSERT INTO session (id, event_id, title, access, state, starts_at, ends_at, path, live_since, state_since)
     VALUES ($1, $2, $3, $4, $5, $6, $6::timestamptz + interval '2 hours', $7,
             CASE WHEN $5 = 'live' THEN $6::timestamptz END, coalesce($8, now()))`,
    [
      id,
      event,
      scene.title,
      scene.access ?? 'public',
      scene.state ?? 'scheduled',
      scene.startsAt,
      window?.path,
      scene.since ?? null,
    ],
  );
  return id;
}

const ask = async (query: Record<string, string> = {}): Promise<SessionList> =>
  (await request(server.url).get('/api/sessions').query(query).expect(200)).body;
const found = async (query: Record<string, string>) => {
  const { sessions } = await ask(query);
  return sessions.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0]);
};

describe('finding sessions', () => {
  it('lists live, then what comes, then replays; by link, drafts and what was cancelled days ago are on no list', async () => {
    expect(await found({})).toEqual(['live', 'postponed', 'county', 'finance', 'cancelled', 'replay']);
    expect(await found({ state: 'live' })).toEqual(['live']);
    expect(await found({ state: 'upcoming' })).toEqual(['postponed', 'county', 'finance', 'cancelled']);
    expect(await found({ state: 'replay' })).toEqual(['replay']);
  });

  it('the front page lists the same, and cards say how one gets in', async () => {
    const { body } = await request(server.url).get('/api/front-page').expect(200);
    expect(body.upcoming.map(({ id }: { id: string }) => id)).toEqual(
      ['postponed', 'county', 'finance', 'cancelled'].map((name) => ids[name]),
    );
    expect(body.upcoming[1]).toMatchObject({ access: 'registered', state: 'scheduled' });
  });

  it.each([
    ['its title', '银企', ['finance']],
    ['the host’s name', '衡南', ['county', 'replay']],
    ['the programme’s name', '专项', ['finance']],
    ['a co-host’s name', '桂东', ['finance']],
    ['a presenter', '黄晓东', ['county']],
    ['an agency of the agenda', '云帆', ['county']],
    ['an agenda item', '设备联网', ['county']],
    ['several words that must all be there', '上云  衡南 云帆', ['county']],
    ['words of which one is missing', '上云 桂东', []],
    ['signs that mean something to the database', '100%_完整', ['replay']],
    ['a lonely wildcard', '%', ['replay']],
    ['an underscore', '_', ['replay']],
    ['a backslash', '\\', []],
    ['a quote', `' OR 1=1 --`, []],
    ['blanks', '   ', ['live', 'postponed', 'county', 'finance', 'cancelled', 'replay']],
  ])('by %s', async (_name, q, names) => expect(await found({ q })).toEqual(names));

  it('by programme, form, window with or without those below, and day in Shanghai', async () => {
    expect(await found({ programme: 'financing' })).toEqual(['finance']);
    expect(await found({ programme: 'nothing' })).toEqual([]);
    expect(await found({ form: 'training' })).toEqual(['county']);
    expect(await found({ window: county })).toEqual(['county', 'replay']);
    expect(await found({ window: '999999', state: 'upcoming' })).toEqual(['postponed', 'finance', 'cancelled']);
    expect(await found({ window: '999999', below: '1', form: 'training' })).toEqual(['county']);
    expect(await found({ window: newId() })).toEqual([]);
    const day = (days: number) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
    expect(await found({ from: day(2), to: day(3) })).toEqual(['county', 'finance']);
    expect(await found({ from: day(4), state: 'upcoming' })).toEqual(['cancelled']);
  });

  it('a day begins at midnight in Shanghai', async () => {
    ids['midnight'] = await add(city, { title: '零点场', startsAt: inDays(20, 0, 30) });
    const day = inDays(20, 12).slice(0, 10);
    expect(await found({ from: day, to: day })).toEqual(['midnight']);
  });

  it.each([
    ['state', 'draft'],
    ['form', 'party'],
    ['window', 'x'.repeat(36)],
    ['window', '-'.repeat(36)],
    ['programme', '../x'],
    ['from', '2026-02-30'],
    ['q', 'x'.repeat(101)],
    ['q', 'a\u0000b'],
    ['after', '1.5'],
    ['after', `1.5.${'-'.repeat(36)}`],
    ['limit', '100000'],
  ])('refuses %s=%j', async (name, value) => {
    const answer = await request(server.url)
      .get('/api/sessions')
      .query({ [name]: value });
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('paging', () => {
  it('goes through many sessions of one moment without a gap or a repetition', async () => {
    const host = await addOrganisation(server, { level: 'city', name: '分页市' });
    const event = newId();
    await server.database.query(
      `INSERT INTO online_event (id, host_id, title, form, mode, publication_state, path)
       VALUES ($1, $2, '系列', 'docking', 'online', 'published', $3)`,
      [event, host, `/${host}/`],
    );
    // Of 100 each in three parts of the list, many share their moment to the millisecond.
    await server.database.query(
      `INSERT INTO session (id, event_id, title, state, starts_at, ends_at, path, live_since)
       SELECT gen_random_uuid(), $1, n::text, (ARRAY['live', 'scheduled', 'replay'])[n % 3 + 1],
              now() + make_interval(hours => n % 7), now() + interval '1 day', $2,
              CASE WHEN n % 3 = 0 THEN now() - make_interval(secs => n % 5) END
       FROM generate_series(1, 300) n`,
      [event, `/${host}/`],
    );
    const seen: string[] = [];
    let pages = 0;
    for (let after: string | null = ''; after !== null; pages += 1) {
      const page: SessionList = await ask({ window: host, ...(after && { after }) });
      seen.push(...page.sessions.map(({ id }) => id));
      after = page.next;
    }
    expect(seen).toHaveLength(300);
    expect(new Set(seen).size).toBe(300);
    expect(pages).toBe(13);
  });
});
