import { createHmac } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { startGateway, type TestGateway } from '../../test/setup/message-gateway.js';
import { type MailServer, startMailServer } from '../../test/setup/mail-server.js';
import { Clock } from '../infra/clock.js';
import { NestLog } from '../infra/nest-log.js';
import { ConsoleAdapter } from './console.adapter.js';
import { GatewayAdapter } from './gateway.adapter.js';
import type { OutgoingMessage } from './message-adapter.js';
import { SmtpAdapter } from './smtp.adapter.js';

const SECRET = 'a-shared-secret-of-the-bridge';
const message: OutgoingMessage = {
  id: '01900000-0000-7000-8000-00000000abcd',
  to: '+8613812341234',
  template: 'sign_in_code',
  params: { code: '204817', minutes: '5' },
  subject: '登录验证码',
  text: '您的验证码是 204817, 5 分钟内有效, 请勿告诉他人',
};

describe('the gateway adapter', () => {
  let gateway: TestGateway;
  let adapter: GatewayAdapter;

  beforeEach(async () => {
    gateway = await startGateway();
    adapter = new GatewayAdapter('sms', { url: gateway.url, secret: SECRET }, new Clock());
  });
  afterEach(() => gateway.down());

  it('hands over the message, signed so that the bridge knows whom it is from and when', async () => {
    await adapter.send(message);
    const [request] = gateway.requests;
    const { id, to, template, params, text } = message;
    expect(JSON.parse(request?.body ?? '')).toEqual({ channel: 'sms', to, template, params, text, id });
    const timestamp = request?.headers['x-yunqiao-timestamp'];
    expect(Math.abs(Number(timestamp) * 1000 - Date.now())).toBeLessThan(5_000);
    const expected = createHmac('sha256', SECRET).update(`${timestamp}.${request?.body}`).digest('hex');
    expect(request?.headers['x-yunqiao-signature']).toBe(`sha256=${expected}`);
  });

  it.each([201, 202, 204])('takes %d for success', async (status) => {
    gateway.answer(status);
    await adapter.send(message);
  });

  it.each([
    [500, false],
    [401, false],
    [422, true],
  ])('%d is a failure (for good: %s), and says nothing of the phone', async (status, permanent) => {
    gateway.answer(status);
    const failure = await adapter.send(message).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'MessageFailure', code: `http_${status}`, permanent });
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/138/);
  });

  it.each([301, 302, 307, 308])('does not follow %d: the phone would go elsewhere', async (status) => {
    gateway.answer(status);
    await expect(adapter.send(message)).rejects.toMatchObject({ code: `http_${status}` });
    expect(gateway.requests).toHaveLength(1);
  });

  it('does not wait for a bridge that says nothing', async () => {
    gateway.answer(null);
    const began = Date.now();
    await expect(adapter.send(message)).rejects.toMatchObject({ code: 'timeout', permanent: false });
    expect(Date.now() - began).toBeLessThan(15_000);
  });

  it('a bridge that is away is tried again', async () => {
    await gateway.down();
    await expect(adapter.send(message)).rejects.toMatchObject({ code: 'unreachable', permanent: false });
    await gateway.up();
    await adapter.send(message);
  });
});

describe('the mail adapter', () => {
  let server: MailServer;
  let adapter: SmtpAdapter;
  const mail = { ...message, to: 'li.min@example.cn' };

  beforeAll(async () => {
    server = await startMailServer();
    adapter = new SmtpAdapter({ url: server.url, from: '云桥 <notice@yunqiao.example.cn>' });
  });
  beforeEach(() => server.answerRecipients('250 OK'));
  afterAll(() => server.close());

  it('delivers subject and text in Chinese, with an id that stays the same', async () => {
    await adapter.send(mail);
    const received = server.mails.at(-1);
    expect(received).toMatchObject({ from: 'notice@yunqiao.example.cn', to: ['li.min@example.cn'] });
    const [head = '', body = ''] = (received?.data ?? '').split('\n\n');
    expect(head).toContain(`Message-ID: <${message.id}@yunqiao.example.cn>`);
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
    const subject = /^Subject: =\?UTF-8\?B\?(.*)\?=$/im.exec(head)?.[1] ?? '';
    expect(Buffer.from(subject, 'base64').toString()).toBe(message.subject);
    const plain = /base64/i.test(head) ? Buffer.from(body, 'base64').toString() : decodeQuotedPrintable(body);
    expect(plain.trim()).toBe(message.text);
  });

  it('one address is one recipient, whatever stands in it', async () => {
    const before = server.mails.length;
    await adapter.send({ ...mail, to: 'a@example.cn, b@example.cn\r\nRCPT TO:<c@example.cn>' }).catch(() => undefined);
    const recipients = server.mails.slice(before).flatMap(({ to }) => to);
    expect(recipients).not.toContain('b@example.cn');
    expect(recipients).not.toContain('c@example.cn');
  });

  it('a refused recipient is refused for good, a full mailbox is tried again', async () => {
    server.answerRecipients('550 5.1.1 no such user li.min@example.cn');
    const failure = await adapter.send(mail).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'MessageFailure', code: 'smtp_550', permanent: true });
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/li\.min/);
    server.answerRecipients('452 4.2.2 mailbox full');
    await expect(adapter.send(mail)).rejects.toMatchObject({ code: 'smtp_452', permanent: false });
  });

  it('does not wait for a server that says nothing, and tries again where there is none', async () => {
    server.answerRecipients(null);
    const began = Date.now();
    await expect(adapter.send(mail)).rejects.toMatchObject({ permanent: false });
    expect(Date.now() - began).toBeLessThan(15_000);
    const nowhere = new SmtpAdapter({ url: 'smtp://127.0.0.1:9', from: 'notice@yunqiao.example.cn' });
    await expect(nowhere.send(mail)).rejects.toMatchObject({ name: 'MessageFailure', permanent: false });
  });
});

function decodeQuotedPrintable(text: string): string {
  const bytes = text.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => `%${hex}`);
  return decodeURIComponent(bytes);
}

describe('the console adapter', () => {
  afterEach(() => Logger.overrideLogger(false));

  it('writes the text where the start script finds it, without the whole phone', async () => {
    const lines: string[] = [];
    Logger.overrideLogger(new NestLog(pino({ level: 'info' }, { write: (line: string) => lines.push(line) })));
    await new ConsoleAdapter('sms', { production: false }).send(message);
    expect(lines).toHaveLength(1);
    const entry = JSON.parse(lines[0] ?? '');
    expect(entry).toMatchObject({ level: 30, notice: true });
    expect(entry.msg).toContain(message.text);
    expect(entry.msg).toContain('138****1234');
    expect(lines[0]).not.toContain('13812341234');
  });

  it('is not for production', () => {
    expect(() => new ConsoleAdapter('sms', { production: true })).toThrow(/production/);
  });
});
