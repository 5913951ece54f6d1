import type { types } from 'mediasoup';
import type { RoomContext } from './context.js';
import { Edge } from './edge.js';
import type { LiveWorker } from './live-worker.js';
import { MediaError } from './types.js';

/** Where a peer's transport is put, and how producers of the room come there. */
export interface Seat {
  router: types.Router;
  worker: LiveWorker;
  /** Makes the producer consumable on this seat's router. */
  bring(producer: types.Producer): Promise<void>;
  /** Gives the place back; idempotent. */
  release(): void;
}

/**
 * Seats the viewers of one room: on the origin's worker while it has places, then on edge routers, made on demand on
 * the least loaded worker that has places. Publishers always sit at the origin and take no viewer's place.
 */
export class Seating {
  private present = 0;
  private readonly edges = new Map<LiveWorker, Promise<Edge>>();
  private readonly lingering = new Map<LiveWorker, NodeJS.Timeout>();
  private readonly seated = new Map<LiveWorker, number>();
  private closed = false;

  constructor(
    private readonly origin: types.Router,
    private readonly home: LiveWorker,
    private readonly context: RoomContext,
  ) {}

  /** Viewers of this room, wherever they sit. */
  get viewers(): number {
    return this.present;
  }

  publisher(): Seat {
    return { router: this.origin, worker: this.home, bring: () => Promise.resolve(), release: () => undefined };
  }

  /** Takes the place before anything is awaited, so that viewers who come together do not share one. */
  async viewer(): Promise<Seat> {
    const worker = this.chooseWorker();
    const release = this.take(worker);
    try {
      if (worker === this.home) return { ...this.publisher(), release };
      const edge = await this.edgeOn(worker);
      return { router: edge.router, worker, bring: (producer) => edge.bring(producer), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** The room closes the origin router, and the edges close with it. Idempotent. */
  close(): void {
    this.closed = true;
    for (const timer of this.lingering.values()) clearTimeout(timer);
    this.lingering.clear();
    this.edges.clear();
  }

  /** Forgets the edge router of a worker that is gone; its transports told their peers themselves. */
  dropWorker(worker: LiveWorker): void {
    this.edges.delete(worker);
    this.stopLingering(worker);
  }

  private chooseWorker(): LiveWorker {
    const { pool } = this.context;
    const hasSeat = (worker: LiveWorker): boolean => pool.seatsOn(worker) > 0;
    if (hasSeat(this.home)) return this.home;
    const byLoad = pool.workers.filter(hasSeat).sort((a, b) => a.viewers - b.viewers);
    const worker = byLoad.find((candidate) => this.edges.has(candidate)) ?? byLoad[0];
    if (!worker) throw new MediaError('media.full', 'no worker has a place for another viewer');
    return worker;
  }

  private take(worker: LiveWorker): () => void {
    const release = worker.takeSeat();
    this.present += 1;
    this.seated.set(worker, (this.seated.get(worker) ?? 0) + 1);
    this.stopLingering(worker);
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      release();
      this.present -= 1;
      this.leave(worker);
    };
  }

  private leave(worker: LiveWorker): void {
    const left = (this.seated.get(worker) ?? 1) - 1;
    if (left > 0) {
      this.seated.set(worker, left);
      return;
    }
    this.seated.delete(worker);
    if (!this.closed && this.edges.has(worker)) this.startLingering(worker);
  }

  private edgeOn(worker: LiveWorker): Promise<Edge> {
    const existing = this.edges.get(worker);
    if (existing) return existing;
    const edge = Edge.open(this.origin, worker, this.context).then((opened) => {
      // Also when either worker was lost or the room was closed meanwhile.
      const forget = (): void => void (this.edges.get(worker) === edge && this.edges.delete(worker));
      opened.router.observer.once('close', forget);
      if (this.closed || this.origin.closed) opened.close();
      if (opened.closed) forget();
      return opened;
    });
    this.edges.set(worker, edge);
    edge.catch(() => this.edges.get(worker) === edge && this.edges.delete(worker));
    return edge;
  }

  private startLingering(worker: LiveWorker): void {
    const timer = setTimeout(() => {
      this.lingering.delete(worker);
      const edge = this.edges.get(worker);
      this.edges.delete(worker);
      void edge?.then((opened) => opened.close()).catch(() => undefined);
    }, this.context.timing.edgeLinger);
    timer.unref();
    this.stopLingering(worker);
    this.lingering.set(worker, timer);
  }

  private stopLingering(worker: LiveWorker): void {
    clearTimeout(this.lingering.get(worker));
    this.lingering.delete(worker);
  }
}
