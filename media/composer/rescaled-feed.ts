import { Decoder } from './decoder.js';
import type { Feed, FeedEvents } from './feed.js';
import { fitFilter, type Size } from './layout.js';
import type { RawPicture } from './raw-picture.js';
import type { Layer } from '../types.js';

export interface RescaledFeedOptions extends FeedEvents {
  ffmpegPath: string;
  source: Feed;
  box: Size;
  fit: Layer['fit'];
}

const MOST_DEATHS = 3;

/** The pictures of another feed in another size: a clip that moves into a corner goes on where it is. */
export class RescaledFeed implements Feed {
  picture: RawPicture | null = null;
  version = 0;
  failed = false;
  private decoder: Decoder | null = null;
  private copy: Buffer | null = null;
  private seen = -1;
  private busy = false;
  private deaths = 0;
  private closed = false;

  constructor(private readonly options: RescaledFeedOptions) {}

  get settled(): boolean {
    return this.failed || this.options.source.failed || this.version > 0;
  }

  start(now: number): void {
    this.options.source.start(now);
  }

  tick(): void {
    const { source } = this.options;
    if (this.closed || this.failed || this.busy || source.version === this.seen || !source.picture) return;
    this.seen = source.version;
    this.decoder ??= this.begin(source.picture);
    this.busy = true;
    // A copy, because the picture is painted over when the next one comes.
    if (this.copy?.length !== source.picture.data.length)
      this.copy = Buffer.allocUnsafeSlow(source.picture.data.length);
    source.picture.data.copy(this.copy);
    this.decoder.write(this.copy, () => (this.busy = false));
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.decoder?.kill();
  }

  private begin(size: Size): Decoder {
    const { ffmpegPath, box, fit } = this.options;
    const decoder: Decoder = new Decoder({
      ffmpegPath,
      codec: 'I420',
      size,
      filter: fitFilter(box, fit),
      onPicture: (picture) => {
        if (this.picture) decoder.recycle(this.picture);
        this.picture = picture;
        this.version += 1;
      },
      onExit: (complaint) => this.replace(complaint),
    });
    return decoder;
  }

  private replace(detail: string): void {
    if (this.closed) return;
    this.decoder = null;
    this.busy = false;
    this.seen = -1;
    this.deaths += 1;
    this.failed = this.deaths > MOST_DEATHS;
    this.options.onWarning('decoder_restarted', detail);
  }
}
