import request from 'supertest';
import { Clock } from '../../src/infra/clock.js';
import { newId } from '../../src/infra/id.js';
import type { TestApp } from './app.js';
import { AttendingPage, attendanceOf, endedAt, onAir, TimeLine } from './attendance.js';
import { addOrganisation, givePhone, type SignedInPerson } from './people.js';
import { aPhone } from './phone-codes.js';
import { addPlannedEvent, type PlannedEvent } from './planned-event.js';

const MINUTE = 60;
/** On air for ten minutes, a pause of five, on air again. */
const PAUSE: [number, number] = [10 * MINUTE, 15 * MINUTE];
const END = 25 * MINUTE;

const WECHAT = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0.50';
const COMPUTER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

interface Watcher {
  from: number;
  to: number;
  userAgent?: string;
  channel?: string;
  way?: 'hls' | 'webrtc';
  name?: string;
  enterprise?: string;
  county?: string;
}

/** A session in whose figures there is something of everything; the clock is the real one again. */
export class AttendedSession {
  private readonly known = new Set<string>();
  private channel = '';

  private constructor(
    private readonly server: TestApp,
    private readonly planned: PlannedEvent,
    readonly line: TimeLine,
    readonly counties: readonly string[],
  ) {}

  static async add(
    server: TestApp,
    cityId: string,
    title = '平江县食品产业“银企携手”融资对接会 第一场',
  ): Promise<AttendedSession> {
    const startsAt = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 40 * 60_000);
    const planned = await addPlannedEvent(server, { hostId: cityId, title, startsAt });
    const counties = await Promise.all(
      ['平江县', '湘阴县'].map((name) =>
        addOrganisation(server, { level: 'county', parentId: cityId, name: `${name}中小企业公共服务窗口平台` }),
      ),
    );
    await server.database.query(`UPDATE session SET title = $2 WHERE id = $1`, [planned.sessionId, title]);
    return new AttendedSession(server, planned, new TimeLine(server, startsAt), counties);
  }

  get id(): string {
    return this.planned.sessionId;
  }

  get eventId(): string {
    return this.planned.eventId;
  }

  get path(): string {
    return `/console/events/${this.eventId}/sessions/${this.id}/statistics`;
  }

  /** @param staff whose own watching is listed, but not counted */
  async fill(staff: SignedInPerson): Promise<void> {
    const channel = await staff.agent
      .post(`/api/organisations/${this.planned.hostId}/channels`)
      .send({ name: '企业微信群' })
      .expect(201);
    this.channel = channel.body.code;
    await onAir(this.server, this.id, this.line, [
      [0, PAUSE[0]],
      [PAUSE[1], null],
    ]);
    for (const watcher of this.watchers()) await this.watch(watcher);
    await this.beats(new AttendingPage(staff.agent, this.id), { from: 0, to: 2 * MINUTE });
    await this.signIn('钱七', 3 * MINUTE);
    await this.showItem('信贷产品推介：“湘食贷”与担保政策', 6 * MINUTE);
    await this.showItem('现场答疑', 18 * MINUTE);
    this.toNow();
    await attendanceOf(this.server, this.id);
  }

  async end(): Promise<void> {
    await endedAt(this.server, this.id, this.line.moment(END));
    await attendanceOf(this.server, this.id);
  }

  /** One more person, who watches until now; the figures are computed anew. */
  async another(): Promise<void> {
    await this.watch({ from: 20 * MINUTE, to: END });
    this.toNow();
    await attendanceOf(this.server, this.id);
  }

  private toNow(): void {
    this.server.app.get(Clock, { strict: false }).now = () => new Date();
  }

  private watchers(): Watcher[] {
    const [near, far] = this.counties;
    const pingjiang = { channel: this.channel, userAgent: WECHAT, ...(near && { county: near }) };
    return [
      { ...pingjiang, from: 0, to: END, name: '王小明', enterprise: '平江县辣条食品有限公司' },
      { ...pingjiang, from: MINUTE, to: 9 * MINUTE, name: '李丽', enterprise: '平江县 辣条食品有限公司' },
      {
        from: 0,
        to: 4 * MINUTE,
        name: '陈强',
        enterprise: '湘阴县樟树港辣椒合作社',
        way: 'webrtc',
        ...(far && { county: far }),
      },
      { from: 2 * MINUTE, to: 8 * MINUTE, userAgent: COMPUTER },
      { from: 16 * MINUTE, to: 24 * MINUTE, userAgent: COMPUTER },
    ];
  }

  private async watch({ userAgent, channel, way = 'hls', ...watcher }: Watcher): Promise<void> {
    const agent = request.agent(this.server.url);
    if (userAgent) agent.set('User-Agent', userAgent);
    await this.beats(new AttendingPage(agent, this.id, channel), watcher, way);
    if (watcher.name) await this.register(watcher);
  }

  private async beats(page: AttendingPage, { from, to }: Pick<Watcher, 'from' | 'to'>, way: 'hls' | 'webrtc' = 'hls') {
    for (let at = from; at <= to; at += 20) {
      this.line.at(at);
      await page.beat({ playing: true, played: at - from, way });
    }
  }

  /** As if whoever came last had used the form. */
  private async register({ name, enterprise = '', county = '' }: Watcher): Promise<void> {
    const row = (await attendanceOf(this.server, this.id)).find(({ personId }) => !this.known.has(personId));
    if (!row) throw new Error('nobody has come');
    this.known.add(row.personId);
    await this.server.database.query(
      `INSERT INTO registration (id, event_id, person_id, state, name, enterprise_name, job_title, county_id, registered_at)
       VALUES ($1, $2, $3, 'registered', $4, $5, '经理', $6, $7)`,
      [newId(), this.eventId, row.personId, name, enterprise, county, this.line.moment(-600)],
    );
    await givePhone(this.server, row.personId, aPhone());
  }

  private async signIn(name: string, at: number): Promise<void> {
    const venue = newId();
    await this.server.database.query(
      `INSERT INTO venue (id, event_id, organisation_id, name, created_at) VALUES ($1, $2, $3, '平江县政务中心三楼会议室', $4)`,
      [venue, this.eventId, this.counties[0], this.line.moment(0)],
    );
    await this.server.database.query(
      `INSERT INTO venue_sign_in (id, venue_id, source, name, signed_in_at) VALUES ($1, $2, 'qr', $3, $4)`,
      [newId(), venue, name, this.line.moment(at)],
    );
  }

  private async showItem(title: string, at: number): Promise<void> {
    const item = newId();
    const { query } = this.server.database;
    await query(`INSERT INTO agenda_item (id, session_id, starts_at, title) VALUES ($1, $2, now(), $3)`, [
      item,
      this.id,
      title,
    ]);
    await query(
      `INSERT INTO activity (id, occurred_at, verb, session_id, path, details)
       SELECT $1, $2, 'agenda.item_shown', id, path, $3 FROM session WHERE id = $4`,
      [newId(), this.line.moment(at), JSON.stringify({ itemId: item }), this.id],
    );
  }
}
