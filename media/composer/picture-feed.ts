import { FROM_FILE, type Feed, type FeedEvents } from './feed.js';
import { fitFilter, type Size } from './layout.js';
import type { Material } from './material.js';
import { PictureProcess, rawOutput } from './picture-process.js';
import { formatOf } from './probe.js';
import type { RawPicture } from './raw-picture.js';
import type { Layer } from '../types.js';

export interface PictureFeedOptions extends FeedEvents {
  ffmpegPath: string;
  material: Material;
  path: string;
  box: Size;
  fit: Layer['fit'];
}

const DEADLINE_MS = 8_000;
const MOST_PIXELS = 50_000_000;

/** A picture from a file, decoded once: a page of slides, a picture shown before the beginning. */
export class PictureFeed implements Feed {
  picture: RawPicture | null = null;
  version = 0;
  failed = false;
  private readonly closing = new AbortController();
  private process: PictureProcess | null = null;
  private readonly done: Promise<void>;

  constructor(private readonly options: PictureFeedOptions) {
    this.done = this.load().catch((error: unknown) => this.fail(String(error)));
  }

  get settled(): boolean {
    return this.failed || this.picture !== null;
  }

  start(): void {}

  tick(): void {}

  async close(): Promise<void> {
    this.closing.abort();
    await this.process?.kill();
    await this.done;
  }

  private get closed(): boolean {
    return this.closing.signal.aborted;
  }

  private async load(): Promise<void> {
    const { file, release } = await this.options.material.fetch(this.options.path, this.closing.signal);
    try {
      const format = await formatOf(file);
      if (!format?.endsWith('_pipe')) throw new Error('neither JPEG nor PNG nor WebP');
      if (!this.closed) await this.decode(['-f', format, '-i', `file:${file}`]);
    } finally {
      await release();
    }
  }

  private async decode(input: string[]): Promise<void> {
    const { ffmpegPath, box, fit } = this.options;
    let complaint = '';
    const bounds = ['-nostdin', ...FROM_FILE, '-max_pixels', String(MOST_PIXELS), '-threads', '1'];
    const output = ['-frames:v', '1', ...rawOutput(fitFilter(box, fit))];
    const process = new PictureProcess(ffmpegPath, [...bounds, ...input, ...output], {
      onPicture: (picture) => this.show(picture),
      onExit: (reason) => (complaint = reason),
    });
    this.process = process;
    const deadline = setTimeout(() => void process.kill(), DEADLINE_MS);
    await process.gone;
    clearTimeout(deadline);
    if (!this.picture) throw new Error(complaint);
  }

  private show(picture: RawPicture): void {
    this.picture = picture;
    this.version += 1;
  }

  private fail(detail: string): void {
    if (this.closed) return;
    this.failed = true;
    this.version += 1;
    this.options.onWarning('source_failed', `${this.options.path}: ${detail}`);
  }
}
