import { ClockMap } from './clock-map.js';
import { H264Depacketiser, type AccessUnit } from './h264.js';
import { toTicks, type PictureFormat, type PictureSource, type PictureSourceEvents } from './picture.js';
import { ReorderBuffer, type OrderedPacket } from './reorder.js';
import { parseRtp } from './rtp.js';
import { parseSps } from './sps.js';
import type { MediaTap } from './tap.js';

/** A retransmission takes a round trip and the discovery of the loss; a segment can wait that long. */
export const VIDEO_HOLD_MS = 250;
export const KEY_REQUEST_MS = 400;
/** Ticks. */
const MIN_STEP = 90;

/** Pictures of an H.264 tap, as they are. */
export class H264Source implements PictureSource {
  readonly transcoded = false;
  private readonly reorder = new ReorderBuffer(VIDEO_HOLD_MS);
  private readonly clock: ClockMap;
  private readonly depacketiser: H264Depacketiser;
  private format: PictureFormat | null = null;
  private sps: Buffer[] = [];
  private pps: Buffer[] = [];
  private timestamp: number | null = null;
  private newest: { timestamp: number; at: number } | null = null;
  private waitsForKey = true;
  private requestedAt = -Infinity;
  private stopped = false;

  constructor(
    private readonly tap: MediaTap,
    private readonly events: PictureSourceEvents,
  ) {
    this.clock = new ClockMap(tap.clockRate);
    this.depacketiser = new H264Depacketiser(
      (unit) => this.takeUnit(unit),
      () => {
        this.waitsForKey = true;
        this.requestKeyFrame(performance.now());
      },
    );
    tap.onRtp((packet) => this.receive(packet));
    this.requestKeyFrame(performance.now());
  }

  requestKeyFrame(now: number): void {
    if (this.stopped || now - this.requestedAt < KEY_REQUEST_MS) return;
    this.requestedAt = now;
    this.tap.requestKeyFrame();
  }

  tick(now: number): void {
    if (this.stopped) return;
    for (const ordered of this.reorder.expire(now)) this.take(ordered);
    if (this.waitsForKey) this.requestKeyFrame(now);
  }

  stop(): void {
    this.stopped = true;
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
    this.depacketiser.push(ordered);
  }

  private takeUnit(unit: AccessUnit): void {
    if (this.stopped) return;
    if (unit.sps.length > 0) this.sps = unit.sps;
    if (unit.pps.length > 0) this.pps = unit.pps;
    if (unit.sps.length + unit.pps.length > 0) this.format = readFormat(this.sps, this.pps);
    if (unit.slices.length === 0) return;
    if (unit.key) this.waitsForKey = this.format === null;
    if (!this.format || this.waitsForKey) return;
    this.events.onPicture({
      at: this.place(unit.timestamp),
      key: unit.key,
      nals: unit.slices,
      format: this.format,
    });
  }

  /** Later pictures stay later when the map moves; B pictures may be earlier than the one before them. */
  private place(timestamp: number): number {
    const at = toTicks(this.clock.toServer(timestamp));
    const newest = this.newest;
    if (newest && ((timestamp - newest.timestamp) | 0) <= 0) return at;
    this.newest = { timestamp, at: newest ? Math.max(at, newest.at + MIN_STEP) : at };
    return this.newest.at;
  }
}

function readFormat(sps: Buffer[], pps: Buffer[]): PictureFormat | null {
  if (sps.length === 0 || pps.length === 0 || sps.length > 31) return null;
  const info = parseSps(sps[0]!);
  return info && { ...info, sps, pps };
}
