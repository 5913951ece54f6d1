import type { MediaTap } from '../egress/tap.js';
import type { Layer } from '../types.js';
import { openPictures, type CodedPicture, type CodedPictures } from './coded-pictures.js';
import { Decoder } from './decoder.js';
import type { Feed, FeedEvents } from './feed.js';
import { fitFilter, sameShape, type Size } from './layout.js';
import type { RawPicture } from './raw-picture.js';

export interface ProducerFeedOptions extends FeedEvents {
  ffmpegPath: string;
  openTap(): Promise<MediaTap>;
  box: Size;
  fit: Layer['fit'];
}

/** A screen on which nothing changes is silent too; one that still lives answers when it is asked. */
const ASK_MS = 1_000;
const LOST_MS = 3_000;
/** A decoder that lags this far behind gets nothing until it has caught up. */
const MOST_BACKLOG = 2 * 1024 * 1024;
const STUCK_MS = 3_000;
/** From one start of a decoder to the next; twice as long after each that brought nothing. */
const RESTART_MS = 250;
const MOST_RESTART_MS = 8_000;

/** A camera or a screen of the room. Its last picture stays for three seconds when nothing comes any more. */
export class ProducerFeed implements Feed {
  picture: RawPicture | null = null;
  version = 0;
  failed = false;
  private tap: MediaTap | null = null;
  private coded: CodedPictures | null = null;
  private decoder: Decoder | null = null;
  private size: Size | null = null;
  private waitsForKey = true;
  private showedAt = performance.now();
  private startedAt = -Infinity;
  /** Decoders started since the last picture. */
  private starts = 0;
  /** Since when the decoder lags. */
  private behindSince: number | null = null;
  private stopping: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: ProducerFeedOptions) {
    this.stopping = this.open().catch((error: unknown) => this.fail(String(error)));
  }

  get settled(): boolean {
    return this.failed || this.version > 0;
  }

  start(): void {}

  tick(now: number): void {
    this.coded?.tick(now);
    const silent = now - this.showedAt;
    if (silent > ASK_MS) this.coded?.requestKeyFrame(now);
    if (silent > LOST_MS && this.picture) {
      this.picture = null;
      this.version += 1;
    }
    if (this.behindSince !== null && now - this.behindSince > STUCK_MS) this.replace(this.decoder!, 'it hangs');
  }

  async close(): Promise<void> {
    this.closed = true;
    this.coded?.stop();
    this.tap?.close();
    this.stopDecoder();
    await this.stopping;
  }

  private async open(): Promise<void> {
    const tap = await this.options.openTap();
    if (this.closed) return tap.close();
    this.tap = tap;
    tap.onClosed(() => (this.failed = true));
    this.coded = openPictures(tap, (picture) => this.take(picture));
    if (!this.coded) throw new Error(`${tap.mimeType} cannot be decoded`);
  }

  private take({ key, size, data }: CodedPicture): void {
    const now = performance.now();
    this.watchBacklog(now);
    if (this.behindSince !== null) this.waitsForKey = true;
    else if (key && size) this.begin(size, now);
    if (this.waitsForKey || !this.decoder) this.coded?.requestKeyFrame(now);
    else this.decoder.write(data);
  }

  private watchBacklog(now: number): void {
    const behind = (this.decoder?.backlog ?? 0) > (this.behindSince === null ? MOST_BACKLOG : 0);
    this.behindSince = behind ? (this.behindSince ?? now) : null;
  }

  /** A key frame. The decoder goes on through other sizes of the same shape; another shape lies otherwise in its box. */
  private begin(size: Size, now: number): void {
    if (this.decoder && this.size && !sameShape(size, this.size)) this.stopDecoder();
    const pause = Math.min(MOST_RESTART_MS, RESTART_MS * 2 ** this.starts);
    if (!this.decoder && now - this.startedAt < pause && this.starts > 0) return;
    this.waitsForKey = false;
    if (this.decoder) return;
    this.size = size;
    this.startedAt = now;
    this.starts += 1;
    this.decoder = this.startDecoder(size);
  }

  private startDecoder(size: Size): Decoder {
    const { ffmpegPath, box, fit } = this.options;
    const decoder: Decoder = new Decoder({
      ffmpegPath,
      codec: this.coded!.codec,
      size,
      filter: fitFilter(box, fit),
      onPicture: (picture) => decoder === this.decoder && this.show(picture, decoder),
      onExit: (complaint) => this.replace(decoder, complaint),
    });
    return decoder;
  }

  private show(picture: RawPicture, decoder: Decoder): void {
    if (this.picture) decoder.recycle(this.picture);
    this.picture = picture;
    this.version += 1;
    this.showedAt = performance.now();
    this.starts = 0;
  }

  private replace(decoder: Decoder, detail: string): void {
    if (decoder !== this.decoder) return;
    this.stopDecoder();
    this.options.onWarning('decoder_restarted', detail);
    this.coded?.requestKeyFrame(performance.now());
  }

  private stopDecoder(): void {
    const { decoder } = this;
    this.decoder = null;
    this.waitsForKey = true;
    this.behindSince = null;
    // The picture on air belongs to the old decoder and keeps its size.
    if (decoder) this.stopping = Promise.all([this.stopping, decoder.kill()]);
  }

  private fail(detail: string): void {
    if (this.closed) return;
    this.failed = true;
    this.version += 1;
    this.options.onWarning('source_failed', detail);
  }
}
