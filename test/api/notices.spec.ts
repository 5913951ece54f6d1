import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { readConfig } from '../../src/config.js';
import type { NoticeList, NoticeView } from '../../src/contracts/notice.contract.js';
import type { NoticeKind } from '../../src/contracts/vocabulary.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Clock } from '../../src/infra/clock.js';
import { Transactions, type Tx } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import { Jobs } from '../../src/infra/jobs.js';
import { Contacts } from '../../src/notifications/contacts.js';
import { MessageAdapters } from '../../src/notifications/message-adapters.js';
import { Messenger } from '../../src/notifications/messenger.js';
import { Notices, type Telling } from '../../src/notifications/notices.service.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { later } from '../setup/clock.js';
import { type MailServer, startMailServer } from '../setup/mail-server.js';
import { startGateway, type TestGateway } from '../setup/message-gateway.js';
import { until } from '../setup/until.js';

const STRONG_SECRET = 'oP3xT9vLqz7RkW2mYh5sBd8cJf4gNa6e';
const PHONE = '+8613812341234';

let server: TestApp;
let gateway: TestGateway;
let mail: MailServer;
let session: string;

beforeAll(async () => {
  [gateway, mail] = await Promise.all([startGateway(), startMailServer()]);
  server = await startTestApp({
    SMS_GATEWAY_URL: gateway.url,
    MESSAGE_GATEWAY_SECRET: 'a-shared-secret-of-the-bridge',
    SMTP_URL: mail.url,
    MAIL_FROM: '云桥 <notice@yunqiao.example.cn>',
    // Without TLS: the cookies of the tests' browsers would stay at home.
    PUBLIC_URL: 'http://yunqiao.example.cn',
  });
  session = await addSession(server.database);
});
afterAll(async () => {
  await server.close();
  await Promise.all([gateway.down(), mail.close()]);
});

beforeEach(() => {
  gateway.answer(200);
  gateway.requests.length = 0;
  resolveTo({ phone: PHONE, mail: 'li.min@example.cn' });
});

function resolveTo(addresses: { phone?: string; mail?: string }): void {
  server.app.get(Contacts, { strict: false }).resolveBy(async () => addresses);
}

/** Somebody with a browser of their own, as joining a session leaves them. */
async function somebody() {
  const agent = request.agent(server.url);
  await agent.post(`/api/sessions/${session}/join`).send({ webrtc: false }).expect(200);
  const [row] = await server.database.query<{ id: string }>('SELECT id FROM person ORDER BY created_at DESC LIMIT 1');
  return { agent, personId: row?.id ?? '' };
}

async function nobody(): Promise<string> {
  const id = newId();
  await server.database.query('INSERT INTO person (id) VALUES ($1)', [id]);
  return id;
}

const within = <T>(work: (tx: Tx, notices: Notices) => Promise<T>): Promise<T> =>
  server.app
    .get(Transactions, { strict: false })
    .run(SYSTEM_ACTOR, (tx) => work(tx, server.app.get(Notices, { strict: false })));

const tell = <K extends NoticeKind>(telling: Telling<K>) => within((tx, notices) => notices.notify(tx, telling));

const reminder = (personId: string, title = '融资对接会') =>
  ({
    personId,
    kind: 'session_reminder_minutes',
    params: { title, time: '2026-11-25T06:30:00.000Z' },
    href: `/s/${session}`,
  }) as const;

const deliveries = (noticeId: string | null) =>
  server.database.query<{ id: string; state: string; attempts: number; failure: string | null }>(
    'SELECT id, state, attempts, failure FROM notice_delivery WHERE notice_id = $1',
    [noticeId],
  );

const settled = (noticeId: string | null) =>
  until('the delivery is settled', async () => (await deliveries(noticeId)).find(({ state }) => state !== 'queued'), {
    within: 20_000,
  });

const bodies = () => gateway.requests.map(({ body, status }) => ({ ...JSON.parse(body), answered: status }));

describe('old notices', () => {
  const sweep = async () => {
    const jobs = server.app.get(Jobs);
    await within((tx) => jobs.enqueue(tx, 'notice.sweep', {}));
    const open = `SELECT 1 FROM pgboss.job WHERE name = 'notice.sweep' AND state <> 'completed'`;
    await until('the sweep is done', async () => (await server.database.query(open)).length === 0);
  };
  const kept = async (personId: string) =>
    (await server.database.query<{ id: string }>('SELECT id FROM notice WHERE person_id = $1', [personId])).map(
      ({ id }) => id,
    );

  it('go in the night after a year, with how they went out, and no younger ones', async () => {
    const personId = await nobody();
    const old = await tell({ ...reminder(personId), channels: ['sms'] });
    await settled(old);
    const younger = await later(server, { hours: 24 * 100 }, () => tell(reminder(personId)));
    await later(server, { hours: 24 * 364 }, sweep);
    expect(await kept(personId)).toHaveLength(2);
    await later(server, { hours: 24 * 366 }, sweep);
    expect(await kept(personId)).toEqual([younger]);
    expect(await deliveries(old)).toEqual([]);
  });

  it('go all in one night, however many they are', async () => {
    const personId = await nobody();
    await server.database.query(
      `INSERT INTO notice (id, person_id, kind, params, created_at)
       SELECT gen_random_uuid(), $1, 'account_locked', '{"minutes": 30}', now() - interval '400 days'
       FROM generate_series(1, 2500)`,
      [personId],
    );
    await sweep();
    expect(await kept(personId)).toEqual([]);
  });
});

describe('notices in the app', () => {
  it('a person reads what they were told, newest first, in their language, and marks it', async () => {
    const { agent, personId } = await somebody();
    await tell({ ...reminder(personId), kind: 'registration_confirmed' });
    await tell(reminder(personId));
    const { body, headers } = await agent.get('/api/notices').expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({ unread: 2, next: null });
    expect(body.notices.map(({ text }: NoticeView) => text)).toEqual([
      '您报名的“融资对接会”即将开始 (11月25日 14:30), 欢迎观看',
      '您已成功报名“融资对接会”, 11月25日 14:30 开始',
    ]);
    expect(body.notices[0]).toMatchObject({ kind: 'session_reminder_minutes', href: `/s/${session}`, readAt: null });
    const english = await agent.get('/api/notices').set('Accept-Language', 'en').expect(200);
    expect(english.body.notices[1].text).toBe(
      'You are registered for "融资对接会", which starts on 25 Nov 14:30 (Beijing time)',
    );
    const marked = await agent
      .post('/api/notices/read')
      .send({ ids: [body.notices[0].id] })
      .expect(200);
    expect(marked.body).toEqual({ unread: 1 });
    expect((await agent.post('/api/notices/read').send({}).expect(200)).body).toEqual({ unread: 0 });
    const after = await agent.get('/api/notices').expect(200);
    expect(after.body.notices.every(({ readAt }: NoticeView) => readAt !== null)).toBe(true);
  });

  it('another person’s notices can neither be read nor marked', async () => {
    const [mine, other] = [await somebody(), await somebody()];
    const id = await tell(reminder(mine.personId));
    expect((await other.agent.get('/api/notices').expect(200)).body).toEqual({ notices: [], unread: 0, next: null });
    await other.agent
      .post('/api/notices/read')
      .send({ ids: [id] })
      .expect(200);
    await other.agent.post('/api/notices/read').send({}).expect(200);
    expect((await mine.agent.get('/api/notices').expect(200)).body).toMatchObject({
      unread: 1,
      notices: [{ id, readAt: null }],
    });
  });

  it('whoever came for the first time was told nothing', async () => {
    expect((await request(server.url).get('/api/notices').expect(200)).body.notices).toEqual([]);
    expect((await request(server.url).post('/api/notices/read').send({}).expect(200)).body).toEqual({ unread: 0 });
  });

  it('many come in pages without a gap or a repetition', async () => {
    const { agent, personId } = await somebody();
    await within(async (tx, notices) => {
      for (let n = 0; n < 65; n += 1) await notices.notify(tx, reminder(personId, `第${n}场`));
    });
    const texts: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const answer = await agent.get(`/api/notices${next && `?before=${next}`}`).expect(200);
      const body: NoticeList = answer.body;
      expect(body.notices.length).toBeLessThanOrEqual(30);
      texts.push(...body.notices.map(({ text }) => /“第(\d+)场”/.exec(text)?.[1] ?? text));
      next = body.next;
    }
    expect(texts).toEqual(Array.from({ length: 65 }, (_, n) => String(64 - n)));
  });

  it('the same thing is told to a person once, also when two say it at the same time', async () => {
    const [one, other] = [await nobody(), await nobody()];
    const say = (personId: string) =>
      tell({ ...reminder(personId), dedupeKey: `reminder:${session}`, channels: ['sms'] });
    const told = await Promise.all([say(one), say(one), say(one), say(other)]);
    expect(told.filter(Boolean)).toHaveLength(2);
    await Promise.all(told.filter(Boolean).map(settled));
    expect(await say(one)).toBeNull();
    expect(bodies()).toHaveLength(2);
    expect(await tell(reminder(one))).not.toBeNull();
  });

  it('what was rolled back is told to nobody', async () => {
    const personId = await nobody();
    const lost = within(async (tx, notices) => {
      await notices.notify(tx, { ...reminder(personId, '没有发生的场次'), dedupeKey: 'lost', channels: ['sms'] });
      throw new Error('and then it failed');
    });
    await expect(lost).rejects.toThrow('and then it failed');
    await settled(await tell({ ...reminder(personId, '发生了的场次'), dedupeKey: 'lost', channels: ['sms'] }));
    expect(bodies().map(({ params }) => params.title)).toEqual(['发生了的场次']);
    expect(await server.database.query('SELECT 1 FROM notice WHERE person_id = $1', [personId])).toHaveLength(1);
  });

  it('a notice leads to a page of the app and nowhere else', async () => {
    const personId = await nobody();
    for (const href of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '']) {
      await expect(tell({ ...reminder(personId), href })).rejects.toThrow(/notice_href_ck/);
    }
    await tell({ ...reminder(personId), href: '/' });
  });

  it('what a person was told can be forgotten, with what is on its way', async () => {
    const personId = await nobody();
    await within(async (tx, notices) => {
      await notices.notify(tx, { ...reminder(personId), channels: ['sms'] });
      await notices.forget(tx, personId);
    });
    await settled(await tell({ ...reminder(await nobody(), '另一场'), channels: ['sms'] }));
    expect(bodies().map(({ params }) => params.title)).toEqual(['另一场']);
  });

  it.each([['?before=1'], ['?before=%27'], ['?before[]=x'], ['?limit=5000']])('%s is refused', async (query) => {
    const { body } = await request(server.url).get(`/api/notices${query}`).expect(400);
    expect(body.code).toBe('request.invalid');
  });

  it.each([
    ['a word', { ids: 'all' }],
    ['something that is no id', { ids: ['1'] }],
    ['an object', { ids: [{ toString: 'x' }] }],
    ['more than a page could show', { ids: Array.from({ length: 101 }, newId) }],
    ['another person', { personId: newId() }],
  ])('marking %s is refused', async (_what, body) => {
    const { agent } = await somebody();
    expect((await agent.post('/api/notices/read').send(body).expect(400)).body.code).toBe('request.invalid');
  });
});

describe('notices that leave the house', () => {
  it('a gateway that is down for a while gets the message once it is back: once, under one id', async () => {
    const before = await sent('sms');
    await gateway.down();
    const notice = await tell({ ...reminder(await nobody()), channels: ['sms'] });
    await until('the first attempt has failed', async () =>
      (await deliveries(notice)).some(({ attempts, failure }) => attempts > 0 && failure === 'unreachable'),
    );
    gateway.answer(503);
    await gateway.up();
    await until('the gateway has refused it', () => gateway.requests.length > 0, { within: 20_000 });
    gateway.answer(200);
    const delivery = await settled(notice);
    expect(delivery).toMatchObject({ state: 'sent', failure: null });
    expect(bodies().every(({ id }) => id === delivery.id)).toBe(true);
    const taken = bodies().filter(({ answered }) => answered === 200);
    expect(taken).toHaveLength(1);
    const link = `http://yunqiao.example.cn/s/${session}`;
    expect(taken[0]).toMatchObject({
      channel: 'sms',
      to: PHONE,
      template: 'session_reminder_minutes',
      params: { title: '融资对接会', time: '11月25日 14:30', url: link },
      text: `您报名的“融资对接会”即将开始 (11月25日 14:30), 欢迎观看, 详情: ${link}`,
    });
    await until('the job is done', async () => {
      const jobs = await server.database.query(
        `SELECT state FROM pgboss.job WHERE data->>'deliveryId' = $1 AND state = 'completed'`,
        [delivery.id],
      );
      return jobs.length === 1;
    });
    expect(await sent('sms')).toBe(before + 1);
  });

  it('a job that is run again after its delivery sends nothing', async () => {
    const { id } = await settled(await tell({ ...reminder(await nobody()), channels: ['sms'] }));
    await within((tx) => server.app.get(Jobs, { strict: false }).enqueue(tx, 'notice.deliver/sms', { deliveryId: id }));
    await until('both jobs are done', async () => {
      const jobs = await server.database.query(
        `SELECT state FROM pgboss.job WHERE data->>'deliveryId' = $1 AND state = 'completed'`,
        [id],
      );
      return jobs.length === 2;
    });
    expect(bodies()).toHaveLength(1);
  });

  it('mail goes to the mail server', async () => {
    const notice = await tell({ ...reminder(await nobody()), channels: ['mail'] });
    const { id, state } = await settled(notice);
    expect(state).toBe('sent');
    const received = mail.mails.filter(({ data }) => data.includes(id));
    expect(received).toMatchObject([{ to: ['li.min@example.cn'] }]);
  });

  it('without an address it stays in the app', async () => {
    resolveTo({ mail: 'li.min@example.cn' });
    const notice = await tell({ ...reminder(await nobody()), channels: ['sms'] });
    expect(await settled(notice)).toMatchObject({ state: 'skipped', failure: 'no_address' });
    expect(gateway.requests).toEqual([]);
  });

  it('what the gateway refuses for good, and what has been tried often enough, has failed', async () => {
    gateway.answer(422);
    const refused = await tell({ ...reminder(await nobody()), channels: ['sms'] });
    expect(await settled(refused)).toMatchObject({ state: 'failed', failure: 'http_422', attempts: 1 });
    gateway.answer(500);
    const last = await within(async (tx, notices) => {
      const id = await notices.notify(tx, { ...reminder(await nobody()), channels: ['sms'] });
      await tx.query('UPDATE notice_delivery SET attempts = 19 WHERE notice_id = $1', [id]);
      return id;
    });
    expect(await settled(last)).toMatchObject({ state: 'failed', failure: 'http_500', attempts: 20 });
    const { text } = await request(server.url).get('/metrics');
    expect(text).toMatch(/^yunqiao_messages_total\{channel="sms",outcome="failed"\} [1-9]/m);
  });

  it('a reminder that comes too late is not sent any more', async () => {
    const late = await within(async (tx, notices) => {
      const id = await notices.notify(tx, { ...reminder(await nobody()), channels: ['sms'] });
      await tx.query(`UPDATE notice_delivery SET queued_at = now() - interval '1 hour' WHERE notice_id = $1`, [id]);
      return id;
    });
    expect(await settled(late)).toMatchObject({ state: 'failed', failure: 'too_late' });
    expect(gateway.requests).toEqual([]);
  });

  it('a crowd does not wait for one another', async () => {
    const persons = await Promise.all(Array.from({ length: 60 }, nobody));
    const began = Date.now();
    await within(async (tx, notices) => {
      for (const personId of persons) await notices.notify(tx, { ...reminder(personId), channels: ['sms'] });
    });
    await until('all have it', () => gateway.requests.length >= persons.length, { within: 20_000 });
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(new Set(bodies().map(({ id }) => id)).size).toBe(persons.length);
  });

  it('one that fails among others is tried again, the others are not sent twice', async () => {
    let refusals = 0;
    gateway.answer((body) => (body.includes('不巧') && (refusals += 1) <= 2 ? 503 : 200));
    const persons = await Promise.all(Array.from({ length: 10 }, nobody));
    const unlucky = await within(async (tx, notices) => {
      for (const personId of persons) await notices.notify(tx, { ...reminder(personId), channels: ['sms'] });
      return notices.notify(tx, { ...reminder(await nobody(), '不巧的场次'), channels: ['sms'] });
    });
    expect(await settled(unlucky)).toMatchObject({ state: 'sent', attempts: 3 });
    const taken = bodies().filter(({ answered }) => answered === 200);
    expect(taken).toHaveLength(11);
    expect(new Set(taken.map(({ id }) => id)).size).toBe(11);
  });

  async function sent(channel: string): Promise<number> {
    const { text } = await request(server.url).get('/metrics');
    return Number(new RegExp(`messages_total\\{channel="${channel}",outcome="sent"\\} (\\d+)`).exec(text)?.[1] ?? 0);
  }
});

describe('messages without a notice', () => {
  const code = { channel: 'sms', to: PHONE, template: 'sign_in_code', params: { code: '204817', minutes: 5 } } as const;

  it('go out at once, and are kept nowhere', async () => {
    const rows = `SELECT (SELECT count(*) FROM notice) + (SELECT count(*) FROM notice_delivery) AS n`;
    const before = await server.database.query(rows);
    await server.app.get(Messenger, { strict: false }).send(code);
    expect(bodies()).toMatchObject([{ to: PHONE, params: { code: '204817', minutes: '5' } }]);
    expect(await server.database.query(rows)).toEqual(before);
  });

  it('a gateway that fails is told to the caller at once', async () => {
    gateway.answer(500);
    const sending = server.app.get(Messenger, { strict: false }).send(code);
    await expect(sending).rejects.toMatchObject({ name: 'AppError', code: 'message.not_sent' });
    expect(gateway.requests).toHaveLength(1);
  });
});

describe('in production', () => {
  const environment = { NODE_ENV: 'production', SECRET_KEY: STRONG_SECRET, PUBLIC_URL: 'https://yunqiao.example.cn' };

  it('a channel that is not configured is off, and nothing is kept waiting for it', async () => {
    const production = await startTestApp(environment);
    try {
      const [messenger, notices, contacts, transactions] = [Messenger, Notices, Contacts, Transactions].map((token) =>
        production.app.get(token as never, { strict: false }),
      ) as [Messenger, Notices, Contacts, Transactions];
      contacts.resolveBy(async () => ({ phone: PHONE }));
      expect([messenger.has('sms'), messenger.has('mail'), messenger.has('wechat')]).toEqual([false, false, false]);
      expect(messenger.isConsole('sms')).toBe(false);
      const sending = messenger.send({
        channel: 'sms',
        to: PHONE,
        template: 'sign_in_code',
        params: { code: '204817', minutes: 5 },
      });
      await expect(sending).rejects.toMatchObject({ code: 'message.channel_off' });
      const person = newId();
      await production.database.query('INSERT INTO person (id) VALUES ($1)', [person]);
      await transactions.run(SYSTEM_ACTOR, (tx) => notices.notify(tx, { ...reminder(person), channels: ['sms'] }));
      await until('it is skipped', async () => {
        const rows = await production.database.query('SELECT state, failure FROM notice_delivery');
        return rows[0]?.state === 'skipped' && rows[0]?.failure === 'channel_off';
      });
    } finally {
      await production.close();
    }
  });

  const read = (more: Record<string, string>) =>
    readConfig({ ...environment, DATABASE_URL: 'x', MEDIASOUP_WORKER_BIN: 'x', ...more });

  it('the console is the way out only outside production', () => {
    const adapters = (config: ReturnType<typeof read>) => new MessageAdapters(config, new Clock());
    expect(adapters(read({})).get('sms')).toBeUndefined();
    expect(adapters(read({ NODE_ENV: 'development' })).get('sms')?.constructor.name).toBe('ConsoleAdapter');
    const configured = read({ SMS_GATEWAY_URL: 'https://bridge.example.cn/', MESSAGE_GATEWAY_SECRET: STRONG_SECRET });
    expect(adapters(configured).get('sms')?.constructor.name).toBe('GatewayAdapter');
    expect(adapters(configured).get('wechat')).toBeUndefined();
  });

  it.each([
    [{ SMS_GATEWAY_URL: 'https://bridge.example.cn' }, /MESSAGE_GATEWAY_SECRET/],
    [
      { SMS_GATEWAY_URL: 'https://bridge.example.cn', MESSAGE_GATEWAY_SECRET: 'short' },
      /至少 16 个字符 .* 16 characters/,
    ],
    [{ WECHAT_GATEWAY_URL: 'ftp://bridge.example.cn' }, /WECHAT_GATEWAY_URL/],
    [{ SMS_GATEWAY_URL: 'https://key:word@bridge.example.cn' }, /^(?!.*word@).*SMS_GATEWAY_URL/],
    [{ SMTP_URL: 'https://mail.example.cn', MAIL_FROM: 'a@example.cn' }, /SMTP_URL/],
    [{ SMTP_URL: 'smtps://mail.example.cn' }, /MAIL_FROM/],
    [{ SMTP_URL: 'smtps://mail.example.cn', MAIL_FROM: 'a@example.cn\nBcc: b@example.cn' }, /MAIL_FROM/],
  ])('%j keeps the server from starting, in a sentence of both languages', (more, sentence) => {
    expect(() => read(more as Record<string, string>)).toThrow(sentence);
    expect(() => read(more as Record<string, string>)).toThrow(/\p{Script=Han}.* \/ /su);
  });
});
