import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { PageHeads } from './page-heads.js';

/** Addresses of the server; everything else that a browser navigates to is a page of the client. */
const OURS = /^\/(?:api|streams|socket\.io|metrics|assets)(?:\/|$)/;

/** Finds `dist/client` from the compiled server and, in tests, from the sources. */
function clientFolder(): string | null {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const candidates = [join(here, '../../../client'), join(here, '../../../dist/client')];
  return (
    candidates.find((folder) => existsSync(join(folder, 'assets')) && existsSync(join(folder, 'index.html'))) ?? null
  );
}

/**
 * The built client on the same port: hashed assets for ever, pages always asked for again. Pages that others may show a
 * card of come with a head of their own.
 */
export function serveClient(app: NestExpressApplication): void {
  const folder = clientFolder();
  if (!folder) return;
  const heads = app.get(PageHeads);
  app.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }));
  app.use(express.static(folder, { index: false, maxAge: '1h' }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    const navigates = request.method === 'GET' && request.accepts('html') && !OURS.test(request.path);
    if (!navigates) return next();
    readFile(join(folder, 'index.html'), 'utf8')
      .then((html) => heads.complete(html, request.path))
      .then((html) => response.type('html').setHeader('Cache-Control', 'no-cache').send(html))
      .catch(next);
  });
}
