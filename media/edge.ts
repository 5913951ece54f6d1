import type { types } from 'mediasoup';
import { KEY_FRAME_REQUEST_DELAY_MS } from './codecs.js';
import type { RoomContext } from './context.js';
import type { LiveWorker } from './live-worker.js';

/**
 * A room's router on a further worker, for viewers that the origin's worker has no place for. Producers are brought
 * over by one pair of pipe transports, each when the first viewer here wants it, and keep their ids.
 *
 * mediasoup's own `pipeToRouter` is not used: it has no deadline, keeps a failed pair for ever, and leaves promises
 * unhandled when a worker dies while a producer is being paused.
 */
export class Edge {
  private readonly pipes = new Map<string, Promise<void>>();

  static async open(origin: types.Router, worker: LiveWorker, context: RoomContext): Promise<Edge> {
    const router = await worker.createRouter();
    const opened: types.PipeTransport[] = [];
    try {
      for (const side of [origin, router]) opened.push(await openPipeTransport(side, context));
      const [near, far] = opened as [types.PipeTransport, types.PipeTransport];
      await context.ask('connect pipe', near.connect(addressOf(far)));
      await context.ask('connect pipe', far.connect(addressOf(near)));
      return new Edge(worker, router, near, far, context);
    } catch (error) {
      for (const transport of opened) transport.close();
      router.close();
      throw error;
    }
  }

  private constructor(
    readonly worker: LiveWorker,
    readonly router: types.Router,
    private readonly near: types.PipeTransport,
    private readonly far: types.PipeTransport,
    private readonly context: RoomContext,
  ) {
    near.observer.once('close', () => router.close());
    router.observer.once('close', () => near.close());
  }

  get closed(): boolean {
    return this.router.closed;
  }

  /** Idempotent; whoever asks for the same producer meanwhile waits for the same pipe. */
  bring(producer: types.Producer): Promise<void> {
    const running = this.pipes.get(producer.id);
    if (running) return running;
    const pipe = this.openPipe(producer);
    this.pipes.set(producer.id, pipe);
    pipe.catch(() => this.pipes.delete(producer.id));
    return pipe;
  }

  /** Idempotent. */
  close(): void {
    this.router.close();
  }

  private async openPipe(producer: types.Producer): Promise<void> {
    const { ask } = this.context;
    const out = await ask('open pipe', this.near.consume({ producerId: producer.id }));
    try {
      const into = await ask(
        'open pipe',
        this.far.produce({
          id: producer.id,
          kind: out.kind,
          rtpParameters: out.rtpParameters,
          paused: out.producerPaused,
          keyFrameRequestDelay: KEY_FRAME_REQUEST_DELAY_MS,
        }),
      );
      this.join(out, into);
      if (out.closed) into.close();
      else if (into.paused !== out.producerPaused)
        await ask('pause pipe', out.producerPaused ? into.pause() : into.resume());
    } catch (error) {
      out.close();
      throw error;
    }
  }

  /** The far producer follows the near one's pauses and end; each closes the other. */
  private join(out: types.Consumer, into: types.Producer): void {
    const { ask } = this.context;
    // A pause that a dying worker does not carry out does not matter: its producer goes with it.
    out.observer.on('pause', () => void ask('pause pipe', into.pause()).catch(() => undefined));
    out.observer.on('resume', () => void ask('resume pipe', into.resume()).catch(() => undefined));
    out.observer.once('close', () => {
      this.pipes.delete(into.id);
      into.close();
    });
    into.observer.once('close', () => out.close());
  }
}

function openPipeTransport(router: types.Router, { ask, loopbackPorts }: RoomContext): Promise<types.PipeTransport> {
  const listenInfo: types.TransportListenInfo = { protocol: 'udp', ip: '127.0.0.1', portRange: loopbackPorts };
  return ask('open pipe transport', router.createPipeTransport({ listenInfo }));
}

function addressOf(transport: types.PipeTransport): { ip: string; port: number } {
  return { ip: transport.tuple.localAddress, port: transport.tuple.localPort };
}
