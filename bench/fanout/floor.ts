import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { atEnd } from '../ending.js';
import { inRoot } from '../paths.js';
import type { RtpTarget } from './rtp-source.js';

const run = promisify(execFile);

/**
 * Compiles the floor. A loop in Node would be none: creating a cipher for each packet there costs more than all that
 * the media server does. Null where there is no compiler or no OpenSSL to compile with.
 */
export async function compileFloor(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'yunqiao-floor-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const binary = join(folder, 'floor');
  const source = inRoot('bench/fanout/floor.c');
  try {
    await run('cc', ['-O2', '-o', binary, source, '-lcrypto'], { timeout: 60_000 });
    return binary;
  } catch {
    return null;
  }
}

/** The floor as a process that takes the same packets from the same source and sends to the same sinks. */
export class Floor {
  readonly end: () => Promise<void>;

  static async start(binary: string, viewers: number, ports: number[]): Promise<Floor> {
    const child = spawn(binary, [viewers, ...ports].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the floor ended at once')));
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    ended.catch(() => undefined);
    return new Floor(child, Number(line));
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {
    this.end = atEnd(() => this.stop());
  }

  get pid(): number {
    return this.child.pid as number;
  }

  get target(): RtpTarget {
    const { port } = this;
    return {
      ip: '127.0.0.1',
      videoPort: port,
      audioPort: port,
      videoPayloadType: 96,
      audioPayloadType: 97,
      videoSsrc: 1,
      audioSsrc: 2,
    };
  }

  private async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}
