import type { Feed } from './feed.js';
import type { Rect } from './layout.js';
import { paintBlack, paintPicture, type RawPicture } from './raw-picture.js';

export interface SceneLayer {
  feed: Feed;
  box: Rect;
}

/** What lies over what, bottom first. */
export class Scene {
  readonly feeds: ReadonlySet<Feed>;
  private painted: number | null = null;

  constructor(private readonly layers: readonly SceneLayer[]) {
    this.feeds = new Set(layers.map(({ feed }) => feed));
  }

  get settled(): boolean {
    return this.layers.every(({ feed }) => feed.settled);
  }

  start(now: number): void {
    for (const feed of this.feeds) feed.start(now);
  }

  /** Whether it looks otherwise than when it was last painted. */
  get changed(): boolean {
    return this.painted !== this.version;
  }

  paint(canvas: RawPicture): void {
    this.painted = this.version;
    if (!this.coversAll(canvas)) paintBlack(canvas, { x: 0, y: 0, width: canvas.width, height: canvas.height });
    for (const { feed, box } of this.layers) {
      if (feed.picture) paintPicture(canvas, feed.picture, box);
      else paintBlack(canvas, box);
    }
  }

  private get version(): number {
    return this.layers.reduce((sum, { feed }) => sum + feed.version, 0);
  }

  private coversAll(canvas: RawPicture): boolean {
    const picture = this.layers[0]?.feed.picture;
    return picture?.width === canvas.width && picture.height === canvas.height;
  }
}
