import { type AddressInfo, connect, type Socket } from 'node:net';
import { Body, Controller, Get, Module, Param, Post, Res } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IsString, MaxLength } from 'class-validator';
import type { NextFunction, Response } from 'express';
import request from 'supertest';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { ProblemFilter } from '../../src/infra/http/problem.filter.js';
import { sendFile } from '../../src/infra/http/send-file.js';
import { ReceivesFile, type Upload, UploadedBytes } from '../../src/infra/http/upload.js';
import { UploadSlots } from '../../src/infra/http/upload-slots.js';
import { newId } from '../../src/infra/id.js';
import type { ActorRequest } from '../../src/infra/policy.js';
import { requestValidation } from '../../src/infra/validation.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ELF, FileStore, PAGE } from '../setup/file-store.js';
import { PDF } from '../setup/pictures.js';
import { until } from '../setup/until.js';

let server: TestApp;
let kept: FileStore;

beforeAll(async () => {
  server = await startTestApp();
  kept = new FileStore(server);
});
afterAll(() => server.close());

class FormRequest {
  @IsString()
  @MaxLength(20)
  name!: string;
}

/** Routes as a feature has them. */
@Controller()
class FormController {
  static kept: FileStore;
  static hold: Promise<void> = Promise.resolve();

  @Post('licences')
  @ReceivesFile('licence', { field: 'licence', body: FormRequest })
  async licence(@Body() form: FormRequest, @UploadedBytes() upload: Upload): Promise<{ id: string; form: string }> {
    await FormController.hold;
    const { id } = await FormController.kept.store(upload);
    return { id, form: form.name };
  }

  @Post('tables')
  @ReceivesFile('import')
  table(@UploadedBytes('optional') upload: Upload | undefined): { bytes: number } {
    return { bytes: upload?.bytes.length ?? -1 };
  }

  @Get('files/:id')
  async file(@Param('id') id: string, @Res() response: Response): Promise<void> {
    await sendFile(response, await FormController.kept.files.open(id), { inline: true });
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
    FormController.kept = kept;
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
    const row = await kept.store({ purpose: 'import', bytes: PAGE, name: 'x.html' });
    const answer = await request(url).get(`/files/${row.id}`).expect(200);
    expect(answer.headers['content-type']).toBe('text/csv');
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="x\.html\.csv"/);
  });

  it('says so when the bytes are lost', async () => {
    const row = await kept.store();
    await kept.storage.delete(row.storageKey);
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
    const [before, filesBefore] = [await kept.rows(), await kept.onDisk()];
    const answer = await fill(request(url).post('/licences')).expect(status);
    expect(answer.body.code).toBe(code);
    expect(await kept.rows()).toBe(before);
    expect(await kept.onDisk()).toEqual(filesBefore);
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
    const before = await kept.onDisk();
    const send = () =>
      request(url).post('/tables').set('x-person', 'leaving').attach('file', Buffer.from('a'), 'a.csv');
    const leaving = [halfAnUpload(), halfAnUpload()];
    await until('both hold a slot', async () => (await send()).status === 429);
    for (const socket of leaving) socket.destroy();
    await until('the slots are free', async () => (await send()).status === 201);
    expect(await kept.onDisk()).toEqual(before);
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
