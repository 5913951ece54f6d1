import { type ChildProcess, spawn } from 'node:child_process';

const ERROR_TAIL = 2_000;

/** One ffmpeg run. Ends with the server: it is killed on `stop`, and by the closed pipe when the server itself dies. */
export class FfmpegProcess {
  readonly finished: Promise<{ code: number | null; errors: string }>;
  private readonly child: ChildProcess;

  constructor(ffmpegPath: string, parameters: string[]) {
    // With its input at the end ffmpeg would not notice; `-stdin` keeps it reading commands, and an ended pipe is 'q'.
    this.child = spawn(ffmpegPath, ['-hide_banner', '-nostats', '-loglevel', 'error', ...parameters], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let errors = '';
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-ERROR_TAIL);
    });
    this.child.stdin?.on('error', () => undefined); // the process is gone; `finished` tells
    this.finished = new Promise((resolve) => {
      this.child.once('error', (error) => resolve({ code: null, errors: error.message }));
      this.child.once('close', (code) => resolve({ code, errors }));
    });
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}
