import { access, readdir, utimes } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Body, Controller, Get, Module, Param, Post, Res } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IsString, MaxLength } from 'class-validator';
import type { NextFunction, Response } from 'express';
import request from 'supertest';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { ProblemFilter } from '../../src/infra/http/problem.filter.js';
import { sendFile } from '../../src/infra/http/send-file.js';
import { ReceivesFile, type Upload, UploadedBytes } from '../../src/infra/http/upload.js';
import { UploadSlots } from '../../src/infra/http/upload-slots.js';
import { newId } from '../../src/infra/id.js';
import { Jobs } from '../../src/infra/jobs.js';
import type { ActorRequest } from '../../src/infra/policy.js';
import { Files, type NewFile } from '../../src/infra/storage/files.service.js';
import { Storage } from '../../src/infra/storage/storage.js';
import { requestValidation } from '../../src/infra/validation.js';
import { writeXlsx } from '../../src/infra/spreadsheet/write-xlsx.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { JPEG, PDF, png, WEBP_LOSSY } from '../setup/pictures.js';
import { until } from '../setup/until.js';

const DAY_MS = 86_400_000;
const ELF = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), Buffer.alloc(5_000, 0x90)]);
const SCRIPT = Buffer.from('#!/bin/sh\nrm -rf /\n');
const PAGE = Buffer.from('<!doctype html><script>alert(1)</script>');

let server: TestApp;
let files: Files;
let transactions: Transactions;

beforeAll(async () => {
  server = await startTestApp();
  files = server.app.get(Files, { strict: false });
  transactions = server.app.get(Transactions, { strict: false });
});
afterAll(() => server.close());

const store = (file: Partial<NewFile>) =>
  transactions.run(SYSTEM_ACTOR, (tx) =>
    files.store(tx, { purpose: 'licence', bytes: PDF, name: '营业执照.pdf', ...file }),
  );
const rows = async () => (await server.database.query<{ n: number }>('SELECT count(*)::int AS n FROM file'))[0]?.n ?? 0;

async function onDisk(): Promise<string[]> {
  const folder = join(server.config.dataDir, 'files', 'uploads');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('an uploaded file', () => {
  beforeEach(async () => {
    await server.database.query('DELETE FROM file');
    await server.app.get(Storage, { strict: false }).delete('uploads');
  });

  it.each<[string, Partial<NewFile>, string]>([
    ['a program called licence.pdf', { bytes: ELF, name: 'licence.pdf' }, 'file.type_refused'],
    ['a script called licence.pdf', { bytes: SCRIPT, name: 'licence.pdf' }, 'file.type_refused'],
    ['a page called licence.png', { bytes: PAGE, name: 'licence.png' }, 'file.type_refused'],
    ['a kind for another purpose', { purpose: 'licence', bytes: WEBP_LOSSY }, 'file.type_refused'],
    ['a program called table.csv', { purpose: 'import', bytes: ELF, name: 'table.csv' }, 'file.type_refused'],
    ['text with NUL bytes', { purpose: 'import', bytes: Buffer.from('a,b\0') }, 'file.type_refused'],
    ['nothing', { bytes: Buffer.alloc(0) }, 'file.unreadable'],
    ['more than 10 MB', { bytes: Buffer.concat([PDF, Buffer.alloc(10_485_760)]) }, 'file.too_large'],
    ['more than 5 MB as a poster', { purpose: 'poster', bytes: Buffer.alloc(5_242_881) }, 'file.too_large'],
    ['a poster of 100 megapixels', { purpose: 'poster', bytes: png(10_000, 10_000) }, 'file.too_large'],
    ['a poster without a size', { purpose: 'poster', bytes: JPEG.subarray(0, 60) }, 'file.unreadable'],
  ])('is refused when it is %s, and nothing of it stays', async (_what, file, code) => {
    await expect(store(file)).rejects.toMatchObject({ code });
    expect(await rows()).toBe(0);
    expect(await onDisk()).toEqual([]);
  });

  it.each<[string, Partial<NewFile>, string, string]>([
    ['a PDF', {}, 'application/pdf', '营业执照.pdf'],
    ['a picture under a wrong name', { bytes: JPEG, name: 'licence.pdf' }, 'image/jpeg', 'licence.pdf.jpg'],
    ['a poster', { purpose: 'poster', bytes: png(4_000, 3_000), name: 'p.png' }, 'image/png', 'p.png'],
    [
      'a table in GB18030',
      { purpose: 'import', bytes: Buffer.from('c3fbb3c60a', 'hex'), name: 'a.csv' },
      'text/csv',
      'a.csv',
    ],
    [
      'a table that begins like a bitmap',
      { purpose: 'import', bytes: Buffer.from('BM编码,名称\n'), name: 'a' },
      'text/csv',
      'a.csv',
    ],
  ])('is kept when it is %s', async (_what, file, type, name) => {
    const row = await store(file);
    expect(row).toMatchObject({ type, name });
    const opened = await files.open(row.id);
    expect(opened.row).toMatchObject({ id: row.id, type, name, size: row.size, sha256: row.sha256 });
    expect((await buffer(opened.stream())).equals(file.bytes ?? PDF)).toBe(true);
    expect(await onDisk()).toHaveLength(1);
  });

  it('may be a workbook', async () => {
    const bytes = await writeXlsx([{ name: '名单', header: ['名称'], rows: [['株洲']] }]);
    expect((await store({ purpose: 'import', bytes, name: '名单.xlsx' })).name).toBe('名单.xlsx');
  });

  it('cannot be opened once it has expired or was removed, and its bytes go at once', async () => {
    const expired = await store({ expiresAt: new Date(Date.now() - 1_000) });
    await expect(files.open(expired.id)).rejects.toMatchObject({ code: 'file.not_found' });
    const removed = await store({});
    await transactions.run(SYSTEM_ACTOR, (tx) => files.remove(tx, removed.id));
    await expect(files.open(removed.id)).rejects.toMatchObject({ code: 'file.not_found' });
    expect(await onDisk()).toHaveLength(1);
    await expect(files.open(newId())).rejects.toMatchObject({ code: 'file.not_found' });
  });

  it('leaves the storage only by keys that stay in it', async () => {
    const storage = server.app.get(Storage, { strict: false });
    await expect(storage.put('../outside.txt', PDF)).rejects.toThrow('leaves the folder');
    await expect(access(join(server.config.dataDir, 'outside.txt'))).rejects.toThrow();
  });
});

describe('the nightly sweep', () => {
  const sweep = async () => {
    const jobs = server.app.get(Jobs, { strict: false });
    await transactions.run(SYSTEM_ACTOR, (tx) => jobs.enqueue(tx, 'infra.sweep_files', {}));
    const open = `SELECT 1 FROM pgboss.job WHERE name = 'infra.sweep_files' AND state <> 'completed'`;
    await until('the sweep is done', async () => (await server.database.query(open)).length === 0);
  };
  const age = async (path: string) => utimes(path, new Date(), new Date(Date.now() - DAY_MS - 60_000));

  beforeEach(async () => {
    await server.database.query('DELETE FROM file');
    await server.app.get(Storage, { strict: false }).delete('uploads');
  });

  it('removes what a rolled-back transaction left behind, a day later', async () => {
    const failing = transactions.run(SYSTEM_ACTOR, async (tx) => {
      await files.store(tx, { purpose: 'licence', bytes: PDF, name: 'a.pdf' });
      throw new Error('the rest failed');
    });
    await expect(failing).rejects.toThrow('the rest failed');
    const [orphan] = await onDisk();
    await sweep();
    expect(await onDisk()).toEqual([orphan]);
    await age(orphan ?? '');
    await sweep();
    expect(await onDisk()).toEqual([]);
  });

  it('keeps every file that has a row, however old', async () => {
    const row = await store({});
    for (const path of await onDisk()) await age(path);
    await sweep();
    expect((await buffer((await files.open(row.id)).stream())).equals(PDF)).toBe(true);
  });

  it('removes expired and deleted ones, and keeps the row to which another one refers', async () => {
    await store({ expiresAt: new Date(Date.now() - 1_000) });
    const removed = await store({});
    const referred = await store({ purpose: 'import', bytes: Buffer.from('a,b\n') });
    await server.database.query('CREATE TABLE referring (file_id uuid REFERENCES file (id))');
    await server.database.query('INSERT INTO referring VALUES ($1)', [referred.id]);
    await transactions.run(SYSTEM_ACTOR, (tx) => files.remove(tx, removed.id));
    await transactions.run(SYSTEM_ACTOR, (tx) => files.remove(tx, referred.id));
    await sweep();
    expect(await onDisk()).toEqual([]);
    expect(await server.database.query('SELECT id FROM file')).toEqual([{ id: referred.id }]);
    await server.database.query('DROP TABLE referring');
  });
});

class FormRequest {
  @IsString()
  @MaxLength(20)
  name!: string;
}

/** Routes as a feature has them. */
@Controller()
class FormController {
  static files: Files;
  static transactions: Transactions;
  static hold: Promise<void> = Promise.resolve();

  @Post('licences')
  @ReceivesFile('licence', { field: 'licence', body: FormRequest })
  async licence(@Body() form: FormRequest, @UploadedBytes() upload: Upload): Promise<{ id: string; form: string }> {
    await FormController.hold;
    const { id } = await FormController.transactions.run(SYSTEM_ACTOR, (tx) =>
      FormController.files.store(tx, { purpose: 'licence', ...upload }),
    );
    return { id, form: form.name };
  }

  @Post('tables')
  @ReceivesFile('import')
  table(@UploadedBytes('optional') upload: Upload | undefined): { bytes: number } {
    return { bytes: upload?.bytes.length ?? -1 };
  }

  @Get('files/:id')
  async file(@Param('id') id: string, @Res() response: Response): Promise<void> {
    await sendFile(response, await FormController.files.open(id), { inline: true });
  }
}

@Module({
  controllers: [FormController],
  providers: [
    UploadSlots,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: requestValidation },
  ],
})
class FormModule {}

describe('a form with a file', () => {
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(FormModule, { logger: false });
    app.use((incoming: ActorRequest, _response: Response, next: NextFunction) => {
      incoming.actor = { ...SYSTEM_ACTOR, personId: String(incoming.headers['x-person'] ?? 'somebody') };
      next();
    });
    Object.assign(FormController, { files, transactions });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(() => app.close());

  it('is received, kept, and given back as what it is and nothing else', async () => {
    const sent = request(url).post('/licences').field('name', '株洲').attach('licence', PDF, '营业 执照(1).pdf');
    const { body } = await sent.expect(201);
    expect(body.form).toBe('株洲');
    const answer = await request(url).get(`/files/${body.id}`).buffer(true).expect(200);
    expect(Buffer.from(answer.body).equals(PDF)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(PDF.length),
      'content-disposition': `inline; filename="__ __(1).pdf"; filename*=UTF-8''%E8%90%A5%E4%B8%9A%20%E6%89%A7%E7%85%A7%281%29.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-cache',
    });
    const etag = String(answer.headers['etag']);
    await request(url).get(`/files/${body.id}`).set('If-None-Match', etag).expect(304);
  });

  it('a table is saved, never shown', async () => {
    const row = await store({ purpose: 'import', bytes: PAGE, name: 'x.html' });
    const answer = await request(url).get(`/files/${row.id}`).expect(200);
    expect(answer.headers['content-type']).toBe('text/csv');
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="x\.html\.csv"/);
  });

  it('says so when the bytes are lost', async () => {
    const row = await store({});
    await server.app.get(Storage, { strict: false }).delete(row.storageKey);
    const answer = await request(url).get(`/files/${row.id}`).expect(404);
    expect(answer.body.code).toBe('file.not_found');
  });

  it.each<[string, (post: request.Test) => request.Test, number, string]>([
    [
      'a file that is too large',
      (post) => post.field('name', 'a').attach('licence', Buffer.alloc(10_485_761), 'a.pdf'),
      413,
      'file.too_large',
    ],
    ['a program', (post) => post.field('name', 'a').attach('licence', ELF, 'licence.pdf'), 415, 'file.type_refused'],
    ['no file', (post) => post.field('name', 'a'), 400, 'request.invalid'],
    [
      'two files',
      (post) => post.attach('licence', PDF, 'a.pdf').attach('licence', PDF, 'b.pdf'),
      400,
      'request.malformed',
    ],
    ['a file in another field', (post) => post.attach('other', PDF, 'a.pdf'), 400, 'request.malformed'],
    [
      'an unknown text field',
      (post) => post.field('name', 'a').field('role', 'x').attach('licence', PDF, 'a.pdf'),
      400,
      'request.invalid',
    ],
    [
      'a text field of megabytes',
      (post) => post.field('name', 'a'.repeat(1_000_000)).attach('licence', PDF, 'a.pdf'),
      400,
      'request.malformed',
    ],
    [
      'fields that reach into each other',
      (post) => post.field('name[__proto__][x]', 'a').attach('licence', PDF, 'a.pdf'),
      400,
      'request.malformed',
    ],
    [
      'half a form',
      (post) =>
        post
          .type('multipart/form-data; boundary=x')
          .send('--x\r\nContent-Disposition: form-data; name="licence"; filename="a"\r\n\r\n%PDF'),
      400,
      'request.malformed',
    ],
    ['JSON', (post) => post.send({ name: 'a' }), 400, 'request.invalid'],
  ])('is refused with %s, and nothing of it stays', async (_what, fill, status, code) => {
    const [before, filesBefore] = [await rows(), await onDisk()];
    const answer = await fill(request(url).post('/licences')).expect(status);
    expect(answer.body.code).toBe(code);
    expect(await rows()).toBe(before);
    expect(await onDisk()).toEqual(filesBefore);
  });

  it('may leave out a file that is optional', async () => {
    const answer = await request(url).post('/tables').field('unread', 'a').expect(201);
    expect(answer.body).toEqual({ bytes: -1 });
  });

  it('two at a time of one person, more of others, and the slots come back', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    FormController.hold = promise;
    const send = (person: string) =>
      request(url).post('/licences').set('x-person', person).field('name', 'a').attach('licence', PDF, 'a.pdf').then();
    const held = [send('one'), send('one'), send('two')];
    const refused = await Promise.race([send('one'), ...held]);
    expect(refused).toMatchObject({ status: 429, body: { code: 'request.too_many', retryAfter: 5 } });
    resolve();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await send('one')).status).toBe(201);
  });

  it('senders who go away in the middle leave nothing and give their slots back', async () => {
    const before = await onDisk();
    const send = () =>
      request(url).post('/tables').set('x-person', 'leaving').attach('file', Buffer.from('a'), 'a.csv');
    const leaving = [halfAnUpload(), halfAnUpload()];
    await until('both hold a slot', async () => (await send()).status === 429);
    for (const socket of leaving) socket.destroy();
    await until('the slots are free', async () => (await send()).status === 201);
    expect(await onDisk()).toEqual(before);
  });

  function halfAnUpload(): Socket {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const headers = ['POST /tables HTTP/1.1', 'Host: a', 'x-person: leaving', 'Content-Length: 9000'];
    const part = ['--x', 'Content-Disposition: form-data; name="file"; filename="a.csv"', '', 'a,b'];
    socket.write([...headers, 'Content-Type: multipart/form-data; boundary=x', '', ...part].join('\r\n'));
    return socket;
  }
});

it('the whole server keeps its limit for everything that is not an upload', async () => {
  const [session] = await server.database.query<{ id: string }>('SELECT id FROM session LIMIT 1');
  const answer = await request(server.url)
    .post(`/api/sessions/${session?.id ?? newId()}/join`)
    .send({ webrtc: true, link: 'x'.repeat(100_000) });
  expect(answer.status).toBe(413);
});
