import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { atEnd } from './ending.js';
import { programPath } from './paths.js';

const ANSWER_MS = 120_000;
const END_GRACE_MS = 2_000;

interface Answer {
  id: number;
  data?: unknown;
  error?: string;
}

/**
 * A process of the bench's own with a few commands, each answered once: receivers and generators run apart, so that
 * their CPU time is counted apart. It ends with us: its channel closes.
 */
export class Program {
  private nextId = 1;
  readonly end: () => Promise<void>;

  static async start(name: string): Promise<Program> {
    const child = fork(programPath(name), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const program = new Program(child);
    await once(child, 'spawn');
    return program;
  }

  private constructor(private readonly child: ChildProcess) {
    child.setMaxListeners(0);
    this.end = atEnd(() => this.stop());
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** @throws what the program said, or that it ended or did not answer */
  ask<T>(command: string, data?: unknown): Promise<T> {
    const id = this.nextId++;
    return new Promise<T>((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.child.off('message', onMessage);
        this.child.off('exit', onExit);
        settle();
      };
      const onMessage = (answer: Answer): void => {
        if (answer.id !== id) return;
        finish(() => (answer.error ? reject(new Error(`${command}: ${answer.error}`)) : resolve(answer.data as T)));
      };
      const onExit = (): void => finish(() => reject(new Error(`${command}: the program ended`)));
      const timer = setTimeout(() => finish(() => reject(new Error(`${command}: no answer`))), ANSWER_MS);
      this.child.on('message', onMessage);
      this.child.on('exit', onExit);
      this.child.send({ id, command, data });
    });
  }

  private async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), END_GRACE_MS);
    await exited;
    clearTimeout(timer);
  }
}

/** The other side: serves commands until the bench is gone. */
export function serveCommands(commands: Record<string, (data: never) => unknown>): void {
  process.on('message', (message: { id: number; command: string; data: never }) => {
    const { id, command, data } = message;
    Promise.resolve()
      .then(() => commands[command]?.(data))
      .then(
        (answer) => process.send?.({ id, data: answer ?? null } satisfies Answer),
        (error: unknown) => process.send?.({ id, error: String(error) } satisfies Answer),
      );
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole group; the bench decides about the end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
}
