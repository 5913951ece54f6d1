import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

const TAIL = 2000;

export interface FfmpegHandlers {
  onData?(chunk: Buffer): void;
  /** What it writes to `pipe:3`, which only exists with this. */
  onSecondData?(chunk: Buffer): void;
  /** `code` is null after a signal and where it could not be started. */
  onExit(complaint: string, code: number | null): void;
}

/**
 * A running ffmpeg with pipes on both sides. It dies with its standard input, that is also when this process is killed.
 * Errors of its pipes mean that it is gone, which `onExit` tells once; they are not told twice.
 */
export class Ffmpeg {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly second: Readable | null;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  private complaint = '';
  private killed = false;

  /** `output`: its standard output, if that is not to be read here. */
  constructor(ffmpegPath: string, args: readonly string[], handlers: FfmpegHandlers, output?: Socket) {
    const all = ['-hide_banner', '-nostats', '-loglevel', 'error', ...args];
    const second = handlers.onSecondData ? (['pipe'] as const) : [];
    const stdio = ['pipe', output ?? 'pipe', 'pipe', ...second] as const;
    this.child = spawn(ffmpegPath, all, { stdio: [...stdio] }) as ChildProcessWithoutNullStreams;
    this.second = (this.child.stdio[3] as Readable | undefined) ?? null;
    if (handlers.onData) this.child.stdout.on('data', handlers.onData);
    if (handlers.onSecondData) this.second?.on('data', handlers.onSecondData);
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.complaint = (this.complaint + chunk.toString('utf8')).slice(-TAIL);
    });
    for (const pipe of this.child.stdio) pipe?.on('error', () => undefined);
    let told = false;
    const tell = (reason: string, code: number | null) => {
      if (told) return;
      told = true;
      handlers.onExit(reason, code);
    };
    this.gone = new Promise((resolve) => {
      this.child.on('error', (error) => {
        tell(error.message, null);
        if (this.child.pid === undefined) resolve();
      });
      this.child.on('close', (code, signal) => {
        tell(this.complaint.trim() || `ended with ${signal ?? code}`, code);
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Bytes that it has not taken yet. */
  get backlog(): number {
    return this.child.stdin.writableLength;
  }

  /** `onTaken`: the bytes are no longer needed here (or it is gone). */
  write(chunk: Buffer, onTaken?: () => void): void {
    if (this.child.stdin.writable) this.child.stdin.write(chunk, onTaken);
    else onTaken?.();
  }

  /** What it writes stays in the pipe, until it has to wait with more. */
  holdSecondData(held: boolean): void {
    if (!this.second || held === this.second.isPaused() || this.killed) return;
    if (held) this.second.pause();
    else this.second.resume();
  }

  /** No more input: it writes what it still has and ends. */
  finish(): void {
    this.child.stdin.end();
  }

  kill(): Promise<void> {
    this.child.kill('SIGKILL');
    // It is gone when its pipes are empty.
    this.holdSecondData(false);
    this.killed = true;
    return this.gone;
  }
}
