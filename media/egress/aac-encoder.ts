import { takeAdtsFrames } from './adts.js';
import { Ffmpeg } from './ffmpeg.js';
import { AAC_FRAME } from './fmp4.js';

export interface SoundFrame {
  /** First sample, counted on the server's clock at 48 kHz. */
  at: number;
  /** One raw AAC-LC frame of 1024 samples. */
  data: Buffer;
}

export interface AacEncoderOptions {
  ffmpegPath: string;
  /** Sample (48 kHz, server's clock) at which the sound written first begins. */
  startAt: number;
  onFrame(frame: SoundFrame): void;
  onRestarted(detail: string): void;
}

const BYTES_PER_SAMPLE = 4;
/** An encoder that holds back this much sound hangs; more of it is not kept. A busy machine may delay it for seconds. */
const HUNG_BYTES = 10 * 48_000 * BYTES_PER_SAMPLE;
const MAX_RESTART_DELAY_MS = 4000;
/** AAC-LC begins with a frame that holds what was before the first sample (ISO 14496-3, 4.B.12: 1024 samples). */
const PRIMING_FRAMES = 1;

/**
 * 48 kHz stereo PCM (s16le) to AAC-LC by one long-lived ffmpeg. Frames are dated by counting them. What went in and did
 * not come out yet is kept, so that an encoder that dies is replaced without a hole in the sound.
 */
export class AacEncoder {
  private process: Ffmpeg | null = null;
  private output: Buffer = Buffer.alloc(0);
  /** Sound without its frame yet; the first sample of it is `pendingAt`. */
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private pendingAt: number;
  private frames = 0;
  private startedAt = 0;
  private failures = 0;
  private retry: NodeJS.Timeout | null = null;
  private state: 'open' | 'ending' | 'closed' = 'open';
  private drained: () => void = () => undefined;
  private readonly whenDrained: Promise<void>;

  constructor(private readonly options: AacEncoderOptions) {
    this.pendingAt = options.startAt;
    this.whenDrained = new Promise((resolve) => (this.drained = resolve));
    this.start();
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  write(pcm: Buffer): void {
    if (this.state !== 'open') return;
    this.pending.push(pcm);
    this.pendingBytes += pcm.length;
    this.process?.write(pcm);
    if (this.pendingBytes <= HUNG_BYTES) return;
    void this.process?.kill();
    this.forget(this.pendingBytes - HUNG_BYTES);
  }

  /** Everything that was written comes out, or `deadlineMs` passes; then nothing more comes and the process is gone. */
  async end(deadlineMs: number): Promise<void> {
    let deadline: NodeJS.Timeout | undefined;
    if (this.state === 'open') {
      this.state = 'ending';
      if (!this.process) void this.kill();
      // Silence pushes out the last samples, which the encoder keeps to overlap them with the next.
      this.process?.write(Buffer.alloc(2 * AAC_FRAME * BYTES_PER_SAMPLE));
      this.process?.finish();
      deadline = setTimeout(() => void this.kill(), deadlineMs);
    }
    await this.whenDrained;
    clearTimeout(deadline);
  }

  async kill(): Promise<void> {
    this.state = 'closed';
    if (this.retry) clearTimeout(this.retry);
    const process = this.process;
    this.process = null;
    await process?.kill();
    this.drained();
  }

  private start(): void {
    this.retry = null;
    this.output = Buffer.alloc(0);
    this.frames = 0;
    this.startedAt = this.pendingAt;
    const input = [
      '-f',
      's16le',
      '-ar',
      '48000',
      '-ac',
      '2',
      '-probesize',
      '32',
      '-analyzeduration',
      '0',
      '-i',
      'pipe:0',
    ];
    const output = ['-c:a', 'aac', '-b:a', '128k', '-flush_packets', '1', '-f', 'adts', 'pipe:1'];
    const process: Ffmpeg = new Ffmpeg(this.options.ffmpegPath, [...input, ...output], {
      onData: (chunk) => process === this.process && this.read(chunk),
      onExit: (complaint) => process === this.process && this.replace(complaint),
    });
    this.process = process;
    for (const pcm of this.pending) process.write(pcm);
  }

  private replace(complaint: string): void {
    this.process = null;
    if (this.state !== 'open') {
      void this.kill();
      return;
    }
    this.options.onRestarted(`AAC encoder: ${complaint}`);
    this.retry = setTimeout(() => this.start(), Math.min(100 * 2 ** this.failures, MAX_RESTART_DELAY_MS));
    this.failures += 1;
  }

  private read(chunk: Buffer): void {
    const { frames, rest } = takeAdtsFrames(Buffer.concat([this.output, chunk]));
    this.output = rest;
    for (const data of frames) {
      const at = this.startedAt + (this.frames - PRIMING_FRAMES) * AAC_FRAME;
      this.frames += 1;
      if (at < this.startedAt) continue;
      this.failures = 0;
      this.forget((at + AAC_FRAME - this.pendingAt) * BYTES_PER_SAMPLE);
      this.options.onFrame({ at, data });
    }
  }

  /** Drops the oldest `bytes` of what is kept for a replacement. */
  private forget(bytes: number): void {
    let left = Math.max(0, Math.min(bytes, this.pendingBytes));
    this.pendingBytes -= left;
    this.pendingAt += left / BYTES_PER_SAMPLE;
    while (left > 0) {
      const first = this.pending[0]!;
      if (first.length > left) this.pending[0] = first.subarray(left);
      else this.pending.shift();
      left -= Math.min(left, first.length);
    }
  }
}
