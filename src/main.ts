import 'reflect-metadata';
import { pino } from 'pino';
import { type Config, ConfigError, readConfig } from './config.js';
import { createApp } from './create-app.js';
import { demoLines } from './demo/demo-lines.js';
import { migrate } from './infra/database/migrate.js';
import { Readiness } from './infra/readiness.js';

/** SIGTERM must be through by then, whatever still hangs. */
const SHUTDOWN_MS = 9_000;

/** Tells the start script (if there is one) over the IPC channel. */
function tell(message: { type: 'ready'; url: string; lines: string[] } | { type: 'failed'; message: string }): void {
  process.send?.(message);
}

/** The error and what caused it, outermost first. */
function causes(error: unknown): NodeJS.ErrnoException[] {
  const list: NodeJS.ErrnoException[] = [];
  for (let next = error; next instanceof Error && list.length < 10; next = next.cause) list.push(next);
  return list;
}

function explain(error: unknown, mediaPort: string): string {
  if (error instanceof ConfigError) return error.message;
  const chain = causes(error);
  const text = chain.map(({ message }) => message).join(': ');
  if (chain.length > 1 && /bind|address already in use|EADDRINUSE/i.test(text)) {
    return `媒体端口 (MEDIA_PORT_BASE=${mediaPort} 起) 被占用 / the media ports from MEDIA_PORT_BASE=${mediaPort} are taken: ${text}`;
  }
  if (chain[0]?.code === 'EADDRINUSE') return `端口已被占用 / the port is taken: ${text}`;
  return `启动失败 / the server could not start: ${text || String(error)}`;
}

async function run(config: Config): Promise<void> {
  const log = pino({ level: config.logLevel });
  const databaseUrl = await migrate(config.databaseUrl, config.secretKey);
  const app = await createApp({ ...config, databaseUrl }, log);
  await app.listen(config.port, config.host);

  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    log.info(`Stopping: ${reason}`);
    app.get(Readiness).stop();
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error(error, 'Shutdown failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // The start script is gone (even by kill -9): a server without it would be left behind.
  if (process.send) process.on('disconnect', () => stop('the start script ended'));

  tell({ type: 'ready', url: config.publicUrl, lines: config.demo ? demoLines(app, config) : [] });
  log.info(`Yunqiao listens on ${config.publicUrl}`);
}

try {
  await run(readConfig(process.env));
} catch (error) {
  tell({ type: 'failed', message: explain(error, process.env['MEDIA_PORT_BASE'] || '40000') });
  if (!process.send || !(error instanceof ConfigError))
    console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
  // Give the message its way through the channel, then end whatever keeps the process alive.
  setTimeout(() => process.exit(1), 200);
}
