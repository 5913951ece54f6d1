import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { EventSummary, HallView, MeasureCode, MeasureValue } from '../../src/contracts/index.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { attendanceOf, onAir, TimeLine } from '../setup/attendance.js';
import { addHeldEvent, attend, EVENING, type HeldEvent } from '../setup/held-event.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent, addSessionTo } from '../setup/planned-event.js';
import { readDocx } from '../setup/read-docx.js';

let server: TestApp;
let city: string;
let county: string;
let organiser: SignedInPerson;
let above: SignedInPerson;
let beside: SignedInPerson;
const START = new Date('2026-10-12T06:00:00Z');

beforeAll(async () => {
  server = await startTestApp();
  const province = await addOrganisation(server, { level: 'province' });
  city = await addOrganisation(server, { level: 'city', parentId: province, name: '岳阳市中小企业公共服务窗口平台' });
  county = await addOrganisation(server, { level: 'county', parentId: city, name: '平江县中小企业公共服务窗口平台' });
  organiser = await signedIn(server, { role: 'organiser', organisationId: city });
  above = await signedIn(server, { role: 'supervisor', organisationId: province });
  beside = await signedIn(server, {
    role: 'organiser',
    organisationId: await addOrganisation(server, { level: 'city', parentId: province }),
  });
}, 60_000);
afterAll(() => server.close());

const summaryOf = async (eventId: string, who = organiser): Promise<EventSummary> =>
  (await who.agent.get(`/api/events/${eventId}/summary`).expect(200)).body;
const hallOf = async (eventId: string, agent = organiser.agent): Promise<HallView> =>
  (await agent.get(`/api/events/${eventId}/hall`).expect(200)).body;
const valueOf = (values: MeasureValue[], code: MeasureCode) => values.find((one) => one.code === code)?.value;
const figuresOf = (values: MeasureValue[]) => Object.fromEntries(values.map(({ code, value }) => [code, value]));

async function documentOf(eventId: string, language = 'zh-CN') {
  const answer = await organiser.agent
    .get(`/api/events/${eventId}/summary.docx`)
    .set('accept-language', language)
    .buffer()
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    })
    .expect(200);
  return { ...readDocx(answer.body as Buffer), headers: answer.headers as Record<string, string> };
}

describe('the summary of an event', () => {
  let held: HeldEvent;
  beforeEach(async () => {
    held = await addHeldEvent(server, { hostId: city, countyId: county, startsAt: START, staff: organiser });
  });

  it('counts who came to both sessions once, and adds up what is added up', async () => {
    const { values, sessions, counties, channels, progress } = await summaryOf(held.eventId);
    expect(progress).toBe('over');
    expect(figuresOf(values)).toMatchObject({
      participants: 4,
      viewers: 3,
      views: 4,
      on_site: 2,
      enterprises: 2,
      peak: 2,
      on_air_minutes: 16.7,
      watch_minutes: 19,
      effective: 2,
      effective_rate: 66.7,
      registered: 3,
      registered_enterprises: 2,
      attendance_rate: 66.7,
    });
    expect(values.find(({ code }) => code === 'attendance_rate')).toMatchObject({ numerator: 2, denominator: 3 });
    expect(sessions.map((one) => valueOf(one.values, 'participants'))).toEqual([3, 2]);
    expect(sessions.map((one) => valueOf(one.values, 'views'))).toEqual([2, 2]);
    expect(counties).toMatchObject([
      { key: county, name: '平江县', above: '岳阳市', viewers: 3 },
      { key: null, viewers: 1 },
    ]);
    expect(channels.map(({ key, viewers }) => [key, viewers])).toEqual([
      [null, 3],
      ['hall', 1],
    ]);
  });

  it('has the same figures for a session as the session’s own page', async () => {
    const { sessions } = await summaryOf(held.eventId);
    for (const one of sessions) {
      const { body } = await organiser.agent.get(`/api/sessions/${one.id}/statistics`).expect(200);
      expect(one.values).toEqual(body.values);
    }
  });

  it('says what was held, where, and what was shown and cut', async () => {
    const summary = await summaryOf(held.eventId);
    expect(summary.event).toMatchObject({
      form: 'docking',
      host: { id: city },
      startsAt: START.toISOString(),
      endsAt: held.line.moment(EVENING + 400).toISOString(),
    });
    expect(summary.venues).toEqual([
      expect.objectContaining({ name: '平江分会场', organisation: '平江县', people: 2 }),
    ]);
    expect(summary.agenda).toEqual([
      {
        sessionTitle: '融资对接会 第一场',
        shownAt: held.line.moment(120).toISOString(),
        title: '信用贷款产品推介',
        presenter: '何婧',
        kind: 'pitch',
      },
    ]);
    expect(summary.cuts).toMatchObject([{ reason: 'privacy', liftedAt: held.line.moment(510).toISOString() }]);
    const effective = summary.definitions.find(({ code }) => code === 'effective');
    expect(effective?.definition).toContain('至少在一个场次中');
    expect(summary.definitions).toHaveLength(summary.values.length);
  });

  it('counts two browsers once when they turn out to be one person, unless that comes after the figures are closed', async () => {
    const link = (days: number) =>
      server.database.query(
        `INSERT INTO person_link (person_id, root_id, reason, linked_at) VALUES ($1, $2, 'phone', $3)
         ON CONFLICT DO NOTHING`,
        [held.people.second, held.people.first, held.line.moment(EVENING + days * 86_400)],
      );
    await link(1);
    expect(valueOf((await summaryOf(held.eventId)).values, 'participants')).toBe(3);
    held = await addHeldEvent(server, { hostId: city, countyId: county, startsAt: START, staff: organiser });
    await link(365);
    expect(valueOf((await summaryOf(held.eventId)).values, 'participants')).toBe(4);
  });

  it('counts for one session who was on the stage of the other', async () => {
    const onStage = [held.sessions[0], held.people.first];
    await server.database.query(
      `UPDATE attendance_person SET exclusion = 'stage' WHERE session_id = $1 AND person_id = $2`,
      onStage,
    );
    expect(valueOf((await summaryOf(held.eventId)).values, 'participants')).toBe(3);
    await server.database.query(
      `UPDATE attendance_person SET exclusion = 'stage' WHERE session_id = $1 AND person_id = $2`,
      [held.sessions[0], held.people.both],
    );
    const { values } = await summaryOf(held.eventId);
    expect(figuresOf(values)).toMatchObject({
      participants: 3,
      viewers: 2,
      views: 2,
      watch_minutes: 7.3,
      effective: 1,
    });
  });

  it('as a document has the numbers of the API, laid out for the files', async () => {
    const summary = await summaryOf(held.eventId);
    const { paragraphs, tables, parts, headers } = await documentOf(held.eventId);
    expect(headers['content-type']).toContain('wordprocessingml');
    expect(decodeURIComponent(headers['content-disposition'] ?? '')).toContain('岳阳市银企融资对接会活动总结.docx');
    expect(paragraphs[0]).toBe('岳阳市银企融资对接会活动总结');
    expect(paragraphs).toEqual(
      expect.arrayContaining(['一、基本情况', '二、主要数据', '三、各场次情况', '四、参会单位分布']),
    );
    expect(paragraphs).toContain('活动时间：2026年10月12日 14:00–22:06');
    expect(paragraphs.slice(-2)).toEqual(['岳阳市中小企业公共服务窗口平台', '2026年10月12日']);
    const [figures, sessions, counties] = tables;
    const written = (value: MeasureValue) =>
      value.numerator === undefined ? `${value.value}` : `${value.value} (${value.numerator}/${value.denominator})`;
    expect(figures!.slice(1).map(([name, value]) => [name, value])).toEqual(
      summary.values.map((value) => [
        summary.definitions.find(({ code }) => code === value.code)!.name,
        written(value),
      ]),
    );
    expect(sessions!.slice(1).map(([, , , participants]) => participants)).toEqual(['3', '2']);
    expect(counties![1]).toEqual(['岳阳市', '平江县', '3', '1', '12']);
    const xml = parts.get('word/document.xml')!;
    const laidOut = [
      'w:w="11906" w:h="16838"',
      ...['方正小标宋简体', '仿宋_GB2312', '黑体'].map((face) => `w:eastAsia="${face}"`),
    ];
    expect(laidOut.filter((one) => !xml.includes(one))).toEqual([]);
    expect(parts.get('word/fontTable.xml')).toContain('<w:altName w:val="仿宋"/>');
  });

  it('as a document speaks English to who reads it in English', async () => {
    const { paragraphs, tables } = await documentOf(held.eventId, 'en');
    expect(paragraphs).toEqual(expect.arrayContaining(['2. Figures', '4. Where participants came from']));
    expect(tables[0]![0]).toEqual(['Figure', 'Value', 'Unit', 'Definition']);
    expect(tables[0]!.some(([name, value]) => name === 'Participants' && value === '4')).toBe(true);
    expect(paragraphs.at(-1)).toBe('12 October 2026');
  });

  it('is noted in the audit when it is taken away', async () => {
    await documentOf(held.eventId);
    const [entry] = await server.database.query<{ accountId: string; after: unknown }>(
      `SELECT account_id AS "accountId", after FROM audit_entry WHERE action = 'summary.exported' AND subject_id = $1`,
      [held.eventId],
    );
    expect(entry).toEqual({ accountId: organiser.accountId, after: { format: 'docx' } });
  });

  it('is for the window’s own people and those who supervise it', async () => {
    for (const path of ['summary', 'summary.docx', 'hall']) {
      const address = `/api/events/${held.eventId}/${path}`;
      await above.agent.get(address).expect(200);
      await beside.agent.get(address).expect(403);
      await request(server.url)
        .get(`/api/events/not-an-id/${path}`)
        .expect(path === 'hall' ? 403 : 401);
    }
    await request(server.url).get(`/api/events/${held.eventId}/summary`).expect(401);
  });
});

describe('an event that is not over', () => {
  it('says so, and has the figures until now', async () => {
    const { eventId, sessionId } = await addPlannedEvent(server, { hostId: city, startsAt: START });
    const line = new TimeLine(server, START);
    expect(await summaryOf(eventId)).toMatchObject({ progress: 'planned', computedAt: null, counties: [] });
    await onAir(server, sessionId, line, [[0, null]]);
    await attend(line, request.agent(server.url), sessionId, [0, 60]);
    await attendanceOf(server, sessionId);
    const summary = await summaryOf(eventId);
    expect(summary).toMatchObject({ progress: 'running', computedAt: line.moment(60).toISOString() });
    expect(valueOf(summary.values, 'participants')).toBe(1);
    const { paragraphs } = await documentOf(eventId);
    expect(paragraphs[1]).toBe('（进行中，数据截至2026年10月12日 14:01）');
  });

  it('does not wait for a session whose time has passed without it', async () => {
    const { eventId, sessions, line } = await addHeldEvent(server, {
      hostId: city,
      countyId: county,
      startsAt: START,
      staff: organiser,
    });
    await addSessionTo(server, eventId, { startsAt: line.moment(2 * EVENING) });
    expect((await summaryOf(eventId)).progress).toBe('running');
    line.at(3 * EVENING);
    expect((await summaryOf(eventId)).progress).toBe('over');
    expect(sessions).toHaveLength(2);
  });
});

describe('the hall screen', () => {
  let eventId: string;
  let sessionId: string;
  let line: TimeLine;
  beforeEach(async () => {
    ({ eventId, sessionId } = await addPlannedEvent(server, { hostId: city, startsAt: START }));
    line = new TimeLine(server, START);
  });

  it('shows who is there, and asks the database once in five seconds', async () => {
    await onAir(server, sessionId, line, [[0, null]]);
    const before = await hallOf(eventId);
    expect(before).toMatchObject({ online: 0, participants: 0, curve: [], session: { id: sessionId, state: 'live' } });
    await attend(line, request.agent(server.url), sessionId, [0, 100]);
    await attend(line, request.agent(server.url), sessionId, [0, 100]);
    await attendanceOf(server, sessionId);
    line.at(103);
    const now = await hallOf(eventId);
    expect(now).toMatchObject({ online: 2, participants: 2, peak: 2, at: line.moment(103).toISOString() });
    expect(now.curve.map(({ present }) => present)).toEqual([2, 2]);
    await attend(line, request.agent(server.url), sessionId, [103, 106]);
    await attend(line, request.agent(server.url), sessionId, [85, 105]);
    await attendanceOf(server, sessionId);
    line.at(107);
    expect((await hallOf(eventId)).participants).toBe(2);
    line.at(109);
    expect((await hallOf(eventId)).participants).toBe(3);
  });

  it('tells nothing about anybody', async () => {
    const held = await addHeldEvent(server, {
      hostId: city,
      countyId: county,
      startsAt: START,
      staff: organiser,
    });
    const view = await hallOf(held.eventId);
    expect(view.topCounties).toEqual([{ name: '平江县', participants: 3 }]);
    const summary = await summaryOf(held.eventId);
    for (const [shown, code] of [
      [view.participants, 'participants'],
      [view.enterprises, 'enterprises'],
      [view.peak, 'peak'],
    ] as const)
      expect(shown).toBe(valueOf(summary.values, code));
    const text = JSON.stringify(view);
    for (const one of ['某人', '辣条', ...Object.values(held.people)]) expect(text).not.toContain(one);
  });

  it('opens to the wall’s computer by a link that is good for this event only, until it expires', async () => {
    const { body } = await organiser.agent.post(`/api/events/${eventId}/hall/links`).expect(200);
    const token = new URL(body.url).searchParams.get('link')!;
    expect(new URL(body.url).pathname).toBe(`/hall/${eventId}`);
    expect(Date.parse(body.expiresAt)).toBe(START.getTime() + 25 * 3_600_000);
    const wall = request.agent(server.url);
    await wall.get(`/api/events/${eventId}/hall`).expect(403);
    await wall.post(`/api/events/${eventId}/hall/enter`).send({ link: token }).expect(204);
    await wall.get(`/api/events/${eventId}/hall`).expect(200);
    await wall.get(`/api/events/${eventId}/summary`).expect(401);

    const other = await addPlannedEvent(server, { hostId: city, startsAt: START });
    await wall.post(`/api/events/${other.eventId}/hall/enter`).send({ link: token }).expect(403);
    await wall.get(`/api/events/${other.eventId}/hall`).expect(403);
    await beside.agent.post(`/api/events/${eventId}/hall/links`).expect(403);
    for (const link of [server.link('viewer', eventId), 'forged', '', 7])
      expect((await wall.post(`/api/events/${eventId}/hall/enter`).send({ link })).status).toBeGreaterThanOrEqual(400);

    line.at(26 * 3_600);
    await wall.get(`/api/events/${eventId}/hall`).expect(403);
    const late = await wall.post(`/api/events/${eventId}/hall/enter`).send({ link: token }).expect(403);
    expect(late.body.code).toBe('access.link_expired');
  });
});
