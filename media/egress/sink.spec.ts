import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSink } from './sink.js';

describe('folder sink', () => {
  it('writes whole files, makes folders, and stays inside', async () => {
    const root = await mkdtemp(join(tmpdir(), 'sink-'));
    const sink = createSink({ kind: 'folder', root });
    expect(await sink.get('a/b/x')).toBeNull();
    await sink.put('a/b/x', Buffer.from('one'), 'text/plain');
    await sink.put('a/b/x', Buffer.from('two'), 'text/plain');
    expect(await sink.get('a/b/x')).toEqual(Buffer.from('two'));
    expect(await readdir(join(root, 'a/b'))).toEqual(['x']);
    await expect(sink.put('a/../../x', Buffer.from(''), 'text/plain')).rejects.toThrow('leaves');
    await expect(sink.get('/etc/hostname')).rejects.toThrow('leaves');
    expect(await readFile(join(root, 'a/b/x'), 'utf8')).toBe('two');
    await rm(root, { recursive: true });
  });
});

describe('HTTP sink', () => {
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  async function serve(answers: number[]) {
    const files = new Map<string, string>();
    const seen: { method?: string; type?: string; authorization?: string; status: number }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const status = answers[seen.length] ?? 200;
        const { 'content-type': type, authorization } = request.headers;
        seen.push({ method: request.method, type, authorization, status });
        const path = request.url!;
        if (status === 200 && request.method === 'PUT') files.set(path, Buffer.concat(chunks).toString());
        response.statusCode = status === 200 && request.method === 'GET' && !files.has(path) ? 404 : status;
        response.end(files.get(path));
      });
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/media`;
    return { sink: createSink({ kind: 'http', baseUrl, token: 'secret' }), seen };
  }

  it('puts and gets with its token', async () => {
    const { sink, seen } = await serve([]);
    expect(await sink.get('s/x.m3u8')).toBeNull();
    await sink.put('s/x.m3u8', Buffer.from('hello'), 'text/plain');
    expect((await sink.get('s/x.m3u8'))!.toString()).toBe('hello');
    expect(seen[1]).toEqual({ method: 'PUT', type: 'text/plain', authorization: 'Bearer secret', status: 200 });
  });

  it('tries again while the other side is ill, three times in all', async () => {
    const { sink, seen } = await serve([503, 500]);
    await sink.put('x', Buffer.from('1'), 'text/plain');
    expect(seen.map(({ status }) => status)).toEqual([503, 500, 200]);
    const other = await serve([503, 503, 503]);
    await expect(other.sink.put('x', Buffer.from('1'), 'text/plain')).rejects.toThrow('503');
  });

  it('does not insist when it is refused', async () => {
    const { sink, seen } = await serve([403]);
    await expect(sink.put('x', Buffer.from('1'), 'text/plain')).rejects.toThrow('403');
    expect(seen.length).toBe(1);
  });
});
