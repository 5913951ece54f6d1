import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { TEST_SECRET } from '../../src/config.js';
import type { TestApp } from './app.js';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** The compiled server as a process of its own, for what only the end of a process can show. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** @param like the server of the test whose database and data folder it takes over; that one must have stopped */
  static async start({ database, config }: TestApp): Promise<ServerProcess> {
    const { freePort } = (await import('../../scripts/lib/ports.mjs' as string)) as { freePort(): Promise<number> };
    const port = await freePort();
    const child = fork(MAIN, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      env: {
        ...process.env,
        DATABASE_URL: database.url,
        DATA_DIR: config.dataDir,
        SECRET_KEY: TEST_SECRET,
        HOST: '127.0.0.1',
        PORT: String(port),
        MEDIA_PORT_BASE: '0',
        MEDIA_WORKERS: '1',
        MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
        LOG_LEVEL: 'fatal',
        DEMO: '0',
      },
    });
    const [message] = (await once(child, 'message')) as [{ type: string; message?: string }];
    if (message.type !== 'ready') throw new Error(`The server did not start: ${message.message}`);
    return new ServerProcess(child, `http://127.0.0.1:${port}`);
  }

  /** As `kill -9`: nothing is finished, nothing is closed. Doing it again is harmless. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
