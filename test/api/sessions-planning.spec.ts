import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { declare, inDays, publish, session } from '../setup/planning.js';
import { until } from '../setup/until.js';

let server: TestApp;
let window: string;
let organiser: SignedInPerson;
let stranger: SignedInPerson;

beforeAll(async () => {
  server = await startTestApp();
  window = await addOrganisation(server, { level: 'city', name: '衡阳市窗口' });
  organiser = await signedIn(server, { role: 'organiser', organisationId: window });
  const other = await addOrganisation(server, { level: 'city', name: '郴州市窗口' });
  stranger = await signedIn(server, { role: 'organiser', organisationId: other });
});
afterAll(() => server.close());

/** Registers so many new persons for the event; the last one has cancelled. */
async function register(eventId: string, count: number): Promise<void> {
  await server.database.query(
    `WITH people AS (INSERT INTO person (id) SELECT gen_random_uuid() FROM generate_series(1, $2) RETURNING id),
          numbered AS (SELECT id, row_number() OVER () AS n FROM people)
     INSERT INTO registration (id, event_id, person_id, registered_at, state, cancelled_at)
     SELECT gen_random_uuid(), $1, id, now(), CASE WHEN n = $2 THEN 'cancelled' ELSE 'registered' END,
            CASE WHEN n = $2 THEN now() END
     FROM numbered`,
    [eventId, count],
  );
}

const notices = (eventId: string) =>
  server.database.query<{ person_id: string; kind: string; params: Record<string, string>; href: string }>(
    `SELECT n.person_id, n.kind, n.params, n.href FROM notice n
     JOIN registration r ON r.person_id = n.person_id WHERE r.event_id = $1`,
    [eventId],
  );
const row = async (id: string) => (await server.database.query('SELECT * FROM session WHERE id = $1', [id]))[0];
const start = async (id: string) => {
  const host = request.agent(server.url);
  await host.post(`/api/stages/${id}/enter`).send({ link: server.link('host', id) });
  return host.post(`/api/stages/${id}/start`);
};

describe('sessions of a draft', () => {
  it('are added, changed and removed', async () => {
    const { id } = await declare(organiser, window);
    const added = await organiser.agent.post(`/api/events/${id}/sessions`).send(session()).expect(201);
    expect(added.body.event.sessions).toMatchObject([{ id: added.body.id, title: '第一场', state: 'scheduled' }]);
    const moved = session({ title: '改期场', version: 1, startsAt: inDays(5), endsAt: inDays(5, 17) });
    const changed = await organiser.agent.put(`/api/sessions/${added.body.id}`).send(moved).expect(200);
    expect(changed.body.sessions).toMatchObject([{ title: '改期场', startsAt: inDays(5), postponedFrom: null }]);
    const removed = await organiser.agent.delete(`/api/sessions/${added.body.id}`).expect(200);
    expect(removed.body.sessions).toEqual([]);
    await organiser.agent.delete(`/api/sessions/${added.body.id}`).expect(404);
  });

  it('may overlap; a code is made where one is needed, kept, replaced, and dropped', async () => {
    const { id } = await declare(organiser, window);
    const add = (change: Record<string, unknown>) =>
      organiser.agent.post(`/api/events/${id}/sessions`).send(session(change));
    await add({}).expect(201);
    const { body } = await add({ title: '凭码场', access: 'code' }).expect(201);
    const codeOf = (event: { sessions: { id: string; accessCode: string }[] }) =>
      event.sessions.find((one) => one.id === body.id)?.accessCode;
    const made = codeOf(body.event);
    expect(made).toMatch(/^\d{6}$/);
    const put = async (version: number, change: Record<string, unknown>) => {
      const sent = organiser.agent.put(`/api/sessions/${body.id}`).send(session({ version, ...change }));
      return codeOf((await sent.expect(200)).body);
    };
    expect(await put(1, { access: 'code' })).toBe(made);
    expect(await put(2, { access: 'code', accessCode: 'hy2026' })).toBe('hy2026');
    expect(await put(3, { access: 'public' })).toBeNull();
  });

  it('of two who save at once one is told; pressed twice it is one change', async () => {
    const { id } = await declare(organiser, window);
    const { body } = await organiser.agent.post(`/api/events/${id}/sessions`).send(session()).expect(201);
    const put = (change: Record<string, unknown>, key = newId()) =>
      organiser.agent
        .put(`/api/sessions/${body.id}`)
        .set('Idempotency-Key', key)
        .send(session({ version: 1, ...change }));
    const press = newId();
    const answers = await Promise.all([put({ title: '甲' }, press), put({ title: '甲' }, press), put({ title: '乙' })]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses[0]).toBe(statuses[1]);
    expect(statuses.slice(1).sort()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.code).toBe('session.changed_meanwhile');
    expect(await row(body.id)).toMatchObject({ title: statuses[0] === 200 ? '甲' : '乙', version: 2 });
    const without = await organiser.agent.put(`/api/sessions/${body.id}`).send(session());
    expect(without.body).toMatchObject({ code: 'request.invalid', fields: [{ path: 'version', rule: 'required' }] });
  });

  it.each([
    ['an end before the start', { endsAt: inDays(3, 13) }, 'session.times_refused'],
    ['an end at the start', { endsAt: inDays(3, 14) }, 'session.times_refused'],
    ['a start yesterday', { startsAt: inDays(-1), endsAt: inDays(1) }, 'session.times_refused'],
    ['a start in years', { startsAt: inDays(900), endsAt: inDays(900, 15) }, 'session.times_refused'],
    ['two months and more', { endsAt: inDays(70) }, 'session.times_refused'],
    ['a time without its zone', { startsAt: '2027-03-01T14:00:00' }, 'request.invalid'],
    ['a day that is none', { startsAt: '2027-02-30T14:00:00Z' }, 'request.invalid'],
    ['a short code', { access: 'code', accessCode: '12' }, 'request.invalid'],
    ['a way in that is none', { access: 'secret' }, 'request.invalid'],
    ['a state', { state: 'live' }, 'request.invalid'],
  ])('refuses %s', async (_name, change, code) => {
    const { id } = await declare(organiser, window);
    const answer = await organiser.agent.post(`/api/events/${id}/sessions`).send(session(change));
    expect(answer.body.code).toBe(code);
    expect(await server.database.query('SELECT 1 FROM session WHERE event_id = $1', [id])).toEqual([]);
  });

  it('are fifty at most, also when many are added at once', async () => {
    const { id } = await declare(organiser, window);
    await server.database.query(
      `INSERT INTO session (id, event_id, title, starts_at, ends_at, path)
       SELECT gen_random_uuid(), $1, 'x', now() + interval '1 day', now() + interval '2 days', $2
       FROM generate_series(1, 48)`,
      [id, `/${window}/`],
    );
    const add = () => organiser.agent.post(`/api/events/${id}/sessions`).send(session());
    const answers = await Promise.all([add(), add(), add(), add()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
  });

  it('are nobody else’s to plan', async () => {
    const { sessionId } = await publish(organiser, window);
    const { agent } = stranger;
    for (const send of [
      () => agent.put(`/api/sessions/${sessionId}`).send(session()),
      () => agent.delete(`/api/sessions/${sessionId}`),
      () => agent.post(`/api/sessions/${sessionId}/postpone`).send({}),
      () => agent.post(`/api/sessions/${sessionId}/cancel`).send({ reason: 'x' }),
      () => agent.put(`/api/sessions/${sessionId}/agenda`).send({ items: [] }),
    ]) {
      expect((await send()).body.code).toBe('access.denied');
    }
    expect((await agent.delete(`/api/sessions/${newId()}`)).body.code).toBe('session.not_found');
  });
});

describe('a published session', () => {
  it('changes its texts, but not silently its time, and is not removed', async () => {
    const { sessionId } = await publish(organiser, window);
    const put = (change: Record<string, unknown>) =>
      organiser.agent.put(`/api/sessions/${sessionId}`).send(session(change));
    expect((await put({ title: '新标题', version: 1 }).expect(200)).body.sessions[0].title).toBe('新标题');
    expect((await put({ startsAt: inDays(3, 15), version: 2 })).body.code).toBe('session.postpone_needed');
    expect((await organiser.agent.delete(`/api/sessions/${sessionId}`)).body.code).toBe('event.wrong_state');
    expect(await row(sessionId)).toMatchObject({ title: '新标题', calendar_version: 0 });
  });

  it('postponed to another time it can start, its agenda with it, and those registered are told once', async () => {
    const { event, sessionId } = await publish(organiser, window);
    const items = [{ title: '开场', presenter: '', kind: 'talk', minutes: 10 }];
    await organiser.agent.put(`/api/sessions/${sessionId}/agenda`).send({ items, version: 1 }).expect(200);
    await register(event.id, 3);
    const times = { startsAt: inDays(10, 9), endsAt: inDays(10, 11) };
    const press = () =>
      organiser.agent
        .post(`/api/sessions/${sessionId}/postpone`)
        .set('Idempotency-Key', `later-${sessionId}`)
        .send(times);
    const answers = await Promise.all([press(), press()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.body.sessions).toMatchObject([
      { state: 'scheduled', ...times, postponedFrom: inDays(3, 14), agenda: [{ startsAt: times.startsAt }] },
    ]);
    expect(await row(sessionId)).toMatchObject({ calendar_version: 1, version: 3 });
    const told = await until('two are told', async () => {
      const found = await notices(event.id);
      return found.length >= 2 ? found : null;
    });
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({
      kind: 'session_postponed',
      params: { title: '第一场', from: inDays(3, 14), to: times.startsAt },
      href: `/s/${sessionId}`,
    });
    expect((await start(sessionId)).status).toBe(200);
  });

  it('postponed to a time yet unknown it cannot start before it has one', async () => {
    const { event, sessionId } = await publish(organiser, window);
    await register(event.id, 2);
    const postpone = (body: object) => organiser.agent.post(`/api/sessions/${sessionId}/postpone`).send(body);
    const first = await postpone({}).expect(200);
    expect(first.body.sessions).toMatchObject([{ state: 'postponed', postponedFrom: inDays(3, 14) }]);
    expect((await postpone({})).body.code).toBe('session.wrong_state');
    expect((await start(sessionId)).body.code).toBe('session.wrong_state');
    await until('it is told', async () => (await notices(event.id)).some(({ params }) => params['to'] === null));
    await postpone({ startsAt: inDays(20), endsAt: inDays(20, 16) }).expect(200);
    expect(await row(sessionId)).toMatchObject({ state: 'scheduled', calendar_version: 2 });
    expect((await start(sessionId)).status).toBe(200);
  });

  it.each([
    ['half a time', { startsAt: inDays(5) }, 'request.invalid'],
    ['the same time', { startsAt: inDays(3, 14), endsAt: inDays(3, 16) }, 'session.times_refused'],
    ['a time that is over', { startsAt: inDays(-2), endsAt: inDays(-2, 16) }, 'session.times_refused'],
  ])('is not postponed to %s, and nobody is told', async (_name, body, code) => {
    const { sessionId } = await publish(organiser, window);
    const before = await row(sessionId);
    const answer = await organiser.agent.post(`/api/sessions/${sessionId}/postpone`).send(body);
    expect(answer.body.code).toBe(code);
    expect(await row(sessionId)).toEqual(before);
  });

  it('cancelled with a reason: every one of many registered is told once, nobody who has cancelled', async () => {
    const { event, sessionId } = await publish(organiser, window);
    await register(event.id, 451);
    const cancel = () => organiser.agent.post(`/api/sessions/${sessionId}/cancel`).send({ reason: '主讲人生病' });
    const answers = await Promise.all([cancel(), cancel()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const told = await until(
      'all are told',
      async () => {
        const found = await notices(event.id);
        return found.length >= 450 ? found : null;
      },
      { within: 20_000 },
    );
    expect(new Set(told.map(({ person_id }) => person_id)).size).toBe(450);
    expect(told).toHaveLength(450);
    expect(told[0]).toMatchObject({ kind: 'session_cancelled', params: { title: '第一场', reason: '主讲人生病' } });
    expect(await row(sessionId)).toMatchObject({ state: 'cancelled', calendar_version: 1 });
    expect((await start(sessionId)).body.code).toBe('session.wrong_state');
  });

  it('is cancelled or started, never both', async () => {
    const { sessionId } = await publish(organiser, window);
    const host = request.agent(server.url);
    await host
      .post(`/api/stages/${sessionId}/enter`)
      .send({ link: server.link('host', sessionId) })
      .expect(200);
    const [started, cancelled] = await Promise.all([
      host.post(`/api/stages/${sessionId}/start`),
      organiser.agent.post(`/api/sessions/${sessionId}/cancel`).send({ reason: 'x' }),
    ]);
    expect([started.status, cancelled.status].sort()).toEqual([200, 409]);
    expect((await row(sessionId))?.['state']).toBe(started.status === 200 ? 'live' : 'cancelled');
  });

  it('with its whole event those registered hear of the event, once', async () => {
    const { event } = await publish(organiser, window, { title: '整个取消的活动' });
    await organiser.agent
      .post(`/api/events/${event.id}/sessions`)
      .send(session({ title: '第二场' }))
      .expect(201);
    await register(event.id, 2);
    await organiser.agent.post(`/api/events/${event.id}/cancel`).send({ reason: '疫情防控' }).expect(200);
    await until('it is told', async () => (await notices(event.id)).length > 0);
    await until('no job is left', async () => {
      const [left] = await server.database.query(
        `SELECT count(*)::int AS n FROM pgboss.job WHERE state IN ('created', 'active') AND name LIKE '%tell_registrants'`,
      );
      return left?.['n'] === 0;
    });
    expect(await notices(event.id)).toMatchObject([
      { kind: 'session_cancelled', params: { title: '整个取消的活动', reason: '疫情防控' }, href: `/e/${event.id}` },
    ]);
  });
});
