import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';

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

/** The built client on the same port: hashed assets for ever, pages always asked for again. */
export function serveClient(app: NestExpressApplication): void {
  const folder = clientFolder();
  if (!folder) return;
  app.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }));
  app.use(express.static(folder, { index: false, maxAge: '1h' }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    const navigates = request.method === 'GET' && request.accepts('html') && !OURS.test(request.path);
    if (!navigates) return next();
    response.sendFile('index.html', { root: folder, headers: { 'Cache-Control': 'no-cache' } });
  });
}
