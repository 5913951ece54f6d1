import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export type RelayMode =
  /** Everything passes. */
  | 'pass'
  /** Connections break and new ones are refused, as when a server process is killed. */
  | 'refuse'
  /** Connections stay open and nothing passes, as when a server hangs or a cable is pulled. */
  | 'silence';

/** A TCP relay in front of a server, for faults that the kernel here cannot make. */
export class TcpRelay {
  private mode: RelayMode = 'pass';
  private readonly pairs = new Set<[Socket, Socket]>();

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
  ) {}

  static async to(target: { host: string; port: number }): Promise<TcpRelay> {
    const server = createServer();
    const relay = new TcpRelay(server, target);
    server.on('connection', (socket) => relay.accept(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  set(mode: RelayMode): void {
    this.mode = mode;
    for (const [near, far] of this.pairs) {
      if (mode === 'refuse') {
        near.resetAndDestroy();
        far.destroy();
      } else if (mode === 'silence') {
        near.pause();
        far.pause();
      } else {
        near.resume();
        far.resume();
      }
    }
  }

  async close(): Promise<void> {
    this.set('refuse');
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(near: Socket): void {
    if (this.mode === 'refuse') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.target.port, this.target.host);
    const pair: [Socket, Socket] = [near, far];
    this.pairs.add(pair);
    near.pipe(far).pipe(near);
    if (this.mode === 'silence') {
      near.pause();
      far.pause();
    }
    const end = (): void => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('close', end).on('error', end);
  }
}
