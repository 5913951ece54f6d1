import { setTimeout as delay } from 'node:timers/promises';
import type { Facts } from './facts.js';
import { LiveWorker, type LiveWorkerOptions, type LossReason } from './live-worker.js';
import { MediaError } from './types.js';

export interface WorkerPoolOptions {
  workers: number;
  viewersPerWorker: number;
  /** How long a room waits for a worker before it is told that there is none. */
  patienceMs: number;
  facts: Facts;
  worker(index: number): LiveWorkerOptions;
}

/** A worker that lived shorter than this died "at once": its replacement waits longer each time. */
const STABLE_MS = 5_000;

/** The media node's workers: starts them, replaces those that die or hang, says where there is room. */
export class WorkerPool {
  private readonly quickDeaths = new Map<number, number>();
  private readonly lossListeners: ((worker: LiveWorker) => void)[] = [];
  private readonly waiters = new Set<() => void>();
  private replacing = 0;
  private closing: Promise<void> | null = null;
  private readonly abort = new AbortController();

  static async open(options: WorkerPoolOptions): Promise<WorkerPool> {
    const indexes = Array.from({ length: options.workers }, (_, index) => index);
    const started = await Promise.allSettled(indexes.map((index) => LiveWorker.spawn(options.worker(index))));
    const workers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed) {
      await Promise.all(workers.map((worker) => worker.close()));
      throw new Error('a media worker could not be started', { cause: failed.reason });
    }
    return new WorkerPool(options, workers);
  }

  private constructor(
    private readonly options: WorkerPoolOptions,
    private readonly slots: (LiveWorker | null)[],
  ) {
    for (const worker of slots) if (worker) this.watch(worker);
  }

  get workers(): LiveWorker[] {
    return this.slots.filter((worker) => worker !== null && worker.usable) as LiveWorker[];
  }

  /** Places for viewers that are still free, over all workers. */
  get freeSeats(): number {
    return this.workers.reduce((sum, worker) => sum + this.seatsOn(worker), 0);
  }

  seatsOn(worker: LiveWorker): number {
    return worker.usable ? Math.max(0, this.options.viewersPerWorker - worker.viewers) : 0;
  }

  onLost(listener: (worker: LiveWorker) => void): void {
    this.lossListeners.push(listener);
  }

  /**
   * The worker with the least to do. While one is being replaced waits up to `replacementMs` for that one, so that the
   * rooms of a lost worker do not all crowd onto the others; waits longer only if there is no worker at all.
   */
  async place(replacementMs = 0): Promise<LiveWorker> {
    const until = Date.now() + this.options.patienceMs;
    if (replacementMs > 0 && this.replacing > 0) await this.replacement(replacementMs);
    for (;;) {
      const worker = leastLoaded(this.workers);
      if (worker) return worker;
      const left = until - Date.now();
      if (this.closing || left <= 0) throw new MediaError('media.not_ready', 'no media worker is running');
      await this.replacement(left);
    }
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    this.abort.abort();
    this.wake();
    await Promise.all(this.slots.map((worker) => worker?.close()));
  }

  private watch(worker: LiveWorker): void {
    worker.onLost((reason) => this.onWorkerLost(worker, reason));
  }

  private onWorkerLost(worker: LiveWorker, reason: LossReason): void {
    this.slots[worker.index] = null;
    this.replacing += 1;
    this.options.facts.emit({ fact: 'worker.lost', worker: worker.index, reason });
    void this.replace(worker);
    for (const listener of this.lossListeners) listener(worker);
  }

  private async replace(lost: LiveWorker): Promise<void> {
    const { index } = lost;
    const quick = Date.now() - lost.startedAt < STABLE_MS;
    let tries = quick ? (this.quickDeaths.get(index) ?? 0) : 0;
    for (; !this.closing; tries += 1) {
      await delay(backOffMs(tries), undefined, { signal: this.abort.signal }).catch(() => undefined);
      const worker = this.closing ? null : await LiveWorker.spawn(this.options.worker(index)).catch(() => null);
      if (worker) {
        this.quickDeaths.set(index, tries + 1);
        await this.install(worker);
        break;
      }
    }
    this.replacing -= 1;
  }

  private async install(worker: LiveWorker): Promise<void> {
    if (this.closing) return worker.close();
    this.slots[worker.index] = worker;
    this.watch(worker);
    this.options.facts.emit({ fact: 'worker.replaced', worker: worker.index, pid: worker.pid });
    this.wake();
  }

  private replacement(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiters.add(done);
    });
  }

  private wake(): void {
    for (const waiter of this.waiters) waiter();
  }
}

/** Nothing for the first replacement, then 0.25 s, 0.5 s, 1 s ... at most 10 s. */
export function backOffMs(tries: number): number {
  return tries === 0 ? 0 : Math.min(10_000, 250 * 2 ** (tries - 1));
}

function leastLoaded(workers: LiveWorker[]): LiveWorker | null {
  const [first] = [...workers].sort((a, b) => a.viewers - b.viewers || a.routers - b.routers);
  return first ?? null;
}
