import { Ffmpeg, type FfmpegHandlers } from '../egress/ffmpeg.js';
import type { RawPicture } from './raw-picture.js';
import { RawPipe } from './raw-pipe.js';
import { Y4mReader } from './y4m.js';

export interface PictureProcessHandlers {
  onPicture(picture: RawPicture): void;
  /** What it writes to `pipe:3`. */
  onSecondData?: FfmpegHandlers['onSecondData'];
  /** All that it made was handed over before. */
  onExit: FfmpegHandlers['onExit'];
}

/** ffmpeg's output: raw pictures, as they come. */
export function rawOutput(filter: string): string[] {
  const picture = ['-an', '-sn', '-dn', '-filter_threads', '1', '-vf', `${filter},format=yuv420p`];
  return [...picture, '-fps_mode', 'passthrough', '-flush_packets', '1', '-f', 'yuv4mpegpipe', 'pipe:1'];
}

/** An ffmpeg that makes raw pictures. */
export class PictureProcess {
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
  private readonly reader: Y4mReader;
  private process: Ffmpeg | null = null;
  private pipe: RawPipe | null = null;
  /** What was to be written before it ran. */
  private waiting: [chunk: Buffer, onTaken?: () => void][] = [];
  private killed = false;

  constructor(ffmpegPath: string, args: readonly string[], handlers: PictureProcessHandlers) {
    this.reader = new Y4mReader(handlers.onPicture);
    this.gone = this.run(ffmpegPath, args, handlers).catch((error: unknown) => handlers.onExit(String(error), null));
  }

  /** Bytes that it has not taken yet. */
  get backlog(): number {
    return this.process?.backlog ?? this.waiting.reduce((sum, [chunk]) => sum + chunk.length, 0);
  }

  write(chunk: Buffer, onTaken?: () => void): void {
    if (this.process) this.process.write(chunk, onTaken);
    else this.waiting.push([chunk, onTaken]);
  }

  hold(held: boolean): void {
    if (!this.killed) this.pipe?.hold(held);
  }

  holdSecondData(held: boolean): void {
    this.process?.holdSecondData(held);
  }

  recycle(picture: RawPicture): void {
    this.reader.recycle(picture);
  }

  kill(): Promise<void> {
    this.killed = true;
    this.pipe?.close();
    void this.process?.kill();
    return this.gone;
  }

  private async run(
    ffmpegPath: string,
    args: readonly string[],
    { onSecondData, onExit }: PictureProcessHandlers,
  ): Promise<void> {
    const pipe = await RawPipe.open((chunk) => this.read(chunk));
    try {
      if (this.killed) return;
      this.pipe = pipe;
      let exit: Parameters<typeof onExit> = ['', null];
      const told: FfmpegHandlers = { onSecondData, onExit: (...end) => (exit = end) };
      const process = new Ffmpeg(ffmpegPath, args, told, pipe.childEnd);
      pipe.childEnd.destroy();
      this.process = process;
      for (const [chunk, onTaken] of this.waiting.splice(0)) process.write(chunk, onTaken);
      await Promise.all([process.gone, pipe.ended]);
      onExit(...exit);
    } finally {
      pipe.close();
    }
  }

  private read(chunk: Buffer): void {
    if (this.killed) return;
    try {
      this.reader.push(chunk);
    } catch {
      // Whoever waits for its pictures is told that it is gone.
      void this.kill();
    }
  }
}
