import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderMaterial, HttpMaterial, type Material } from './material.js';

let root: string;
let server: Server;
let base: string;
const asked: string[] = [];
const wanted = new AbortController().signal;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'material-'));
  await mkdir(join(root, 'inside/a b'), { recursive: true });
  await writeFile(join(root, 'secret'), 'secret');
  await writeFile(join(root, 'inside/a b/page?.jpg'), 'page');
  server = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.url}`);
    if (request.url === '/sink/a%20b/page%3F.jpg') response.end('page');
    else if (request.url === '/sink/slow') response.write('beginning');
    else if (request.url === '/sink/moved') response.writeHead(302, { location: '/sink/a%20b/page%3F.jpg' }).end();
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sink`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true, force: true });
});

it('finds files below the root, and only there', async () => {
  const material: Material = new FolderMaterial(join(root, 'inside'));
  const { file, release } = await material.fetch('a b/../a b/page?.jpg', wanted);
  expect(await readFile(file, 'utf8')).toBe('page');
  await release();
  expect(await readFile(file, 'utf8')).toBe('page');
  for (const path of ['../secret', '/etc/passwd', 'a b', 'missing'])
    await expect(material.fetch(path, wanted)).rejects.toThrow();
});

it("fetches a file from the sink's host with the token, and removes it when it is no longer read", async () => {
  const material = new HttpMaterial(base, 'token');
  const { file, release } = await material.fetch('a b/page?.jpg', wanted);
  expect(await readFile(file, 'utf8')).toBe('page');
  expect(asked).toEqual(['Bearer token /sink/a%20b/page%3F.jpg']);
  await release();
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

it('follows nobody elsewhere, and leaves nothing behind', async () => {
  const material = new HttpMaterial(base, 'token');
  const left = async (): Promise<number> =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('composer-material-')).length;
  const before = await left();
  asked.length = 0;
  for (const path of ['../secret', '//127.0.0.2/x', 'moved', 'missing']) {
    await expect(material.fetch(path, wanted)).rejects.toThrow();
  }
  expect(asked).toEqual(['Bearer token /sink/moved', 'Bearer token /sink/missing']);
  expect(await left()).toBe(before);
  const unwanted = new AbortController();
  const fetching = material.fetch('slow', unwanted.signal);
  setTimeout(() => unwanted.abort(), 100);
  await expect(fetching).rejects.toThrow('aborted');
  expect(await left()).toBe(before);
});
