import type { Layer } from '../types.js';
import { ClipStream, type ClipStreamOptions } from './clip-stream.js';
import type { Feed, FeedEvents } from './feed.js';
import type { Size } from './layout.js';
import type { LocalFile, Material } from './material.js';
import { clipInput, formatOf, probeClip } from './probe.js';
import type { RawPicture } from './raw-picture.js';

export interface ClipFeedOptions extends FeedEvents {
  ffmpegPath: string;
  material: Material;
  path: string;
  loop: boolean;
  frameRate: number;
  box: Size;
  fit: Layer['fit'];
  /** `at`: milliseconds of the server's clock. */
  onSound(at: number, opus: Buffer, first: boolean): void;
  onEnded(): void;
}

const SOUND_MS = 20;
const RESTARTS = 3;

type Source = Pick<ClipStreamOptions, 'file' | 'format' | 'sound'>;

/**
 * A clip, played on the server's clock from the moment it goes on air. Its clock stops where neither picture nor sound
 * is there in time, so that both stay together. The last picture stays.
 */
export class ClipFeed implements Feed {
  picture: RawPicture | null = null;
  version = 0;
  failed = false;
  private stream: ClipStream | null = null;
  private local: LocalFile | null = null;
  /** When the clip's beginning was, by the pace it has now; null before it is on air. */
  private beganAt: number | null = null;
  /** Pictures and sound packets taken so far. */
  private shown = 0;
  private heard = 0;
  private silent = true;
  private read: 'reading' | 'read' | 'over' = 'reading';
  private restarts = 0;
  private timer: NodeJS.Timeout | null = null;
  private stopping: Promise<unknown>;
  private readonly closing = new AbortController();

  constructor(private readonly options: ClipFeedOptions) {
    this.stopping = this.open().catch((error: unknown) => this.fail(String(error)));
  }

  get settled(): boolean {
    return this.failed || this.picture !== null || (this.stream?.pictures.length ?? 0) > 0;
  }

  start(now: number): void {
    if (this.beganAt !== null || this.failed) return;
    this.beganAt = now;
    this.timer = setInterval(() => this.play(performance.now()), SOUND_MS);
  }

  tick(now: number): void {
    this.play(now);
  }

  async close(): Promise<void> {
    this.closing.abort();
    if (this.timer) clearInterval(this.timer);
    const { stream } = this;
    this.stream = null;
    await stream?.kill();
    await this.stopping;
    await this.local?.release();
  }

  private async open(): Promise<void> {
    const { ffmpegPath, material, path } = this.options;
    const { signal } = this.closing;
    this.local = await material.fetch(path, signal);
    const { file } = this.local;
    const format = await formatOf(file);
    if (format !== 'mov' && format !== 'matroska') throw new Error('neither MP4 nor WebM');
    const { sound } = await probeClip(clipInput(file, format), ffmpegPath, signal);
    if (!signal.aborted) this.begin({ file, format, sound });
  }

  private begin(source: Source): void {
    const stream: ClipStream = new ClipStream({
      ...this.options,
      ...source,
      onEnd: (complaint, code) => {
        if (stream === this.stream) this.finish(source, complaint, code);
      },
    });
    this.stream = stream;
  }

  /** Everything was read, or the decoder died. */
  private finish(source: Source, complaint: string, code: number | null): void {
    const began = this.shown + (this.stream?.pictures.length ?? 0) > 0;
    if (!began) return this.fail(complaint);
    if (code !== 0) this.options.onWarning(this.options.loop ? 'decoder_restarted' : 'source_failed', complaint);
    this.read = 'read';
    if (!this.options.loop || this.restarts >= RESTARTS) return;
    this.restarts += 1;
    this.read = 'reading';
    this.heard = Math.round((this.shown * this.pictureMs) / SOUND_MS);
    this.begin(source);
  }

  private play(now: number): void {
    const { stream } = this;
    if (!stream || this.beganAt === null || this.read === 'over') return;
    this.waitForStream(stream, now);
    this.showUntil(stream, now - this.beganAt);
    this.hearUntil(stream, now - this.beganAt);
    const over = this.read === 'read' && stream.pictures.length + stream.sounds.length === 0;
    if (over && now - this.beganAt >= this.shown * this.pictureMs) this.end();
  }

  private get pictureMs(): number {
    return 1000 / this.options.frameRate;
  }

  private waitForStream(stream: ClipStream, now: number): void {
    if (this.read !== 'reading' || stream.pictures.length + stream.sounds.length > 0) return;
    const known = Math.max(this.shown * this.pictureMs, this.heard * SOUND_MS);
    this.beganAt = Math.max(this.beganAt!, now - known);
  }

  /** Half a picture early: the composition looks at times that are as far apart as the pictures. */
  private showUntil(stream: ClipStream, position: number): void {
    const due = Math.floor(position / this.pictureMs + 0.5);
    while (this.shown <= due) {
      const picture = stream.takePicture();
      if (!picture) return;
      if (this.picture) stream.recycle(this.picture);
      this.picture = picture;
      this.shown += 1;
      this.version += 1;
    }
  }

  private hearUntil(stream: ClipStream, position: number): void {
    while (this.heard * SOUND_MS <= position) {
      const sound = stream.takeSound();
      if (!sound) break;
      this.options.onSound(this.beganAt! + this.heard * SOUND_MS, sound, this.silent);
      this.heard += 1;
      this.silent = false;
    }
  }

  private end(): void {
    this.read = 'over';
    if (this.timer) clearInterval(this.timer);
    this.options.onEnded();
  }

  private fail(detail: string): void {
    if (this.closing.signal.aborted) return;
    this.failed = true;
    this.version += 1;
    this.options.onWarning('source_failed', `${this.options.path}: ${detail}`);
  }
}
