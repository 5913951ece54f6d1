import type { types } from 'mediasoup';
import type { Ask } from '../deadline.js';
import type { MediaTap } from '../egress/tap.js';
import { MediaError, type Layer, type MediaFactBody } from '../types.js';
import { Encoder } from './encoder.js';
import { Feeds } from './feeds.js';
import { rectOf, type Size } from './layout.js';
import { readLayers } from './layers.js';
import type { Material } from './material.js';
import { Outlet } from './outlet.js';
import { Scene } from './scene.js';

type WithoutPeer<T> = T extends { fact: `composer.${string}` } ? Omit<T, 'roomId' | 'peerId'> : never;
/** The composer's own facts; the peer adds whose it is. */
export type ComposerFact = WithoutPeer<MediaFactBody>;

export interface ComposerFormat extends Size {
  frameRate: number;
}

export interface ComposerOptions extends ComposerFormat {
  ffmpegPath: string;
  material: Material;
  /** @throws if it cannot be a layer */
  findPicture(producerId: string): types.Producer;
  openTap(producer: types.Producer): Promise<MediaTap>;
  onFact(fact: ComposerFact): void;
}

/** A picture that does not change is sent so often, for those who join and for what was lost. */
const REPEAT_MS = 200;
/** A composition goes on air when all of it can be seen, but not later than this. */
const PATIENCE_MS = 1_500;

interface Awaited {
  scene: Scene;
  since: number;
  shown: PromiseWithResolvers<void>;
}

/**
 * A picture that the node makes itself out of layers, on the server's clock: at each tick the newest picture of every
 * layer is painted, and what is late is left out. Nothing that a layer does or fails to do stops it.
 */
export class Composer {
  private readonly encoder: Encoder;
  private readonly feeds: Feeds;
  private scene = new Scene([]);
  private next: Awaited | null = null;
  private keyWanted = false;
  private paintedAt = -Infinity;
  private dueAt = performance.now();
  private timer: NodeJS.Timeout | null = null;
  private over = false;
  private ending: Promise<void> = Promise.resolve();

  static async open(router: types.Router, ask: Ask, options: ComposerOptions): Promise<Composer> {
    return new Composer(await Outlet.open(router, ask), options);
  }

  private constructor(
    private readonly outlet: Outlet,
    private readonly options: ComposerOptions,
  ) {
    const { onFact } = options;
    this.feeds = new Feeds({
      ...options,
      openTap: async (producerId) => options.openTap(options.findPicture(producerId)),
      onSound: (at, opus, first) => outlet.sendSound(at, opus, first),
      onClipEnded: (path) => onFact({ fact: 'composer.clip_ended', path }),
      onWarning: (code, source, detail) => onFact({ fact: 'composer.warning', code, source, detail }),
    });
    this.encoder = new Encoder({
      ...options,
      onPicture: (at, nals) => outlet.sendPicture(at, nals),
      onRestart: (detail) => onFact({ fact: 'composer.warning', code: 'encoder_restarted', source: null, detail }),
    });
    outlet.onKeyFrameWanted(() => (this.keyWanted = true));
    this.schedule();
  }

  get video(): types.Producer {
    return this.outlet.video;
  }

  get audio(): types.Producer {
    return this.outlet.audio;
  }

  get closed(): boolean {
    return this.over || this.outlet.closed;
  }

  isOf({ width, height, frameRate }: ComposerFormat): boolean {
    const { options } = this;
    return options.width === width && options.height === height && options.frameRate === frameRate;
  }

  /** Resolves when it is on air, or when another one was asked for meanwhile. What was on air stays until then. */
  compose(layers: readonly Layer[]): Promise<void> {
    if (this.closed) throw gone();
    const scene = this.build(readLayers(layers));
    this.next?.shown.resolve();
    this.next = { scene, since: performance.now(), shown: Promise.withResolvers() };
    this.feeds.keep(new Set([...this.scene.feeds, ...scene.feeds]));
    return this.next.shown.promise;
  }

  /** Idempotent; resolves when its processes are gone. */
  close(): Promise<void> {
    if (!this.over) {
      this.over = true;
      this.ending = this.end();
    }
    return this.ending;
  }

  private build(layers: Layer[]): Scene {
    // All of them are looked at before the first one is opened.
    for (const { source } of layers) if (source.kind === 'producer') this.options.findPicture(source.producerId);
    const placed = layers.map((layer) => ({ layer, box: rectOf(layer.box, this.options) }));
    return new Scene(placed.map(({ layer, box }) => ({ feed: this.feeds.open(layer, box), box })));
  }

  private async end(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.next?.shown.reject(gone());
    this.next = null;
    this.outlet.close();
    await Promise.all([this.encoder.close(), this.feeds.close()]);
  }

  /** Ticks that were missed are not made up for. */
  private schedule(): void {
    const now = performance.now();
    const interval = 1000 / this.options.frameRate;
    this.dueAt = Math.max(this.dueAt + interval, now + interval / 2);
    this.timer = setTimeout(() => this.tick(), this.dueAt - now);
  }

  private tick(): void {
    if (this.closed) return;
    const now = performance.now();
    this.schedule();
    this.switchOver(now);
    this.feeds.tick(now);
    if (!this.keyWanted && !this.scene.changed && now - this.paintedAt < REPEAT_MS) return;
    const canvas = this.encoder.canvas(now);
    if (!canvas) return;
    this.scene.paint(canvas);
    this.encoder.encode(now, this.keyWanted);
    this.paintedAt = now;
    this.keyWanted = false;
  }

  private switchOver(now: number): void {
    const { next } = this;
    if (!next || (!next.scene.settled && now - next.since < PATIENCE_MS)) return;
    this.next = null;
    this.scene = next.scene;
    this.scene.start(now);
    this.feeds.keep(this.scene.feeds);
    next.shown.resolve();
  }
}

function gone(): MediaError {
  return new MediaError('media.not_ready', 'the composer was closed');
}
