import { Ffmpeg } from '../egress/ffmpeg.js';
import { IVF_FRAME_HEAD, ivfFrameHead, ivfHeader } from '../egress/ivf.js';
import { FlvReader, type FlvPicture } from './flv.js';
import type { Size } from './layout.js';
import { rawSize, type RawPicture } from './raw-picture.js';

export interface EncoderOptions extends Size {
  ffmpegPath: string;
  frameRate: number;
  /** `at`: as it was given to `encode`, to a millisecond. */
  onPicture(at: number, nals: Buffer[]): void;
  onRestart(detail: string): void;
}

/** One picture is painted while the encoder takes the one before it. */
const CANVASES = 2;
const MILLISECONDS = 1000;
const STUCK_MS = 3_000;
/** From one start to the next; twice as long after each that brought nothing. */
const RESTART_MS = 250;
const MOST_RESTART_MS = 8_000;
/** Bits per second of a 1280x720 picture at most, and of smaller ones in proportion. */
const MOST_BITS = 2_500_000;
const LEAST_BITS = 300_000;
const HD = 1280 * 720;

interface Canvas extends RawPicture {
  /** The frame with what stands before it in the stream. */
  bytes: Buffer;
}

interface Run {
  process: Ffmpeg;
  startAt: number;
  free: Canvas[];
  /** When it last took a picture, or had none to take. */
  movedAt: number;
}

/**
 * Raw pictures to H.264 that every browser decodes, by one ffmpeg, without delay. Makes a key frame when asked; one that
 * dies or hangs is replaced.
 */
export class Encoder {
  private run: Run | null = null;
  private startedAt = -Infinity;
  /** Starts since the last picture. */
  private starts = 0;
  private stopping: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: EncoderOptions) {}

  /** Where to paint the next picture; null while the encoder is busy with those before it. */
  canvas(now: number): RawPicture | null {
    if (this.run && now - this.run.movedAt > STUCK_MS) this.replace(this.run, 'it hangs');
    const pause = Math.min(MOST_RESTART_MS, RESTART_MS * 2 ** this.starts);
    if (!this.run && !this.closed && now - this.startedAt > pause) this.begin(now);
    return this.run?.free[0] ?? null;
  }

  /** Takes the picture on the canvas. */
  encode(at: number, key: boolean): void {
    const run = this.run;
    const canvas = run?.free.shift();
    if (!run || !canvas) return;
    // Odd times are wishes for key frames, see below; the first picture of a process is one anyway.
    const even = 2 * Math.round((at - run.startAt) / 2);
    ivfFrameHead(canvas.data.length, even + (key && even > 0 ? 1 : 0)).copy(canvas.bytes);
    if (run.free.length === CANVASES - 1) run.movedAt = at;
    run.process.write(canvas.bytes, () => {
      run.free.push(canvas);
      run.movedAt = performance.now();
      if (run.free.length === CANVASES) run.movedAt = Infinity;
    });
  }

  /** Resolves when its processes are gone. */
  async close(): Promise<void> {
    this.closed = true;
    const run = this.run;
    this.run = null;
    if (run) this.stop(run);
    await this.stopping;
  }

  /** A machine that has no process or pipe left refuses at once; that may pass. */
  private begin(now: number): void {
    this.startedAt = now;
    this.starts += 1;
    try {
      this.run = this.start(now);
    } catch (error) {
      this.options.onRestart(String(error));
    }
  }

  private start(now: number): Run {
    const { ffmpegPath, onPicture } = this.options;
    const reader = new FlvReader(({ time, nals }: FlvPicture) => {
      this.starts = 0;
      if (run === this.run) onPicture(run.startAt + time, nals);
    });
    const process = new Ffmpeg(ffmpegPath, [...INPUT, ...this.encoding()], {
      onData: (chunk) => reader.push(chunk),
      onExit: (complaint) => this.replace(run, complaint),
    });
    const free = Array.from({ length: CANVASES }, () => makeCanvas(this.options));
    const run: Run = { process, startAt: now, free, movedAt: Infinity };
    process.write(ivfHeader('I420', this.options, MILLISECONDS));
    return run;
  }

  private replace(run: Run, detail: string): void {
    if (run !== this.run) return;
    this.run = null;
    this.stop(run);
    this.options.onRestart(detail);
  }

  private stop({ process }: Run): void {
    this.stopping = Promise.all([this.stopping, process.kill()]);
  }

  /** `-crf` keeps letters sharp; the bits that a still picture does not need are there for the next page. */
  private encoding(): string[] {
    const bits = Math.max(
      LEAST_BITS,
      Math.round(MOST_BITS * Math.min(1, (this.options.width * this.options.height) / HD)),
    );
    const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'baseline'];
    const rate = ['-crf', '20', '-maxrate', String(bits), '-bufsize', String(bits), '-threads', '1'];
    const colours = [
      '-colorspace',
      'smpte170m',
      '-color_primaries',
      'bt709',
      '-color_trc',
      'bt709',
      '-color_range',
      'tv',
    ];
    const keys = ['-g', String(this.options.frameRate * 10), '-sc_threshold', '0', '-forced-idr', '1'];
    const asked = ['-force_key_frames', 'expr:eq(mod(round(t*1000),2),1)'];
    // The rate is told so that the level is chosen by it and not by the time base.
    const time = [
      '-x264-params',
      `fps=${this.options.frameRate}`,
      '-fps_mode',
      'passthrough',
      '-enc_time_base',
      '1:1000',
    ];
    const format = ['-flush_packets', '1', '-flvflags', 'no_duration_filesize', '-f', 'flv', 'pipe:1'];
    return [...codec, ...rate, ...colours, ...keys, ...asked, ...time, ...format];
  }
}

const INPUT = ['-probesize', '32', '-analyzeduration', '0', '-threads', '1', '-f', 'ivf', '-i', 'pipe:0', '-an'];

function makeCanvas({ width, height }: Size): Canvas {
  const bytes = Buffer.allocUnsafeSlow(IVF_FRAME_HEAD + rawSize({ width, height }));
  return { width, height, bytes, data: bytes.subarray(IVF_FRAME_HEAD) };
}
