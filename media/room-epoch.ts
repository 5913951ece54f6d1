import type { types } from 'mediasoup';
import type { RoomContext } from './context.js';
import { withoutBandwidthEstimation, withUprightPicture } from './codecs.js';
import { DirectTap } from './direct-tap.js';
import { FlowWatch, type Track } from './flow-watch.js';
import type { LiveWorker } from './live-worker.js';
import { Peer } from './peer.js';
import { Seating } from './seating.js';
import { MediaError, type MediaFactBody, type PeerRole } from './types.js';

/**
 * One life of a room: its origin router and everything that hangs on it. When the router's worker is lost the whole of
 * it is gone, and the room opens the next epoch elsewhere.
 */
export class RoomEpoch {
  readonly tracks = new Map<string, Track>();
  readonly seating: Seating;
  private readonly peers = new Map<string, Peer>();
  private readonly flowWatch: FlowWatch;
  private direct: Promise<types.DirectTransport> | null = null;
  private silent = false;

  static async open(number: number, home: LiveWorker, context: RoomContext): Promise<RoomEpoch> {
    const router = await home.createRouter();
    if (router.closed) throw new MediaError('media.not_ready', 'the worker went away');
    return new RoomEpoch(number, home, router, context);
  }

  private constructor(
    readonly number: number,
    readonly home: LiveWorker,
    readonly router: types.Router,
    readonly context: RoomContext,
  ) {
    this.seating = new Seating(router, home, context);
    this.flowWatch = new FlowWatch(this.tracks, context);
  }

  get closed(): boolean {
    return this.router.closed;
  }

  get publishers(): number {
    return [...this.peers.values()].filter((peer) => peer.publishes).length;
  }

  capabilities(role: PeerRole): types.RtpCapabilities {
    const all = withUprightPicture(this.router.rtpCapabilities);
    return role === 'viewer' ? withoutBandwidthEstimation(all) : all;
  }

  peer(peerId: string): Peer | undefined {
    return this.peers.get(peerId);
  }

  enter(peerId: string): Peer {
    const peer = this.peers.get(peerId) ?? new Peer(peerId, this);
    this.peers.set(peerId, peer);
    return peer;
  }

  removePeer(peerId: string): void {
    this.peers.get(peerId)?.close();
    this.peers.delete(peerId);
  }

  closeViewerConsumers(): void {
    for (const peer of this.peers.values()) peer.closeViewerConsumers();
  }

  publish(track: Track): void {
    const { producer, peerId, source } = track;
    const { roomId } = this.context;
    this.tracks.set(producer.id, track);
    producer.observer.once('close', () => {
      this.tracks.delete(producer.id);
      this.tell({ fact: 'producer.closed', roomId, peerId, producerId: producer.id });
    });
    this.tell({ fact: 'producer.opened', roomId, peerId, producerId: producer.id, kind: producer.kind, source });
  }

  /** The best quality that comes; `lower`: with those below it. */
  async openTap(producer: types.Producer, { lower }: { lower: boolean } = { lower: false }): Promise<DirectTap> {
    const transport = await this.directTransport();
    const place = { transport, rtpCapabilities: this.router.rtpCapabilities, ask: this.context.ask };
    const tap = await (lower ? DirectTap.openAll(place, producer) : DirectTap.open(place, producer));
    if (producer.closed) tap.close();
    return tap;
  }

  /** Facts of an epoch that ends as a whole are told by the room in one word. */
  tell(body: MediaFactBody): void {
    if (!this.silent && !this.home.gone) this.context.facts.emit(body);
  }

  /** Idempotent. */
  close(): void {
    this.silent = true;
    this.flowWatch.close();
    for (const peer of this.peers.values()) peer.close();
    this.seating.close();
    this.router.close();
  }

  private directTransport(): Promise<types.DirectTransport> {
    this.direct ??= this.context.ask('open direct transport', this.router.createDirectTransport());
    this.direct.catch(() => (this.direct = null));
    return this.direct;
  }
}
