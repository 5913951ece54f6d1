import { type ChildProcess, execFile, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { startThrowaway } from '../../scripts/lib/postgres/throwaway.mjs';
import type { FrontPage } from '../../src/contracts/session.contract.js';
import { atEnd } from '../ending.js';
import { importScript, inRoot } from '../paths.js';
import { argumentsOf, childrenOf } from '../processes.js';
import { workerBinary } from './engine.js';

/** The demo's live session (src/demo): always on air, 854x480 H.264 at 0.7 Mbit/s with a key frame every 0.4 s. */
export const LIVE_SESSION = '01900000-0000-7000-8000-000000000301';

const START_MS = 60_000;
const STOP_MS = 12_000;
/** The bench is one address and many devices; limits are not what is measured. */
const NO_LIMITS = {
  LIMIT_REQUESTS_PER_MINUTE: '1000000',
  LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS: '10000000',
  LIMIT_NEWCOMERS_PER_MINUTE_PER_ADDRESS: '1000000',
  LIMIT_SOCKET_COMMANDS_PER_10S: '1000000',
};

const run = promisify(execFile);

/** The real server, as `npm start` runs it, with one media worker, the demo and a database of its own. */
export class RunningServer {
  readonly end: () => Promise<void>;

  /** @param options.demo false: the server's machine has nothing else to do than what is measured */
  static async start({ demo = true } = {}): Promise<RunningServer> {
    const [databaseUrl, workerBin, port] = [await database(), await workerBinary(), await freePort()];
    const folder = dataFolder();
    const env = {
      PATH: process.env['PATH'],
      ...environment({ databaseUrl, workerBin, port, folder, demo }),
      ...NO_LIMITS,
    };
    const child = fork(inRoot('dist/src/main.js'), [], {
      cwd: inRoot(),
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env,
    });
    const log = createWriteStream(join(folder, 'server.log'), { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    const server = new RunningServer(child, env, folder);
    await server.ready();
    return server;
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly env: ReturnType<typeof environment>,
    private readonly folder: string,
  ) {
    this.end = atEnd(() => this.stop());
  }

  get pid(): number {
    return this.child.pid as number;
  }

  get url(): string {
    return this.env.PUBLIC_URL;
  }

  get databaseUrl(): string {
    return this.env.DATABASE_URL;
  }

  /** For a second server on the same database. */
  get secretKey(): string {
    return this.env.SECRET_KEY;
  }

  get workerPid(): number {
    const pid = childrenOf(this.pid).find((child) => argumentsOf(child).join(' ').includes('mediasoup-worker'));
    if (!pid) throw new Error('the server has no media worker');
    return pid;
  }

  /** Resolves when the broadcast has segments enough for a player to begin with, and the start's own work is done. */
  async onAir(segments = 4): Promise<void> {
    await until('the replay of the demo is made', async () => {
      const page = (await (await fetch(`${this.url}/api/front-page`)).json()) as FrontPage;
      return page.replays.length > 0;
    });
    await this.broadcasts(LIVE_SESSION, segments);
  }

  /** Resolves when the broadcast of a session has so many segments. */
  async broadcasts(sessionId: string, segments: number): Promise<void> {
    await until('the broadcast runs', async () => {
      const response = await fetch(`${this.url}/streams/${sessionId}/live.m3u8`);
      return response.ok && ((await response.text()).match(/#EXTINF/g)?.length ?? 0) >= segments;
    });
  }

  /** The address that lets a host into a session. */
  async studioLink(sessionId: string): Promise<string> {
    const args = [inRoot('dist/src/stage/studio-link.cli.js'), sessionId];
    const { stdout } = await run(process.execPath, args, { env: this.env });
    return stdout.split('\n', 1)[0] ?? '';
  }

  private async ready(): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      this.child.on('message', (message: { type?: string; message?: string }) => {
        if (message.type === 'ready') resolve();
        if (message.type === 'failed') reject(new Error(`The server did not start: ${message.message}`));
      });
      this.child.once('exit', (code) => reject(new Error(`The server ended (${code}), log in ${this.folder}`)));
    });
    await Promise.race([ready, delay(START_MS).then(() => Promise.reject(new Error('The server did not start')))]);
  }

  private async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(timer);
    }
  }
}

/** Waits for a condition, at most three minutes. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 180_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited in vain until ${what}`);
    await delay(200);
  }
}

interface Given {
  databaseUrl: string;
  workerBin: string;
  port: number;
  folder: string;
  demo: boolean;
}

function environment(given: Given) {
  return {
    TZ: 'UTC',
    HOST: '127.0.0.1',
    PORT: String(given.port),
    PUBLIC_URL: `http://127.0.0.1:${given.port}`,
    DATABASE_URL: given.databaseUrl,
    DATA_DIR: given.folder,
    SECRET_KEY: randomBytes(32).toString('base64url'),
    DEMO: given.demo ? '1' : '0',
    LOG_LEVEL: 'warn',
    FFMPEG_PATH: process.env['FFMPEG_PATH'] || 'ffmpeg',
    MEDIASOUP_WORKER_BIN: given.workerBin,
    MEDIA_WORKERS: '1',
    MEDIA_PORT_BASE: '0',
    MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
    MEDIA_VIEWERS_PER_WORKER: '2000',
  };
}

let folder: string | undefined;

/** One data folder for all servers of a run: the demo's replay in it takes minutes to make. */
function dataFolder(): string {
  if (folder) return folder;
  const made = mkdtempSync(join(tmpdir(), 'yunqiao-bench-'));
  atEnd(() => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}

let databaseUrl: string | undefined = process.env['DATABASE_URL'] || undefined;

/** One database for all servers of a run: `npm run bench` brings one, else a throw-away one is started. */
async function database(): Promise<string> {
  if (databaseUrl) return databaseUrl;
  const scripts = await importScript<{ startThrowaway: typeof startThrowaway }>('scripts/lib/postgres/throwaway.mjs');
  const throwaway = await scripts.startThrowaway({ durable: true });
  atEnd(() => throwaway.stop());
  databaseUrl = throwaway.url;
  return databaseUrl;
}

async function freePort(): Promise<number> {
  return (await importScript<{ freePort: () => Promise<number> }>('scripts/lib/ports.mjs')).freePort();
}
