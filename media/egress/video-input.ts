import { ClockMap } from './clock-map.js';
import { toTicks } from './picture.js';
import { ReorderBuffer, type OrderedPacket } from './reorder.js';
import { parseRtp } from './rtp.js';
import type { MediaTap } from './tap.js';

/** A retransmission takes a round trip and the discovery of the loss; a segment can wait that long. */
const HOLD_MS = 250;
const KEY_REQUEST_MS = 400;
/** Ticks. */
const MIN_STEP = 90;

/** A video tap's packets in their order, on the server's clock, and its key frame requests; of any codec. */
export class VideoInput {
  /** Nothing can be decoded before the next key frame, which is asked for again and again. */
  waitsForKey = true;
  stopped = false;
  private readonly reorder = new ReorderBuffer(HOLD_MS);
  private readonly clock: ClockMap;
  private timestamp: number | null = null;
  private newest: { timestamp: number; at: number } | null = null;
  private requestedAt = -Infinity;

  constructor(
    private readonly tap: MediaTap,
    private readonly events: { onPacket(now: number): void; onOrdered(ordered: OrderedPacket): void },
  ) {
    this.clock = new ClockMap(tap.clockRate);
    tap.onRtp((packet) => this.receive(packet));
    this.requestKeyFrame(performance.now());
  }

  requestKeyFrame(now: number): void {
    if (this.stopped || now - this.requestedAt < KEY_REQUEST_MS) return;
    this.requestedAt = now;
    this.tap.requestKeyFrame();
  }

  /** What comes next cannot be decoded. */
  lost(): void {
    this.waitsForKey = true;
    this.requestKeyFrame(performance.now());
  }

  tick(now: number): void {
    if (this.stopped) return;
    for (const ordered of this.reorder.expire(now)) this.take(ordered);
    if (this.waitsForKey) this.requestKeyFrame(now);
  }

  /**
   * The place of a picture on the server's clock, ticks. Later pictures stay later when the clock's map moves; B
   * pictures may be earlier than the one before them.
   */
  place(timestamp: number): number {
    const at = toTicks(this.clock.toServer(timestamp));
    const newest = this.newest;
    if (newest && ((timestamp - newest.timestamp) | 0) <= 0) return at;
    this.newest = { timestamp, at: newest ? Math.max(at, newest.at + MIN_STEP) : at };
    return this.newest.at;
  }

  private receive(bytes: Buffer): void {
    if (this.stopped) return;
    const now = performance.now();
    const packet = parseRtp(bytes);
    if (!packet) return;
    this.events.onPacket(now);
    for (const ordered of this.reorder.push(packet, now)) this.take(ordered);
  }

  private take(ordered: OrderedPacket): void {
    const { packet, arrival, restart } = ordered;
    if (restart) this.newest = null;
    // The first packet of a picture tells how long it was on its way; the others wait behind it.
    if (packet.timestamp !== this.timestamp) this.clock.observe(packet.timestamp, arrival);
    this.timestamp = packet.timestamp;
    this.events.onOrdered(ordered);
  }
}
