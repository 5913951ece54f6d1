import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { AttendingPage, attendanceOf, endedAt, flushed, minutesOf, onAir, TimeLine } from '../setup/attendance.js';
import { command, commandOk, connect } from '../setup/client.js';

let server: TestApp;
let session: string;
let line: TimeLine;
/** A month that every server has a partition for. */
const START = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000);

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  session = await addSession(server.database);
  line = new TimeLine(server, START);
  await onAir(server, session, line, [[0, null]]);
});
afterAll(() => server.close());

const page = (agent = request.agent(server.url), channel?: string) => new AttendingPage(agent, session, channel);

/** Beats of a page that plays without a break, every 20 s from one moment to another. */
async function watchOn(one: AttendingPage, from: number, to: number, playedBefore = 0): Promise<void> {
  for (let at = from; at <= to; at += 20) {
    line.at(at);
    await one.beat({ playing: true, played: playedBefore + at - from, way: 'hls' });
  }
}

describe('what is counted', () => {
  it('a person’s time, within a beat of the truth, clipped to the time on air', async () => {
    await server.database.query(`DELETE FROM on_air_window WHERE session_id = $1`, [session]);
    await onAir(server, session, line, [
      [60, 180],
      [240, 400],
    ]);
    await watchOn(page(), 0, 400);
    const [row] = await attendanceOf(server, session);
    expect(row).toMatchObject({ stay: 280, watch: 280, replay: 0, views: 1, exclusion: null });
    expect(row!.firstAt).toEqual(line.moment(60));
    expect(row!.lastAt).toEqual(line.moment(400));
    expect(await minutesOf(server, session)).toEqual([1, 1, 1, 1, 1]);
  });

  it('ten reconnects are one person, and one view', async () => {
    const agent = request.agent(server.url);
    for (let i = 0; i < 10; i += 1) await watchOn(page(agent), i * 60, i * 60 + 40);
    const rows = await attendanceOf(server, session);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ watch: 400, views: 1 });
  });

  it('a return after half an hour is another view, a look of nine seconds is none', async () => {
    const agent = request.agent(server.url);
    await watchOn(page(agent), 0, 20);
    await watchOn(page(agent), 1900, 1920);
    const short = page();
    line.at(0);
    await short.beat({ playing: true, played: 0, way: 'hls' });
    line.at(9);
    await short.beat({ playing: false, played: 9, way: 'hls' });
    line.at(2000);
    const rows = await attendanceOf(server, session);
    expect(rows.map(({ views }) => views).sort()).toEqual([0, 2]);
  });

  it('fifty people behind one address are fifty', async () => {
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const one = page();
        expect(await one.beat({ playing: true, played: 0, way: 'webrtc' })).toBe(200);
      }),
    );
    line.at(30);
    expect(await attendanceOf(server, session)).toHaveLength(50);
    expect(await minutesOf(server, session)).toEqual([50]);
  });

  it('two tabs of one browser are one person, whose time counts once', async () => {
    const agent = request.agent(server.url);
    const [one, other] = [page(agent), page(agent)];
    line.at(0);
    await one.beat({ playing: true, played: 0, way: 'hls' });
    for (let at = 20; at <= 200; at += 20) {
      line.at(at);
      await one.beat({ playing: true, played: at, way: 'hls' });
      await other.beat({ playing: true, played: Math.max(0, at - 20), way: 'webrtc' });
    }
    const rows = await attendanceOf(server, session);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ stay: 200, watch: 200, views: 1 });
  });

  it('a page that is open but does not play stays, and does not watch', async () => {
    const one = page();
    for (let at = 0; at <= 100; at += 20) {
      line.at(at);
      await one.beat({ playing: false, played: 0, way: 'hls' });
    }
    expect((await attendanceOf(server, session))[0]).toMatchObject({ stay: 100, watch: 0, views: 0 });
  });

  it('a machine that slept is credited nothing for it', async () => {
    const one = page();
    await watchOn(one, 0, 60);
    await watchOn(one, 1000, 1040, 1000);
    expect((await attendanceOf(server, session))[0]).toMatchObject({ stay: 100, watch: 100 });
  });

  it('what is watched after the end is the replay, and never live', async () => {
    const one = page();
    await watchOn(one, 0, 60);
    await endedAt(server, session, line.moment(60));
    await watchOn(one, 80, 180, 80);
    const [row] = await attendanceOf(server, session);
    expect(row).toMatchObject({ watch: 60, views: 1, replay: 120 });
    expect(row!.lastAt).toEqual(line.moment(60));
  });

  it('the host, the window’s own people and programs are listed, but counted nowhere', async () => {
    const host = request.agent(server.url);
    await host.post(`/api/stages/${session}/enter`).send({ link: server.link('host', session) });
    const robot = request.agent(server.url).set('User-Agent', 'Mozilla/5.0 (compatible; Baiduspider/2.0)');
    for (const agent of [host, robot, request.agent(server.url)]) await watchOn(page(agent), 0, 40);
    const rows = await attendanceOf(server, session);
    expect(rows.map(({ exclusion }) => exclusion).sort()).toEqual([null, 'robot', 'stage']);
    expect(await minutesOf(server, session)).toEqual([1]);
  });
});

describe('tickets', () => {
  const beat = { playing: true, played: 0, way: 'hls' } as const;
  const post = (agent: ReturnType<typeof request.agent>, body: object, id = session) =>
    agent.post(`/api/sessions/${id}/beats`).send(body);

  it('that are forged, foreign or of another session are refused, and nothing is written', async () => {
    const [mine, theirs] = [page(), page()];
    await mine.beat(beat);
    await theirs.beat(beat);
    const elsewhere = await addSession(server.database, { state: 'live' });
    const forged = `${mine.ticket!.slice(0, -2)}xx`;
    for (const [agent, body, id, code] of [
      [mine.agent, { ...beat, ticket: forged }, session, 'attendance.ticket_invalid'],
      [mine.agent, { ...beat, ticket: 'x' }, session, 'attendance.ticket_invalid'],
      [mine.agent, { ...beat, ticket: theirs.ticket }, session, 'attendance.ticket_foreign'],
      [request.agent(server.url), { ...beat, ticket: mine.ticket }, session, 'attendance.ticket_foreign'],
      [mine.agent, { ...beat, ticket: mine.ticket }, elsewhere, 'attendance.ticket_foreign'],
    ] as const)
      expect((await post(agent, body, id)).body.code).toBe(code);
    expect(await attendanceOf(server, session)).toHaveLength(2);
    expect(await attendanceOf(server, elsewhere)).toHaveLength(0);
  });

  it('that are sent again and again add nothing', async () => {
    const one = page();
    await watchOn(one, 0, 20);
    const { ticket } = one;
    line.at(40);
    for (let i = 0; i < 20; i += 1) {
      one.ticket = ticket;
      await one.beat({ playing: true, played: 40, way: 'hls' });
    }
    expect((await attendanceOf(server, session))[0]).toMatchObject({ stay: 40, watch: 40, views: 1 });
  });

  it('that are old begin anew, by the rules of that time', async () => {
    const one = page();
    await watchOn(one, 0, 20);
    line.at(3_000);
    expect(await one.beat({ playing: true, played: 3_000, way: 'hls' })).toBe(200);
    expect((await attendanceOf(server, session))[0]).toMatchObject({ stay: 20, watch: 20 });
    await server.database.query(`UPDATE session SET access = 'registered' WHERE id = $1`, [session]);
    line.at(6_000);
    expect(await one.beat({ playing: true, played: 6_000, way: 'hls' })).toBe(403);
  });

  it('go on over the socket, where another person’s is refused too', async () => {
    const one = page();
    line.at(0);
    await one.beat(beat);
    const { body } = await one.agent.post(`/api/sessions/${session}/join`).send({ webrtc: false });
    const socket = await connect(server.url, body.ticket);
    line.at(20);
    const answer = await commandOk<{ ticket: string; nextInSeconds: number }>(socket, 'attendance.beat', {
      ...{ ...beat, played: 20 },
      ticket: one.ticket,
    });
    expect(answer.nextInSeconds).toBe(20);
    const other = page();
    await other.beat(beat);
    for (const [ticket, code] of [
      [other.ticket, 'attendance.ticket_foreign'],
      [undefined, 'attendance.ticket_invalid'],
    ])
      expect(await command(socket, 'attendance.beat', { ...beat, ...(ticket && { ticket }) })).toMatchObject({
        ok: false,
        error: { code },
      });
    socket.disconnect();
    expect((await attendanceOf(server, session)).map(({ watch }) => watch).sort()).toEqual([0, 20]);
  });

  it.each([
    ['nothing', {}],
    ['a negative time', { ...beat, played: -1 }],
    ['a word for a time', { ...beat, played: 'much' }],
    ['thirty years', { ...beat, played: 1e9 }],
    ['an unknown way', { ...beat, way: 'television' }],
    ['a word for yes', { ...beat, playing: 'yes' }],
    ['a formula', { ...beat, channel: '=1+1' }],
    ['a long channel', { ...beat, channel: 'x'.repeat(33) }],
    ['a long ticket', { ...beat, ticket: 'x'.repeat(2_000) }],
    ['somebody else', { ...beat, personId: '01900000-0000-7000-8000-000000000001' }],
    ['a constructor', { ...beat, constructor: 1 }],
  ])('a beat with %s is refused', async (_what, body) => {
    expect((await post(request.agent(server.url), body)).status).toBe(400);
  });

  it('where there is nothing to watch there is nothing to attend', async () => {
    const waiting = await addSession(server.database);
    const { body } = await post(request.agent(server.url), beat, waiting);
    expect(body.code).toBe('session.wrong_state');
    expect((await post(request.agent(server.url), beat, '01900000-0000-7000-8000-00000000ffff')).status).toBe(404);
  });

  it('a thousand tabs of one person neither count more nor disturb anybody', async () => {
    const [many, other] = [request.agent(server.url), page()];
    const first = page(many);
    await watchOn(first, 0, 20);
    const tabs = Array.from({ length: 300 }, () => page(many));
    const statuses = await Promise.all(tabs.map((tab) => tab.beat({ ...beat, played: 0 })));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(200);
    await watchOn(first, 40, 100, 40);
    await watchOn(other, 40, 100);
    const rows = await attendanceOf(server, session);
    expect(rows.map(({ watch }) => watch).sort((a, b) => a - b)).toEqual([60, 100]);
  });
});

describe('figures', () => {
  it('are the same after a restart, and when all of it is computed anew', async () => {
    await watchOn(page(), 0, 300);
    await watchOn(page(), 60, 200);
    line.at(600);
    const before = { rows: await attendanceOf(server, session), minutes: await minutesOf(server, session) };
    expect(before.minutes).toEqual([1, 2, 2, 2, 1, 1, 0, 0, 0, 0]);
    await server.database.query(`DELETE FROM attendance_minute WHERE session_id = $1`, [session]);
    await server.database.query(`DELETE FROM attendance_person WHERE session_id = $1`, [session]);
    await server.database.query(`DELETE FROM attendance_rollup WHERE session_id = $1`, [session]);
    expect({ rows: await attendanceOf(server, session), minutes: await minutesOf(server, session) }).toEqual(before);
  });

  it('of minutes that were closed change when beats come that were written late', async () => {
    await watchOn(page(), 0, 300);
    line.at(600);
    await attendanceOf(server, session);
    const late = page();
    await watchOn(late, 0, 60);
    line.at(700);
    await flushed(server);
    await attendanceOf(server, session);
    expect((await minutesOf(server, session)).slice(0, 3)).toEqual([2, 2, 1]);
  });

  it('join two browsers that turn out to be one person', async () => {
    const [here, there] = [page(), page()];
    await watchOn(here, 0, 60);
    await watchOn(there, 40, 100);
    const rows = await attendanceOf(server, session);
    expect(rows).toHaveLength(2);
    await server.database.query(`INSERT INTO person_link (person_id, root_id, reason) VALUES ($1, $2, 'phone')`, [
      rows[0]!.personId,
      rows[1]!.personId,
    ]);
    const joined = await attendanceOf(server, session);
    expect(joined).toHaveLength(1);
    expect(joined[0]).toMatchObject({ personId: rows[1]!.personId, watch: 100, views: 1 });
  });
});
