import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { pino } from 'pino';
import { readConfig } from '../../src/config.js';
import { createApp } from '../../src/create-app.js';
import { migrate } from '../../src/infra/database/migrate.js';
import { atEnd } from '../ending.js';
import { FFMPEG } from '../paths.js';
import { workerBinary } from './engine.js';

export interface OwnApp {
  app: INestApplicationContext;
  /** At the end of the bench at the latest. */
  end: () => Promise<void>;
}

/** The application in this process, not listening, to call its services: where time has to run faster than it does. */
export async function startOwnApp(databaseUrl: string, secretKey: string): Promise<OwnApp> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-app-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    SECRET_KEY: secretKey,
    HOST: '127.0.0.1',
    PORT: '0',
    MEDIA_PORT_BASE: '0',
    MEDIA_WORKERS: '1',
    MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
    MEDIASOUP_WORKER_BIN: await workerBinary(),
    FFMPEG_PATH: FFMPEG,
  });
  const appUrl = await migrate(databaseUrl, config.secretKey);
  const signals = signalListeners();
  const app = await createApp({ ...config, databaseUrl: appUrl }, pino({ level: 'fatal' }));
  signals.restore();
  const end = atEnd(() => app.close());
  await app.init();
  return { app, end };
}

/** The application ends by itself on a signal and sends it once more, which would cut the bench's own ending short. */
function signalListeners() {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = signals.map((signal) => ({ signal, ours: process.listeners(signal) }));
  return {
    restore: (): void => {
      for (const { signal, ours } of before) {
        for (const listener of process.listeners(signal)) if (!ours.includes(listener)) process.off(signal, listener);
      }
    },
  };
}
