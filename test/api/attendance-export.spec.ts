import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import readWorkbook from 'read-excel-file/node';
import request from 'supertest';
import type { Attendee, SessionStatistics } from '../../src/contracts/index.js';
import { newId } from '../../src/infra/id.js';
import { readTable } from '../../src/infra/spreadsheet/read-table.js';
import { AttendanceRollups } from '../../src/reports/attendance/attendance-rollups.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { AttendingPage, attendanceOf, onAir, TimeLine } from '../setup/attendance.js';
import { addOrganisation, givePhone, signedIn, type SignedInPerson } from '../setup/people.js';
import { addPlannedEvent } from '../setup/planned-event.js';
import { until } from '../setup/until.js';
import { unzipped } from '../setup/xlsx-by-hand.js';

const HEADS =
  '序号,姓名,手机(脱敏),企业名称,统一社会信用代码,职务,市州,县市区/园区,行业,渠道,报名时间,首次进入,最后离开,' +
  '停留(分),观看(分),观看占比,有效参会,签到,提问数,终端,观看方式,回放(分)';
const START = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000);
/** As people in the business zone write a time. */
const timeOf = (time: Date) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' }).format(time);

let server: TestApp;
let province: string;
let city: string;
let counties: Record<'pingjiang' | 'huarong', string>;
let organiser: SignedInPerson;
let sessionId: string;
let eventId: string;
let line: TimeLine;

beforeAll(async () => {
  server = await startTestApp();
  province = await addOrganisation(server, { level: 'province' });
  city = await addOrganisation(server, { level: 'city', parentId: province, name: '岳阳市中小企业公共服务窗口平台' });
  const county = (name: string) =>
    addOrganisation(server, { level: 'county', parentId: city, name: `${name}中小企业公共服务窗口平台` });
  counties = { pingjiang: await county('平江县'), huarong: await county('华容县/园区') };
  organiser = await signedIn(server, { role: 'organiser', organisationId: city });
}, 60_000);
beforeEach(async () => {
  ({ sessionId, eventId } = await addPlannedEvent(server, { hostId: city, startsAt: START }));
  line = new TimeLine(server, START);
  await onAir(server, sessionId, line, [[0, null]]);
});
afterAll(() => server.close());

/** Somebody watches from the beginning so long, and is registered under that name. */
async function attend(
  seconds: number,
  name: string,
  row: { county?: string; enterprise?: string; phone?: string } = {},
) {
  const known = new Set((await attendanceOf(server, sessionId)).map(({ personId }) => personId));
  const page = new AttendingPage(
    request.agent(server.url).set('User-Agent', 'Mozilla/5.0 (Windows NT 10.0)'),
    sessionId,
  );
  for (let at = 0; at <= seconds; at += 20) {
    line.at(at);
    await page.beat({ playing: true, played: at, way: 'hls' });
  }
  const personId = (await attendanceOf(server, sessionId)).find((one) => !known.has(one.personId))!.personId;
  await server.database.query(
    `INSERT INTO registration (id, event_id, person_id, state, name, enterprise_name, job_title, county_id, registered_at)
     VALUES ($1, $2, $3, 'registered', $4, $5, '经理', $6, '2026-02-27T16:30:00Z')`,
    [newId(), eventId, personId, name, row.enterprise ?? '', row.county ?? null],
  );
  if (row.phone) await givePhone(server, personId, row.phone);
  await attendanceOf(server, sessionId);
}

/** People came one after the other here, but at the same time on the line: the figures are computed from all of it. */
async function figuresAt(seconds: number): Promise<void> {
  line.at(seconds);
  await server.app.get(AttendanceRollups, { strict: false }).recompute(sessionId, { whole: true });
}

const path = (file: string, query = '') => `/api/sessions/${sessionId}/${file}${query}`;
async function file(name: string, query = '', headers: Record<string, string> = {}) {
  const { cookie } = organiser;
  const answer = await fetch(server.url + path(name, query), {
    headers: { cookie: `${cookie.name}=${cookie.value}`, ...headers },
  });
  expect(answer.status).toBe(200);
  return { bytes: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
}
const csv = async (query = '', headers = {}): Promise<Record<string, string>[]> =>
  parse((await file('attendance.csv', query, headers)).bytes, { bom: true, columns: true });
const statistics = async (): Promise<SessionStatistics> =>
  (await organiser.agent.get(path('statistics')).expect(200)).body;
/** What the audit says of the session's files. */
const audited = (action: string) =>
  server.database.query<{ after: Record<string, unknown> }>(
    `SELECT after FROM audit_entry WHERE action = $2 AND subject_id = $1 ORDER BY id`,
    [sessionId, action],
  );
const exported = () => audited('attendance.exported');

/** How `files` downloads ended: it is written after the file's last byte. */
async function ended(files: number): Promise<Record<string, unknown>[]> {
  const entries = () => audited('attendance.export_ended');
  await until('the audit knows how they ended', async () => (await entries()).length === files);
  return (await entries()).map(({ after }) => after);
}
const whole = (rows: number) => ({ rows, isComplete: true });

describe('the list of a session’s people', () => {
  it('has the numbers of the page, in words that people use', async () => {
    await attend(600, '王小明', { county: counties.pingjiang, enterprise: '平江县辣条有限公司', phone: '13812341234' });
    await attend(100, '李四');
    await figuresAt(600);
    const { bytes, headers } = await file('attendance.csv');
    expect(headers.get('content-disposition')).toContain(encodeURIComponent('融资对接会 第一场 参会名单.csv'));
    expect(headers.get('cache-control')).toBe('no-store');
    expect(bytes.toString().split('\r\n')[0]).toBe(`\ufeff${HEADS}`);
    const [first, second, ...rest] = await csv();
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      序号: '1',
      '手机(脱敏)': '138****1234',
      市州: '岳阳市',
      '县市区/园区': '平江县',
      报名时间: '2026-02-28 00:30',
      首次进入: timeOf(START),
      最后离开: timeOf(line.moment(600)),
      有效参会: '是',
      签到: '',
      提问数: '',
      终端: '电脑',
      观看方式: '直播',
    });
    expect(second).toMatchObject({ 姓名: '李四', '手机(脱敏)': '', '县市区/园区': '', 有效参会: '否' });
    const { attendees } = (await organiser.agent.get(path('attendees'))).body as { attendees: Attendee[] };
    const numbers = (row: Record<string, string> | undefined) =>
      ['停留(分)', '观看(分)', '观看占比', '回放(分)'].map((head) => Number(row?.[head]));
    expect([first, second].map(numbers)).toEqual(
      attendees.map((one) => [one.stayMinutes, one.watchMinutes, one.watchPercent, one.replayMinutes]),
    );
    const { values } = await statistics();
    const valueOf = (code: string) => values.find((value) => value.code === code)?.value;
    expect(valueOf('participants')).toBe(2);
    expect(valueOf('effective')).toBe(1);
    expect(valueOf('watch_minutes')).toBeCloseTo(Number(first?.['观看(分)']) + Number(second?.['观看(分)']), 1);
    expect((await exported()).map(({ after }) => after)).toEqual(Array(2).fill({ format: 'csv' }));
    expect(await ended(2)).toEqual([whole(2), whole(2)]);
  });

  it('has the chosen columns and people, in the reader’s language', async () => {
    await attend(600, '王小明', { county: counties.pingjiang });
    await attend(100, '李四');
    await figuresAt(600);
    expect(await csv('?columns=effective,name&group=effective')).toEqual([{ 姓名: '王小明', 有效参会: '是' }]);
    expect(await csv('?columns=name&county=none', { 'accept-language': 'en' })).toEqual([{ Name: '李四' }]);
    expect((await exported())[0]?.after).toEqual({
      format: 'csv',
      columns: 'effective,name',
      group: 'effective',
    });
    expect((await ended(2))[0]).toEqual(whole(1));
    for (const query of ['?columns=phone_enc', '?columns=name,', '?group=all', '?x=1'])
      await organiser.agent.get(path('attendance.csv', query)).expect(400);
  });

  it('holds no formula, as CSV or as XLSX', async () => {
    const names = ['=cmd|’/c calc’!A1', '+86 1', '-2+3', '@SUM(A1)', '＝1+1', '\t=1'];
    for (const name of names) await attend(20, name);
    expect((await csv('?columns=name')).map((row) => row['姓名'])).toEqual(names.map((name) => `'${name}`));
    const { bytes } = await file('attendance.xlsx', '?columns=name,watchMinutes');
    const xml = unzipped(bytes)['xl/worksheets/sheet1.xml'] ?? '';
    expect(xml).toContain('t="inlineStr"><is><t>=cmd|');
    expect(xml).not.toMatch(/<f[ >]|t="str"/);
    const [{ sheet, data } = { sheet: '', data: [] }] = await readWorkbook(bytes);
    expect(sheet).toBe('参会名单');
    expect(data.slice(0, 2)).toEqual([
      ['姓名', '观看(分)'],
      [names[0], 0.3],
    ]);
    const limits = { maxRows: 100, maxColumns: 30, maxCellLength: 1_000, maxBytes: 1_000_000 };
    expect(await readTable({ source: bytes, type: 'xlsx' }, limits)).toHaveLength(names.length + 1);
  });

  it('of each county has a sheet or a file, with its own numbers', async () => {
    await attend(60, '赵', { county: counties.pingjiang });
    await attend(60, '钱', { county: counties.huarong });
    await attend(60, '孙', { county: counties.pingjiang });
    await attend(60, '李');
    const { bytes } = await file('attendance-by-county.xlsx', '?columns=number,name');
    const sheets = Object.fromEntries((await readWorkbook(bytes)).map(({ sheet, data }) => [sheet, data.slice(1)]));
    const lists = {
      平江县: [
        [1, expect.anything()],
        [2, expect.anything()],
      ],
      '华容县 园区': [[1, '钱']],
      未登记: [[1, '李']],
    };
    expect(sheets).toEqual(lists);
    expect((sheets['平江县'] ?? []).map(([, name]) => name).sort()).toEqual(['孙', '赵']);
    expect(Object.keys(sheets).at(-1)).toBe('未登记');
    const zip = await file('attendance-by-county.zip', '?columns=number,name');
    expect(zip.headers.get('content-type')).toContain('zip');
    const files = unzipped(zip.bytes);
    expect(Object.keys(files).sort()).toEqual(
      Object.keys(lists)
        .map((name) => `${name}.csv`)
        .sort(),
    );
    expect(files['未登记.csv']).toBe('\ufeff序号,姓名\r\n1,李\r\n');
    expect((await exported()).map(({ after }) => after['format'])).toEqual(['county-xlsx', 'county-zip']);
    expect(await ended(2)).toEqual([whole(4), whole(4)]);
  });

  it('of nobody has its header', async () => {
    expect((await file('attendance.csv')).bytes.toString()).toBe(`\ufeff${HEADS}\r\n`);
    expect((await readWorkbook((await file('attendance-by-county.xlsx')).bytes)).map(({ sheet }) => sheet)).toEqual([
      '未登记',
    ]);
  });

  it('is for the window’s own staff', async () => {
    const beside = await signedIn(server, {
      role: 'organiser',
      organisationId: await addOrganisation(server, { level: 'city', parentId: province }),
    });
    for (const name of ['attendance.csv', 'attendance.xlsx', 'attendance-by-county.xlsx', 'attendance-by-county.zip']) {
      await beside.agent.get(path(name)).expect(403);
      await request(server.url).get(path(name)).expect(401);
      await organiser.agent.get(`/api/sessions/${newId()}/${name}`).expect(404);
    }
    expect(await exported()).toEqual([]);
  });
});

describe('a long list', () => {
  const PEOPLE = 60_000;

  /** More than any buffer on the way holds. */
  beforeEach(async () => {
    await server.database.query(
      `WITH people AS (INSERT INTO person (id) SELECT gen_random_uuid() FROM generate_series(1, $2::int) RETURNING id)
       INSERT INTO attendance_person (session_id, person_id, first_at, last_at, stay_seconds, watch_seconds, replay_seconds,
         views, replay_views, ways, devices, enterprise_name)
       SELECT $1, id, $3, $3, 60, 60, 0, 1, 0, '{hls}', '{phone}', repeat('很长的名字', 60) FROM people`,
      [sessionId, PEOPLE, START],
    );
  }, 30_000);

  /** Begins to read and stops after the first piece. */
  async function begun(who = organiser, name = 'attendance.csv'): Promise<IncomingMessage> {
    const { cookie } = who;
    const asking = get(server.url + path(name), {
      headers: { cookie: `${cookie.name}=${cookie.value}` },
      agent: false,
    });
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    asking.on('error', () => undefined);
    answer.on('error', () => undefined);
    expect(answer.statusCode).toBe(200);
    await once(answer, 'readable');
    return answer;
  }

  /** Connections for long statements that have something under way. */
  const underWay = () =>
    server.database.query<{ pid: number; wait: string | null }>(
      `SELECT pid, wait_event_type AS wait FROM pg_stat_activity
       WHERE application_name = 'yunqiao-long' AND state <> 'idle' AND datname = current_database()`,
    );
  const nothingUnderWay = () => until('the query has ended', async () => (await underWay()).length === 0);

  it('comes whole', async () => {
    expect(await csv('?columns=number,name')).toHaveLength(PEOPLE);
    expect(await ended(1)).toEqual([whole(PEOPLE)]);
    await nothingUnderWay();
  }, 60_000);

  it.each(['attendance.csv', 'attendance.xlsx', 'attendance-by-county.zip'])(
    'ends its query when whoever reads %s goes away',
    async (name) => {
      const answer = await begun(organiser, name);
      expect(await underWay()).toHaveLength(1);
      answer.destroy();
      await nothingUnderWay();
      const [{ rows, isComplete } = {}] = await ended(1);
      expect([isComplete, Number(rows) > 0, Number(rows) < PEOPLE]).toEqual([false, true, true]);
      await until(
        'the place is free',
        async () => (await organiser.agent.get(path('attendance.csv', '?group=excluded'))).ok,
      );
    },
    60_000,
  );

  it('ends its query also before the first row has come', async () => {
    const letGo = await holdTable();
    const { cookie } = organiser;
    const asking = get(server.url + path('attendance.csv'), { headers: { cookie: `${cookie.name}=${cookie.value}` } });
    asking.on('error', () => undefined);
    try {
      await until('the query waits', async () => (await underWay()).some(({ wait }) => wait === 'Lock'));
      asking.destroy();
      await nothingUnderWay();
    } finally {
      await letGo();
    }
    expect(await exported()).toEqual([{ after: { format: 'csv' } }]);
    expect(await ended(1)).toEqual([{ rows: 0, isComplete: false }]);
  }, 60_000);

  it('is cut off when the database fails in the middle: nobody takes it for the whole', async () => {
    const answer = await begun();
    const [query] = await underWay();
    await server.database.query(`SELECT pg_terminate_backend($1)`, [query?.pid]);
    answer.resume();
    await until('the connection is cut', () => answer.destroyed);
    expect(answer.complete).toBe(false);
    expect(await ended(1)).toEqual([expect.objectContaining({ isComplete: false })]);
    await nothingUnderWay();
    expect((await csv('?columns=number&group=excluded')).length).toBe(0);
  }, 60_000);

  it('is not made for everybody at once', async () => {
    const [second, third] = [await colleague(), await colleague()];
    const answers = [await begun(), await begun(second)];
    const again = await organiser.agent.get(path('attendance.xlsx')).expect(429);
    expect(again.body.code).toBe('request.too_many');
    const beyond = await third.agent.get(path('attendance.xlsx')).expect(503);
    expect(beyond.headers['retry-after']).toBe('10');
    for (const answer of answers) answer.destroy();
    await until('a place is free', async () => (await third.agent.get(path('attendance.csv', '?group=excluded'))).ok);
  }, 60_000);
});

const colleague = () => signedIn(server, { role: 'organiser', organisationId: city });

/** Nobody can read who attended until the answer is called. */
async function holdTable(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: server.database.url });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE attendance_person IN ACCESS EXCLUSIVE MODE');
  return () => client.end();
}
