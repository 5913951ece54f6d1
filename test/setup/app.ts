import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { pino } from 'pino';
import { Links } from '../../src/accounts/links.js';
import { type Config, readConfig, TEST_SECRET } from '../../src/config.js';
import { createApp } from '../../src/create-app.js';
import type { LinkPurpose } from '../../src/contracts/vocabulary.js';
import { newId } from '../../src/infra/id.js';
import { createTestDatabase, type TestDatabase } from './database.js';

/** A running server of one test file: real database, real media worker, own data folder. */
export interface TestApp {
  app: NestExpressApplication;
  config: Config;
  database: TestDatabase;
  url: string;
  link(purpose: LinkPurpose, sessionId: string, ttlSeconds?: number): string;
  /** Ends the server and keeps its database and data. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** @param keep a database and data folder of an earlier server, to start as after a crash */
export async function startTestApp(
  environment: Record<string, string> = {},
  keep?: { database: TestDatabase; dataDir?: string },
): Promise<TestApp> {
  const database = keep?.database ?? (await createTestDatabase());
  const dataDir = keep?.dataDir ?? (await mkdtemp(join(tmpdir(), 'yunqiao-test-')));
  const config = readConfig({
    DATABASE_URL: database.appUrl,
    DATA_DIR: dataDir,
    SECRET_KEY: TEST_SECRET,
    HOST: '127.0.0.1',
    PORT: '0',
    MEDIA_PORT_BASE: '0',
    MEDIA_WORKERS: '1',
    MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
    MEDIASOUP_WORKER_BIN: process.env['MEDIASOUP_WORKER_BIN'],
    FFMPEG_PATH: process.env['FFMPEG_PATH'],
    ...environment,
  });
  const app = await createApp(config, pino({ level: environment['LOG_LEVEL'] ?? 'fatal' }));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    app,
    config,
    database,
    url: `http://127.0.0.1:${port}`,
    link: (purpose, sessionId, ttlSeconds = 600) =>
      app.get(Links, { strict: false }).issue(purpose, sessionId, ttlSeconds).token,
    stop: () => app.close(),
    close: async () => {
      await app.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A window with one published event and one session; answers the session's id. */
export async function addSession(
  database: TestDatabase,
  row: {
    title?: string;
    access?: 'public' | 'link';
    state?: string;
    publication?: string;
    startsInMinutes?: number;
  } = {},
): Promise<string> {
  const [host, event, session] = [newId(), newId(), newId()];
  const title = row.title ?? '测试场次';
  await database.query(
    `INSERT INTO organisation (id, kind, level, name, path) VALUES ($1, 'window', 'city', '岳阳市窗口平台', $2)`,
    [host, `/${host}/`],
  );
  await database.query(
    `INSERT INTO online_event (id, host_id, title, form, mode, publication_state, path)
     VALUES ($1, $2, $3, 'docking', 'online', $4, $5)`,
    [event, host, title, row.publication ?? 'published', `/${host}/`],
  );
  await database.query(
    `INSERT INTO session (id, event_id, title, access, state, starts_at, ends_at, path)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(mins => $6), now() + make_interval(mins => $6 + 60), $7)`,
    [session, event, title, row.access ?? 'public', row.state ?? 'scheduled', row.startsInMinutes ?? 10, `/${host}/`],
  );
  return session;
}
