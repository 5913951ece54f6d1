import { ivfFrameHead, ivfHeader } from '../egress/ivf.js';
import { FROM_PIPE } from './feed.js';
import type { Size } from './layout.js';
import { PictureProcess, rawOutput } from './picture-process.js';
import type { RawPicture } from './raw-picture.js';

export interface DecoderOptions {
  ffmpegPath: string;
  codec: 'VP80' | 'H264' | 'I420';
  /** Of the first picture. */
  size: Size;
  /** ffmpeg's filters that make a layer of it. */
  filter: string;
  onPicture(picture: RawPicture): void;
  onExit(complaint: string): void;
}

/** Coded (or raw) pictures that are put in come out raw in a layer's size, each at once. */
export class Decoder {
  private readonly process: PictureProcess;
  private time = 0;

  constructor(options: DecoderOptions) {
    const args = [...INPUT, ...rawOutput(options.filter)];
    this.process = new PictureProcess(options.ffmpegPath, args, options);
    this.process.write(ivfHeader(options.codec, options.size, 1000));
  }

  /** Bytes that it has not taken yet. */
  get backlog(): number {
    return this.process.backlog;
  }

  write(picture: Buffer, onTaken?: () => void): void {
    this.time += 1;
    this.process.write(ivfFrameHead(picture.length, this.time));
    this.process.write(picture, onTaken);
  }

  recycle(picture: RawPicture): void {
    this.process.recycle(picture);
  }

  kill(): Promise<void> {
    return this.process.kill();
  }
}

/** `-threads 1` and `low_delay`: no picture waits for the next one. */
const INPUT = [
  ...['-probesize', '32', '-analyzeduration', '0', '-flags', 'low_delay', '-threads', '1'],
  ...[...FROM_PIPE, '-f', 'ivf', '-i', 'pipe:0'],
];
