import { Unwrapper } from './rtp.js';

const BUCKET_MS = 1000;
/** A change of the delay of less than this is followed gently, so that sound need not be torn. */
const JUMP_MS = 80;
const SLEW_PER_MS = 0.005;
/** At first the smallest delay is still being looked for; corrections are taken at once. */
const SETTLING_MS = 2000;
/** A timestamp this far from where it should be comes from a sender that set its clock anew. */
const RESET_MS = 5000;

/**
 * Maps a sender's RTP time to the server's clock: `server = rtp / clockRate + offset`, the offset being the smallest
 * (arrival - rtp / clockRate) of the last seconds, that is, the packet that waited least on its way. Sound and picture
 * of one sender travel the same way, so that both maps err by the same amount and the two stay together; drift between
 * the clocks is followed because old minima fall out of the window.
 */
export class ClockMap {
  private readonly unwrapper = new Unwrapper(32);
  private buckets: { slot: number; min: number }[] = [];
  private offset: number | null = null;
  private firstArrival = 0;
  private lastArrival = 0;

  constructor(
    private readonly clockRate: number,
    private readonly windowMs = 10_000,
  ) {}

  /** Takes a packet's timestamp into account; answers the server's time (ms) that it stands for. */
  observe(timestamp: number, arrival: number): number {
    const senderMs = (this.unwrapper.unwrap(timestamp) / this.clockRate) * 1000;
    const delay = arrival - senderMs;
    if (this.offset === null || Math.abs(delay - this.offset) > RESET_MS) this.reset(delay, arrival);
    this.remember(delay, arrival);
    this.follow(Math.min(...this.buckets.map((bucket) => bucket.min)), arrival);
    return senderMs + this.offset!;
  }

  /** The server's time of a timestamp near the last one that was observed. */
  toServer(timestamp: number): number {
    return (this.unwrapper.unwrap(timestamp) / this.clockRate) * 1000 + (this.offset ?? 0);
  }

  private reset(delay: number, arrival: number): void {
    this.buckets = [];
    this.offset = delay;
    this.firstArrival = arrival;
    this.lastArrival = arrival;
  }

  private remember(delay: number, arrival: number): void {
    const slot = Math.floor(arrival / BUCKET_MS);
    const last = this.buckets.at(-1);
    if (last?.slot === slot) last.min = Math.min(last.min, delay);
    else this.buckets.push({ slot, min: delay });
    const oldest = slot - Math.ceil(this.windowMs / BUCKET_MS);
    while (this.buckets[0]!.slot < oldest) this.buckets.shift();
  }

  private follow(target: number, arrival: number): void {
    const away = target - this.offset!;
    const step = Math.max(0, arrival - this.lastArrival) * SLEW_PER_MS;
    this.lastArrival = Math.max(this.lastArrival, arrival);
    const settling = arrival - this.firstArrival < SETTLING_MS;
    if (settling || Math.abs(away) > JUMP_MS) this.offset = target;
    else this.offset = this.offset! + Math.sign(away) * Math.min(Math.abs(away), step);
  }
}
