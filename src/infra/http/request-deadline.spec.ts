import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { requestDeadline } from './request-deadline.js';

const DEADLINES = { formMs: 200, uploadMs: 1_500 };
let server: Server;

beforeAll(async () => {
  const app = express();
  app.use(requestDeadline(DEADLINES));
  app.use(express.raw({ type: () => true }), (_request, response) => {
    // Once it is whole, an answer may take its time.
    setTimeout(() => response.send('done'), 2 * DEADLINES.formMs);
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

/** Sends half of what it announces, a byte at a time, and answers when the server had enough. */
async function millisecondsOfPatience(contentType: string): Promise<number> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${contentType}\r\nContent-Length: 100000\r\n\r\n`);
  const drip = setInterval(() => socket.write('x'), 20);
  const started = Date.now();
  await once(socket.resume(), 'close');
  clearInterval(drip);
  return Date.now() - started;
}

describe('a request that comes slowly', () => {
  it('is cut off, a form sooner than a file', async () => {
    expect(await millisecondsOfPatience('application/json')).toBeLessThan(DEADLINES.uploadMs);
    expect(await millisecondsOfPatience('multipart/form-data; boundary=a')).toBeGreaterThanOrEqual(DEADLINES.uploadMs);
  });

  it('is left alone once it has arrived', async () => {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'whole' });
    expect(await answer.text()).toBe('done');
  });
});
