import type { MediaTap } from '../egress/tap.js';
import type { Layer, LayerSource } from '../types.js';
import { ClipFeed } from './clip-feed.js';
import type { Feed, FeedEvents } from './feed.js';
import type { Rect, Size } from './layout.js';
import type { Material } from './material.js';
import { PictureFeed } from './picture-feed.js';
import { ProducerFeed } from './producer-feed.js';
import { RescaledFeed } from './rescaled-feed.js';

export interface FeedsOptions {
  ffmpegPath: string;
  material: Material;
  frameRate: number;
  openTap(producerId: string): Promise<MediaTap>;
  onSound(at: number, opus: Buffer, first: boolean): void;
  onClipEnded(path: string): void;
  onWarning(code: 'decoder_restarted' | 'source_failed', source: LayerSource, detail: string): void;
}

interface Clip {
  feed: ClipFeed;
  box: Size;
  fit: Layer['fit'];
}

/** How a layer lies in its box, and who hears of its troubles. */
type Setting = Pick<Layer, 'fit'> & { box: Size } & FeedEvents;

/**
 * The open feeds of a composer. A source that is wanted again in the same size is the same feed and goes on; a clip goes
 * on in any size, because its place in time and its sound must.
 */
export class Feeds {
  private readonly feeds = new Map<string, Feed>();
  private readonly clips = new Map<Feed, Clip>();
  /** What each rescaled feed takes its pictures from. */
  private readonly origins = new Map<Feed, Feed>();
  private stopping: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: FeedsOptions) {}

  open({ source, fit }: Layer, { width, height }: Rect): Feed {
    const onWarning: FeedEvents['onWarning'] = (code, detail) => this.options.onWarning(code, source, detail);
    const as: Setting = { fit, box: { width, height }, onWarning };
    const sized = `${source.kind} ${width}x${height} ${fit}`;
    if (source.kind === 'producer') {
      return this.feed(`${sized} ${source.producerId}`, () => this.openProducer(source.producerId, as));
    }
    if (source.kind === 'picture') {
      return this.feed(`${sized} ${source.path}`, () => new PictureFeed({ ...this.options, ...as, path: source.path }));
    }
    const clip = this.feed(`clip ${source.loop} ${source.path}`, () => this.openClip(source, as));
    const { box, fit: own } = this.clips.get(clip)!;
    if (own === fit && box.width === width && box.height === height) return clip;
    return this.feed(`${sized} ${source.loop} ${source.path}`, () => this.rescale(clip, as));
  }

  /** Closes all others. */
  keep(wanted: ReadonlySet<Feed>): void {
    const kept = new Set(wanted);
    for (const feed of wanted) kept.add(this.origins.get(feed) ?? feed);
    for (const [key, feed] of this.feeds) if (!kept.has(feed)) this.drop(key, feed);
  }

  /** Those that others take their pictures from come first. */
  tick(now: number): void {
    for (const feed of this.feeds.values()) feed.tick(now);
  }

  /** Resolves when their processes are gone. */
  async close(): Promise<void> {
    this.keep(new Set());
    await this.stopping;
  }

  private feed(key: string, open: () => Feed): Feed {
    const existing = this.feeds.get(key);
    if (existing && !existing.failed) return existing;
    if (existing) this.drop(key, existing);
    const feed = open();
    this.feeds.set(key, feed);
    return feed;
  }

  private openProducer(producerId: string, as: Setting): Feed {
    return new ProducerFeed({ ...this.options, ...as, openTap: () => this.options.openTap(producerId) });
  }

  private openClip({ path, loop }: { path: string; loop: boolean }, as: Setting): Feed {
    const onEnded = (): void => this.options.onClipEnded(path);
    const feed = new ClipFeed({ ...this.options, ...as, path, loop, onEnded });
    this.clips.set(feed, { feed, box: as.box, fit: as.fit });
    return feed;
  }

  private rescale(source: Feed, as: Setting): Feed {
    const feed = new RescaledFeed({ ...this.options, ...as, source });
    this.origins.set(feed, source);
    return feed;
  }

  private drop(key: string, feed: Feed): void {
    this.feeds.delete(key);
    this.clips.delete(feed);
    this.origins.delete(feed);
    this.stopping = Promise.all([this.stopping, feed.close()]);
  }
}
