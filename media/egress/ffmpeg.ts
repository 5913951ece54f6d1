import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

const TAIL = 2000;

/**
 * A running ffmpeg with pipes on both sides. It dies with its standard input, that is also when this process is killed.
 * Errors of its pipes mean that it is gone, which `onExit` tells once; they are not told twice.
 */
export class Ffmpeg {
  private readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  private complaint = '';

  constructor(
    ffmpegPath: string,
    args: readonly string[],
    handlers: { onData(chunk: Buffer): void; onExit(complaint: string): void },
  ) {
    this.child = spawn(ffmpegPath, ['-hide_banner', '-nostats', '-loglevel', 'error', ...args], { stdio: 'pipe' });
    this.child.stdout.on('data', handlers.onData);
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.complaint = (this.complaint + chunk.toString('utf8')).slice(-TAIL);
    });
    for (const pipe of [this.child.stdin, this.child.stdout, this.child.stderr]) pipe.on('error', () => undefined);
    let told = false;
    const tell = (reason: string) => {
      if (told) return;
      told = true;
      handlers.onExit(reason);
    };
    this.gone = new Promise((resolve) => {
      this.child.on('error', (error) => {
        tell(error.message);
        if (this.child.pid === undefined) resolve();
      });
      this.child.on('close', (code, signal) => {
        tell(this.complaint.trim() || `ended with ${signal ?? code}`);
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

  write(chunk: Buffer): void {
    if (this.child.stdin.writable) this.child.stdin.write(chunk);
  }

  /** No more input: it writes what it still has and ends. */
  finish(): void {
    this.child.stdin.end();
  }

  kill(): Promise<void> {
    this.child.kill('SIGKILL');
    return this.gone;
  }
}
