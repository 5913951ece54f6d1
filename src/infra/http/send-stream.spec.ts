import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import { sendStream } from './send-stream.js';

let close: () => void = () => undefined;
afterEach(() => close());

/** A server that answers with that stream; `sent` is what `sendStream` comes to. */
async function serve(body: Readable): Promise<{ port: number; sent: Promise<void> }> {
  let settle: (sent: Promise<void>) => void = () => undefined;
  const sent = new Promise<void>((resolve) => (settle = resolve));
  const server = createServer((_request, response: ServerResponse) => {
    settle(sendStream(response as Response, body));
  }).listen(0, '127.0.0.1');
  close = () => server.closeAllConnections();
  await new Promise((resolve) => server.once('listening', resolve));
  server.unref();
  return { port: (server.address() as AddressInfo).port, sent };
}

describe('sending a stream', () => {
  it('to who goes away in the middle ends the stream, and is no error', async () => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
      },
    });
    const { port, sent } = await serve(endless);
    const asking = get({ host: '127.0.0.1', port }, (answer) => answer.once('data', () => asking.destroy()));
    asking.on('error', () => undefined);
    await expect(sent).resolves.toBeUndefined();
    expect(endless.destroyed).toBe(true);
  });

  it('that breaks is an error', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('the disk is gone'));
      },
    });
    const { port, sent } = await serve(broken);
    get({ host: '127.0.0.1', port }).on('error', () => undefined);
    await expect(sent).rejects.toThrow('the disk is gone');
  });
});
