import { Ffmpeg } from '../egress/ffmpeg.js';
import { ivfFrameHead, ivfHeader } from '../egress/ivf.js';
import { FROM_PIPE } from './feed.js';
import type { Size } from './layout.js';
import type { RawPicture } from './raw-picture.js';
import { Y4mReader } from './y4m.js';

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

/** ffmpeg's output: raw pictures, as they come. */
export function rawOutput(filter: string): string[] {
  const picture = ['-an', '-sn', '-dn', '-filter_threads', '1', '-vf', `${filter},format=yuv420p`];
  return [...picture, '-fps_mode', 'passthrough', '-flush_packets', '1', '-f', 'yuv4mpegpipe', 'pipe:1'];
}

/** Coded (or raw) pictures that are put in come out raw in a layer's size, each at once. */
export class Decoder {
  private readonly process: Ffmpeg;
  private readonly reader: Y4mReader;
  private time = 0;

  constructor(options: DecoderOptions) {
    this.reader = new Y4mReader(options.onPicture);
    this.process = new Ffmpeg(options.ffmpegPath, [...INPUT, ...rawOutput(options.filter)], {
      onData: (chunk) => this.reader.push(chunk),
      onExit: options.onExit,
    });
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
    this.reader.recycle(picture);
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
