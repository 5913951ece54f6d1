import type { SoundFrame } from './aac-encoder.js';
import { BLACK } from './black.js';
import { AAC_FRAME, VIDEO_TIMESCALE } from './fmp4.js';
import type { TakeLadder } from './ladder.js';
import { sameFormat, type Picture } from './picture.js';
import { finishSegment, ticksToSamples, type FinishedSegment, type Span, type TakeInfo } from './segment.js';

export interface PackagerOptions {
  /** Length aimed at, seconds. */
  segmentSeconds: number;
  /** Number of the next take, and where it begins on the programme's time line (ticks). */
  firstTake: number;
  mediaAt: number;
  /** Wall clock (milliseconds since 1970) of a place on the server's clock (ticks). */
  wallClock(at: number): number;
  /** The lower qualities of the source on air, for a take that begins. */
  ladder(): TakeLadder | null;
  onTakeStarted(take: TakeInfo, first: Picture): void;
  onSegment(segment: FinishedSegment): void;
  onTakeEnded(take: TakeInfo): void;
  /** A cut is due and needs a key frame. */
  onKeyFrameWanted(): void;
}

/** A key frame this early (share of the aimed length) ends the segment, one that is earlier does not. */
const EARLY = 0.75;
/** Less than a picture's time is not worth a segment. */
const MIN_TICKS = 0.04 * VIDEO_TIMESCALE;
const STALLED_TICKS = 2 * VIDEO_TIMESCALE;
/** Pictures and sound reach the packager this much later than the clock at the most. */
const LAG_TICKS = 0.4 * VIDEO_TIMESCALE;
/** A key frame takes about this long from the request to the picture. */
const KEY_LEAD_TICKS = 0.15 * VIDEO_TIMESCALE;
const SOUND_DEADLINE_TICKS = 8 * VIDEO_TIMESCALE;

/** EXT-X-TARGETDURATION for an aimed length: room for a key frame that comes late. */
export function targetDuration(segmentSeconds: number): number {
  return Math.ceil(segmentSeconds * 1.5);
}

/**
 * Cuts pictures and sound into segments and takes. All times are places on the server's clock in ticks of 1/90000 s;
 * the caller drives it with `tick`. While there is no picture the last key frame is repeated, one per segment.
 */
export class Packager {
  private readonly aim: number;
  private readonly limit: number;
  private take: TakeInfo | null = null;
  private open: Span | null = null;
  private closed: { span: Span; since: number; last: boolean; empty: boolean }[] = [];
  private sounds: SoundFrame[] = [];
  private soundUntil = -Infinity;
  private lastKey: Picture | null = null;
  private newest = -Infinity;
  private frozen = false;
  private nextTake: number;
  private mediaAt: number;

  constructor(private readonly options: PackagerOptions) {
    this.aim = options.segmentSeconds * VIDEO_TIMESCALE;
    this.limit = (targetDuration(options.segmentSeconds) + 0.3) * VIDEO_TIMESCALE;
    this.nextTake = options.firstTake;
    this.mediaAt = options.mediaAt;
  }

  get onAir(): boolean {
    return this.take !== null;
  }

  /** Begins a take with a key frame; what ran before ends where it begins. */
  startTake(first: Picture): void {
    const at = this.take ? Math.max(first.at, this.newest + 1) : first.at;
    this.frozen = false;
    this.endTake(at);
    this.take = {
      number: this.nextTake,
      format: first.format,
      startAt: at,
      mediaAt: this.mediaAt,
      startedAt: Math.round(this.options.wallClock(at)),
      ladder: first.format === BLACK.format ? null : this.options.ladder(),
    };
    this.nextTake += 1;
    this.begin(at, true);
    this.options.onTakeStarted(this.take, first);
    this.add({ ...first, at });
  }

  /** Begins a take of a black picture, for sound alone. */
  startBlack(at: number): void {
    this.startTake({ at, key: true, nals: BLACK.nals, format: BLACK.format });
    this.frozen = true;
  }

  picture(picture: Picture): void {
    if (
      !this.take ||
      (picture.key && (this.take.format === BLACK.format || !sameFormat(picture.format, this.take.format)))
    ) {
      if (picture.key) this.startTake(picture);
      return;
    }
    this.fill(picture.at);
    if (this.frozen && !picture.key) return;
    const { from, pictures } = this.open!;
    const at = Math.max(picture.at, this.frozen ? this.newest + 1 : from + pictures.length);
    this.frozen = false;
    const length = at - from;
    if (picture.key && length >= this.aim * EARLY) {
      if (this.take.ladder?.outdated) return this.startTake({ ...picture, at });
      this.cut(at, true);
    } else if (length >= this.limit - LAG_TICKS) this.cut(at, picture.key);
    this.add({ ...picture, at });
  }

  sound(frame: SoundFrame): void {
    this.sounds.push(frame);
    this.soundUntil = Math.max(this.soundUntil, frame.at + AAC_FRAME);
    this.release(-Infinity);
  }

  /** `soundFlows`: there is something to hear, so that a picture that stands still must not hold up the segments. */
  tick(now: number, soundFlows: boolean): void {
    this.release(now);
    if (!this.open) {
      this.dropOldSound(now);
      return;
    }
    const length = now - this.open.from;
    if (this.frozen && length >= this.aim + LAG_TICKS) this.repeat();
    else this.freezeIfLate(now, soundFlows ? this.aim + LAG_TICKS : this.limit);
    if (length >= this.aim - KEY_LEAD_TICKS || this.frozen) this.options.onKeyFrameWanted();
  }

  /** Ends the take at a place on the clock; what is there becomes a last, short segment. */
  endTake(at: number): void {
    if (!this.take) return;
    this.fill(at);
    this.close(at, true);
    this.take = null;
    this.open = null;
  }

  /** Drops what is not written yet and ends the take where the last segment ended. */
  abandonTake(): void {
    const ended = this.closed.filter(({ last }) => last).map(({ span }) => span.take);
    if (this.take) ended.push(this.take);
    this.closed = [];
    this.sounds = [];
    this.take = null;
    this.open = null;
    ended.forEach((take) => this.options.onTakeEnded(take));
  }

  /** All sound up to here is there, or will never be. */
  soundComplete(until: number): void {
    this.soundUntil = Math.max(this.soundUntil, ticksToSamples(until) + 1);
    this.release(-Infinity);
  }

  private begin(at: number, independent: boolean): void {
    this.open = { take: this.take!, from: at, to: at, pictures: [], independent };
  }

  private add(picture: Picture): void {
    this.open!.pictures.push(picture);
    this.newest = Math.max(this.newest, picture.at);
    if (picture.key) this.lastKey = picture;
  }

  private cut(at: number, independent: boolean): void {
    this.close(at);
    this.begin(at, independent);
  }

  private close(at: number, last = false): void {
    const span = this.open!;
    const empty = at - span.from < MIN_TICKS;
    span.to = empty ? span.from : Math.max(at, this.newest + 1);
    this.mediaAt += span.to - span.from;
    this.closed.push({ span, since: at, last, empty });
    this.release(-Infinity);
  }

  private freezeIfLate(now: number, length: number): void {
    if (!this.frozen && now - this.open!.from >= length && now - this.newest >= STALLED_TICKS) this.repeat();
  }

  /** No segment may grow beyond the limit, however long nothing came before this place. */
  private fill(until: number): void {
    // A picture that stands still is shown again after each segment's length, also just before the source comes back.
    while (until - this.open!.from >= (this.frozen ? this.aim + MIN_TICKS : this.limit)) this.repeat();
  }

  /** The last key frame once more, as a segment of its own; what follows must begin with another. */
  private repeat(): void {
    const at = Math.max(this.open!.from + this.aim, this.newest + 1);
    this.frozen = true;
    this.cut(at, true);
    this.add({ ...this.lastKey!, at });
  }

  /** Gives out closed spans whose sound is there, oldest first; after a deadline with what there is. */
  private release(now: number): void {
    for (;;) {
      const first = this.closed[0];
      if (!first) return;
      const end = ticksToSamples(first.span.to);
      if (this.soundUntil < end && now - first.since < SOUND_DEADLINE_TICKS) return;
      this.closed.shift();
      const sounds = this.takeSound(first.span, end);
      if (!first.empty) this.options.onSegment(finishSegment(first.span, sounds));
      if (first.last) this.options.onTakeEnded(first.span.take);
    }
  }

  /** Sound before the take's beginning belongs to a time when nothing was on air. */
  private takeSound({ take }: Span, end: number): SoundFrame[] {
    const begin = ticksToSamples(take.startAt);
    const count = this.sounds.findIndex((frame) => frame.at >= end);
    return this.sounds.splice(0, count < 0 ? this.sounds.length : count).filter((frame) => frame.at >= begin);
  }

  private dropOldSound(now: number): void {
    const old = ticksToSamples(now - 3 * VIDEO_TIMESCALE);
    if (this.closed.length === 0) this.sounds = this.sounds.filter((frame) => frame.at > old);
  }
}
