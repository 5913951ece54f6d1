import { createWorker, type types } from 'mediasoup';
import { ROUTER_CODECS } from './codecs.js';
import { within, type Ask } from './deadline.js';
import type { ListenPlan } from './listen-plan.js';
import { MediaError } from './types.js';

export type LossReason = 'died' | 'hung';

export interface LiveWorkerOptions {
  index: number;
  bin: string;
  plan: ListenPlan;
  /** UDP and TCP port; 0: the system chooses. */
  port: number;
  ask: Ask;
  watchdog: { intervalMs: number; deadlineMs: number };
}

/** Starting a process takes longer than a request, above all on a busy machine. */
const SPAWN_DEADLINE_MS = 10_000;
/** A worker that is told to end and has not after this is killed. */
const CLOSE_GRACE_MS = 1_500;

/** One running worker process with its WebRTC server. Never comes back: after a loss the pool makes a new one. */
export class LiveWorker {
  /** WebRTC viewers whose transports are here, over all rooms. */
  viewers = 0;
  /** Rooms whose origin or edge router is here. */
  routers = 0;
  readonly startedAt = Date.now();
  private lost = false;
  private closing: Promise<void> | null = null;
  private hung = false;
  private checking = false;
  private readonly watchdog: NodeJS.Timeout;
  private readonly lossListeners: ((reason: LossReason) => void)[] = [];

  static async spawn(options: LiveWorkerOptions): Promise<LiveWorker> {
    const worker = await within(
      SPAWN_DEADLINE_MS,
      'start worker',
      createWorker({ workerBin: options.bin, logLevel: 'error' }),
    );
    leaveSignalsToTheServer(worker);
    try {
      const server = await options.ask('listen', worker.createWebRtcServer({ listenInfos: listenInfos(options) }));
      return new LiveWorker(worker, server, options);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  private constructor(
    private readonly worker: types.Worker,
    readonly server: types.WebRtcServer,
    private readonly options: LiveWorkerOptions,
  ) {
    worker.once('died', () => this.onDied());
    // It may have died between the last answer and this line.
    if (worker.died) setImmediate(() => this.onDied());
    this.watchdog = setInterval(() => void this.check(), options.watchdog.intervalMs);
    this.watchdog.unref();
  }

  get index(): number {
    return this.options.index;
  }

  get pid(): number {
    return this.worker.pid;
  }

  get furtherAddresses(): string[] {
    return this.options.plan.furtherAddresses;
  }

  get usable(): boolean {
    return !this.lost && !this.hung && this.closing === null;
  }

  /** From the very moment of the loss, before it is told: what hangs on the worker closes in between. */
  get gone(): boolean {
    return this.worker.closed;
  }

  /** Also told, a moment later, when it was lost before anybody listened. */
  onLost(listener: (reason: LossReason) => void): void {
    this.lossListeners.push(listener);
    if (this.lost) setImmediate(() => listener(this.lossReason));
  }

  async createRouter(): Promise<types.Router> {
    const router = await this.options.ask('create router', this.worker.createRouter({ mediaCodecs: ROUTER_CODECS }));
    this.routers += 1;
    router.observer.once('close', () => (this.routers -= 1));
    return router;
  }

  /** Takes a viewer's place; returns how to give it back (once, whatever comes). */
  takeSeat(): () => void {
    let taken = true;
    this.viewers += 1;
    return () => {
      if (taken) this.viewers -= 1;
      taken = false;
    };
  }

  /** CPU time of the process so far, milliseconds. */
  async cpuMs(): Promise<number> {
    const usage = await this.options.ask('resource usage', this.worker.getResourceUsage());
    return usage.ru_utime + usage.ru_stime;
  }

  /** Idempotent. Resolves when the process is gone. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    clearInterval(this.watchdog);
    if (this.worker.subprocessClosed) return;
    const gone = new Promise<void>((resolve) => this.worker.once('subprocessclose', () => resolve()));
    this.worker.close();
    const grace = setTimeout(() => this.kill(), CLOSE_GRACE_MS);
    await gone;
    clearTimeout(grace);
  }

  /** A worker that hangs keeps its sockets open and says nothing; only a question with a deadline tells. */
  private async check(): Promise<void> {
    if (this.checking || !this.usable) return;
    this.checking = true;
    try {
      await within(this.options.watchdog.deadlineMs, 'watchdog', this.worker.getResourceUsage());
    } catch (error) {
      if (error instanceof MediaError && error.code === 'media.deadline' && this.usable) {
        this.hung = true;
        // The loss is told when the process is gone: only then is its port free for the next one.
        this.kill();
      }
    } finally {
      this.checking = false;
    }
  }

  private kill(): void {
    if (this.worker.subprocessClosed || this.lost) return;
    try {
      process.kill(this.worker.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }

  private get lossReason(): LossReason {
    return this.hung ? 'hung' : 'died';
  }

  private onDied(): void {
    if (this.lost || this.closing) return;
    this.lost = true;
    clearInterval(this.watchdog);
    for (const listener of this.lossListeners) listener(this.lossReason);
  }
}

/**
 * mediasoup ends its workers by itself on SIGINT and SIGTERM. The server must first write the end of what is on air,
 * and closes the workers afterwards; if it dies without, a worker ends when its channel closes.
 */
function leaveSignalsToTheServer(worker: types.Worker): void {
  const onSignal = (worker as unknown as { onSignal?: (signal: NodeJS.Signals) => void }).onSignal;
  if (!onSignal) return;
  process.removeListener('SIGINT', onSignal);
  process.removeListener('SIGTERM', onSignal);
}

function listenInfos({ plan, port }: LiveWorkerOptions): types.TransportListenInfo[] {
  return plan.binds.flatMap((bind) =>
    (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip: bind.ip,
      port,
      // Without it mediasoup announces the address that it listens on.
      announcedAddress: bind.announcedAddress === bind.ip ? undefined : bind.announcedAddress,
    })),
  );
}
