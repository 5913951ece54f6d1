import { Ffmpeg } from './ffmpeg.js';
import type { Picture } from './picture.js';

const EVERY_MS = 10_000;
const DEADLINE_MS = 5_000;
const START_CODE = Buffer.from([0, 0, 0, 1]);
const INPUT = ['-f', 'h264', '-i', 'pipe:0'];
const OUTPUT = ['-frames:v', '1', '-vf', 'scale=640:-2', '-q:v', '4', '-threads', '1', '-f', 'mjpeg', 'pipe:1'];

/** Makes a JPEG of 640 pixels' width out of a key frame now and then, one at a time. */
export class Stills {
  private process: Ffmpeg | null = null;
  private startedAt = -Infinity;

  constructor(
    private readonly ffmpegPath: string,
    private readonly onStill: (jpeg: Buffer) => void,
  ) {}

  offer(picture: Picture, now: number): void {
    if (!picture.key || this.process || now - this.startedAt < EVERY_MS) return;
    this.startedAt = now;
    const chunks: Buffer[] = [];
    const deadline = setTimeout(() => void this.close(), DEADLINE_MS);
    const process: Ffmpeg = new Ffmpeg(this.ffmpegPath, [...INPUT, ...OUTPUT], {
      onData: (chunk) => chunks.push(chunk),
      onExit: () => {
        clearTimeout(deadline);
        if (process !== this.process) return;
        this.process = null;
        if (chunks.length > 0) this.onStill(Buffer.concat(chunks));
      },
    });
    this.process = process;
    const { sps, pps } = picture.format;
    for (const nal of [...sps, ...pps, ...picture.nals]) process.write(Buffer.concat([START_CODE, nal]));
    process.finish();
  }

  /** Resolves when its process is gone. */
  async close(): Promise<void> {
    const process = this.process;
    this.process = null;
    await process?.kill();
  }
}
