import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For all pipes: what is read is taken out before the next one reads. */
const buffer = Buffer.alloc(256 * 1024);

/**
 * A pipe for raw pictures out of a child process, read into one buffer. The pipes of `spawn` allocate one for every
 * 64 KB; at 35 MB a second the collecting of those costs more than everything else, and delays other rooms' packets.
 */
export class RawPipe {
  /** `onData` must not keep the chunk. */
  static async open(onData: (chunk: Buffer) => void): Promise<RawPipe> {
    // Nobody else may enter the folder, so whoever connects is this process.
    const folder = await mkdtemp(join(tmpdir(), 'raw-'));
    const server = createServer({ pauseOnConnect: true });
    try {
      const path = join(folder, 'pipe');
      server.listen(path);
      await once(server, 'listening');
      const callback = (size: number): boolean => {
        onData(buffer.subarray(0, size));
        return true;
      };
      const own = connect({ path, onread: { buffer, callback } });
      const [[childEnd]] = (await Promise.all([once(server, 'connection'), once(own, 'connect')])) as [[Socket], []];
      return new RawPipe(own, childEnd);
    } finally {
      server.close();
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Resolves when everything was read. */
  readonly ended: Promise<void>;

  private constructor(
    private readonly own: Socket,
    /** Becomes the child's output; to be closed here as soon as the child has it. */
    readonly childEnd: Socket,
  ) {
    for (const socket of [own, childEnd]) socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => own.once('close', () => resolve()));
  }

  /** What the child writes stays in the pipe, until it has to wait with more. */
  hold(held: boolean): void {
    if (held === this.own.isPaused()) return;
    if (held) this.own.pause();
    else this.own.resume();
  }

  /** Idempotent. */
  close(): void {
    this.childEnd.destroy();
    this.own.destroy();
  }
}
