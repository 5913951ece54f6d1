import { AacEncoder, type SoundFrame } from './aac-encoder.js';
import { AUDIO_TIMESCALE } from './fmp4.js';
import { Limiter } from './limiter.js';
import { OpusSource } from './opus-source.js';
import type { MediaTap } from './tap.js';

/** The mix follows the clock at this distance: what is later than that is silence. Segments wait that much longer. */
const MIX_DELAY_MS = 500;
/** 20 ms. */
const BLOCK = 960;
const DRAIN_MS = 1500;

export interface SoundOptions {
  ffmpegPath: string;
  onFrame(frame: SoundFrame): void;
  /** A packet of any microphone arrived. */
  onPacket(now: number): void;
  onRestarted(detail: string): void;
}

/**
 * The sound of everyone on stage. It runs on the server's clock: what a microphone does not deliver is silence, and
 * nothing waits for it.
 */
export class Sound {
  private readonly sources = new Map<MediaTap, OpusSource>();
  private readonly limiter = new Limiter();
  private encoder: AacEncoder | null = null;
  private draining: Promise<void> | null = null;
  /** Next sample to be mixed. */
  private position = 0;

  constructor(private readonly options: SoundOptions) {}

  get microphones(): number {
    return this.sources.size;
  }

  setTaps(taps: readonly MediaTap[]): void {
    for (const [tap, source] of this.sources) if (!taps.includes(tap)) this.remove(tap, source);
    for (const tap of taps) if (!this.sources.has(tap)) this.add(tap);
  }

  /** Begins the mix; no effect while it runs. */
  start(now: number): void {
    if (this.encoder) return;
    this.position = toSamples(now - MIX_DELAY_MS);
    for (const source of this.sources.values()) source.ring.seek(this.position);
    const { ffmpegPath, onFrame, onRestarted } = this.options;
    this.encoder = new AacEncoder({ ffmpegPath, startAt: this.position, onFrame, onRestarted });
  }

  tick(now: number): void {
    for (const source of this.sources.values()) source.tick(now);
    this.mixUntil(toSamples(now - MIX_DELAY_MS));
  }

  /** Ends the mix at `until` (ms, server's clock) and waits until all of it is encoded. */
  async stop(until: number): Promise<void> {
    this.mixUntil(toSamples(until));
    const encoder = this.encoder;
    this.encoder = null;
    this.draining = encoder?.end(DRAIN_MS) ?? this.draining;
    await this.draining;
  }

  /** Resolves when its processes are gone. */
  async close(): Promise<void> {
    this.setTaps([]);
    const encoder = this.encoder;
    this.encoder = null;
    await Promise.all([encoder?.kill(), this.draining]);
  }

  private add(tap: MediaTap): void {
    const source = new OpusSource(tap, this.options.onPacket);
    source.ring.seek(this.position);
    this.sources.set(tap, source);
    tap.onClosed(() => this.remove(tap, source));
  }

  private remove(tap: MediaTap, source: OpusSource): void {
    source.stop();
    if (this.sources.get(tap) === source) this.sources.delete(tap);
  }

  private mixUntil(end: number): void {
    while (this.encoder && this.position + BLOCK <= end) {
      const left = new Float32Array(BLOCK);
      const right = new Float32Array(BLOCK);
      for (const source of this.sources.values()) source.ring.addTo(left, right);
      this.encoder.write(this.limiter.toPcm(left, right));
      this.position += BLOCK;
    }
  }
}

function toSamples(milliseconds: number): number {
  return Math.round((milliseconds * AUDIO_TIMESCALE) / 1000);
}
