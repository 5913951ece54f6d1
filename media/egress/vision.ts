import { H264Source } from './h264-source.js';
import { Ladder, type TakeLadder } from './ladder.js';
import type { Picture, PictureSource } from './picture.js';
import type { MediaTap } from './tap.js';
import { Vp8Source } from './vp8-source.js';

export interface VisionOptions {
  ffmpegPath: string;
  segmentSeconds: number;
  onPacket(now: number): void;
  /** A picture of the source on air; `cut`: it is the first of a new source. */
  onPicture(picture: Picture, cut: boolean): void;
  onWarning(code: 'transcoding' | 'unsupported_codec' | 'encoder_restarted', detail: string): void;
}

interface Camera {
  tap: MediaTap;
  source: PictureSource;
  ladder: Ladder | null;
  since: number;
}

/** The picture on air and the one that was chosen to follow it, which takes over with its first key frame. */
export class Vision {
  private onAir: Camera | null = null;
  private next: Camera | null = null;
  private stopping: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: VisionOptions) {}

  /** A picture is on air, or was and is expected back. */
  get showing(): boolean {
    return this.onAir !== null;
  }

  get transcoded(): boolean {
    return this.onAir?.source.transcoded ?? false;
  }

  /** The lower qualities of the source on air, for a take that begins with it. */
  forTake(): TakeLadder | null {
    return this.onAir?.ladder?.forTake() ?? null;
  }

  /** How long the chosen source has been asked for its first key frame, ms; null if nothing is being waited for. */
  waitedFor(now: number): number | null {
    return this.next && now - this.next.since;
  }

  choose(tap: MediaTap | null, now: number): void {
    if (!tap) this.drop();
    if (this.next?.tap === tap) return;
    this.stop(this.next);
    this.next = tap && tap !== this.onAir?.tap ? this.open(tap, now) : null;
  }

  /** Takes the picture off the air; what was chosen to follow is still waited for. */
  drop(): void {
    this.stop(this.onAir);
    this.onAir = null;
  }

  requestKeyFrame(now: number): void {
    this.onAir?.source.requestKeyFrame(now);
    this.onAir?.ladder?.requestKeyFrame(now);
  }

  tick(now: number): void {
    for (const camera of [this.onAir, this.next]) {
      camera?.source.tick(now);
      camera?.ladder?.tick(now);
    }
  }

  /** Resolves when its processes are gone. */
  async close(): Promise<void> {
    this.choose(null, 0);
    await this.stopping;
  }

  private open(tap: MediaTap, now: number): Camera | null {
    const { ffmpegPath, segmentSeconds, onPacket, onWarning } = this.options;
    const codec = tap.mimeType.toLowerCase();
    const onPicture = (picture: Picture): void => this.take(tap, picture);
    const events = { onPacket, onPicture, onWarning };
    if (codec === 'video/h264') {
      return { tap, source: new H264Source(tap, events), ladder: ladderOf(tap), since: now };
    }
    if (codec !== 'video/vp8') {
      onWarning('unsupported_codec', tap.mimeType);
      return null;
    }
    onWarning('transcoding', tap.mimeType);
    const source = new Vp8Source(tap, { ffmpegPath, segmentSeconds }, events);
    return { tap, source, ladder: null, since: now };
  }

  private take(tap: MediaTap, picture: Picture): void {
    const cut = tap === this.next?.tap && picture.key;
    if (cut) {
      this.stop(this.onAir);
      this.onAir = this.next;
      this.next = null;
    }
    if (tap === this.onAir?.tap) this.options.onPicture(picture, cut);
  }

  private stop(camera: Camera | null): void {
    if (camera) this.stopping = Promise.all([this.stopping, camera.source.stop(), camera.ladder?.stop()]);
  }
}

function ladderOf({ lower = [] }: MediaTap): Ladder | null {
  return lower.length > 0 ? new Ladder(lower) : null;
}
