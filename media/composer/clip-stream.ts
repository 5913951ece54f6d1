import { fitFilter, type Size } from './layout.js';
import { OggOpusReader } from './ogg.js';
import { PictureProcess, rawOutput } from './picture-process.js';
import { clipInput, type ClipFormat } from './probe.js';
import type { RawPicture } from './raw-picture.js';
import type { Layer } from '../types.js';

export interface ClipStreamOptions {
  ffmpegPath: string;
  file: string;
  format: ClipFormat;
  sound: boolean;
  loop: boolean;
  frameRate: number;
  box: Size;
  fit: Layer['fit'];
  /** `code` 0: everything was read. */
  onEnd(complaint: string, code: number | null): void;
}

/** Pictures and sound packets that are read ahead. */
const MOST_PICTURES = 6;
const MOST_SOUNDS = 250;

/**
 * A clip as ffmpeg decodes it, as fast as it is taken: pictures of a constant rate and Opus packets of 20 ms, each the
 * one after the one before it. What is not taken yet keeps ffmpeg waiting.
 */
export class ClipStream {
  readonly pictures: RawPicture[] = [];
  readonly sounds: Buffer[] = [];
  private readonly process: PictureProcess;
  private readonly sound = new OggOpusReader((packet) => this.sounds.push(packet));

  constructor(options: ClipStreamOptions) {
    const { file, format, loop, sound } = options;
    const input = ['-nostdin', ...(loop ? ['-stream_loop', '-1'] : []), ...clipInput(file, format)];
    const picture = ['-map', '0:v:0', ...rawOutput(`${pace(options)},${fitFilter(options.box, options.fit)}`)];
    this.process = new PictureProcess(options.ffmpegPath, [...input, ...picture, ...(sound ? SOUND : [])], {
      onPicture: (taken) => {
        this.pictures.push(taken);
        this.balance();
      },
      onSecondData: (chunk) => this.readSound(chunk),
      onExit: options.onEnd,
    });
  }

  takePicture(): RawPicture | undefined {
    const picture = this.pictures.shift();
    this.balance();
    return picture;
  }

  takeSound(): Buffer | undefined {
    const sound = this.sounds.shift();
    this.balance();
    return sound;
  }

  recycle(picture: RawPicture): void {
    this.process.recycle(picture);
  }

  kill(): Promise<void> {
    return this.process.kill();
  }

  private readSound(chunk: Buffer): void {
    try {
      this.sound.push(chunk);
      this.balance();
    } catch {
      void this.kill();
    }
  }

  private balance(): void {
    this.process.hold(this.pictures.length >= MOST_PICTURES);
    this.process.holdSecondData(this.sounds.length >= MOST_SOUNDS);
  }
}

/** A constant rate, from the clip's beginning: a picture that comes late in the file is late here as well. */
function pace({ frameRate }: ClipStreamOptions): string {
  return `fps=${frameRate}:start_time=0`;
}

/** Holes in the sound are filled, so that the n-th packet always belongs to the same moment. */
const SOUND = [
  ...['-map', '0:a:0', '-vn', '-af', 'aresample=48000:async=1:first_pts=0', '-ac', '2', '-c:a', 'libopus'],
  ...['-b:a', '96k', '-frame_duration', '20', '-page_duration', '20000', '-flush_packets', '1', '-f', 'ogg', 'pipe:3'],
];
