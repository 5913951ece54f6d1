import { OpusDecoder } from 'opus-decoder';
import { ClockMap } from './clock-map.js';
import { AUDIO_TIMESCALE } from './fmp4.js';
import { PcmRing } from './pcm-ring.js';
import { ReorderBuffer, type OrderedPacket } from './reorder.js';
import { parseRtp } from './rtp.js';
import type { MediaTap } from './tap.js';

export const AUDIO_HOLD_MS = 120;
/** The map moves gently by this much at most from one packet to the next; more is a hole or a new beginning. */
const MAX_STRETCH = 12;

/** Compiles the decoder once, so that the first microphone need not wait for it. */
export async function prepareOpus(): Promise<void> {
  const decoder = new OpusDecoder({ channels: 2 });
  await decoder.ready;
  decoder.free();
}

/** One microphone: its Opus packets decoded and put at their places on the server's clock. */
export class OpusSource {
  readonly ring = new PcmRing();
  private readonly reorder = new ReorderBuffer(AUDIO_HOLD_MS);
  private readonly clock = new ClockMap(AUDIO_TIMESCALE);
  private readonly decoder = new OpusDecoder({ channels: 2 });
  private state: 'loading' | 'ready' | 'stopped' = 'loading';
  /** Where the next packet should begin if nothing is missing: by its timestamp and on the server's clock. */
  private due: { timestamp: number; at: number } | null = null;

  constructor(
    tap: MediaTap,
    private readonly onPacket: (now: number) => void,
  ) {
    void this.decoder.ready.then(
      () => {
        if (this.state === 'stopped') this.decoder.free();
        else this.state = 'ready';
      },
      () => (this.state = 'stopped'),
    );
    tap.onRtp((bytes) => this.receive(bytes));
  }

  tick(now: number): void {
    for (const ordered of this.reorder.expire(now)) this.take(ordered);
  }

  stop(): void {
    if (this.state === 'ready') this.decoder.free();
    this.state = 'stopped';
  }

  private receive(bytes: Buffer): void {
    if (this.state === 'stopped') return;
    const now = performance.now();
    const packet = parseRtp(bytes);
    if (!packet) return;
    this.onPacket(now);
    for (const ordered of this.reorder.push(packet, now)) this.take(ordered);
  }

  private take({ packet, arrival }: OrderedPacket): void {
    const at = Math.round((this.clock.observe(packet.timestamp, arrival) * AUDIO_TIMESCALE) / 1000);
    // One byte is a packet without sound (DTX, RFC 7587 section 3.1.3); the decoder takes at most 120 ms at a time.
    if (this.state !== 'ready' || packet.payload.length < 2 || packet.payload.length > MAX_PACKET) return;
    const { channelData, samplesDecoded } = this.decoder.decodeFrame(packet.payload);
    if (samplesDecoded === 0) return;
    const due = this.due;
    const contiguous = due !== null && due.timestamp === packet.timestamp;
    const drift = contiguous ? at - due.at : 0;
    const gentle = contiguous && Math.abs(drift) <= MAX_STRETCH;
    const start = gentle ? due.at : at;
    const length = samplesDecoded + (gentle ? drift : 0);
    this.ring.write(start, stretch(channelData[0]!, length), stretch(channelData[1]!, length));
    this.due = { timestamp: (packet.timestamp + samplesDecoded) >>> 0, at: start + length };
  }
}

const MAX_PACKET = 4000;

/** Resamples to `length` samples: the sender's clock and ours differ by a few samples in a thousand at most. */
export function stretch(samples: Float32Array, length: number): Float32Array {
  if (samples.length === length) return samples;
  const result = new Float32Array(length);
  const step = samples.length / length;
  const last = samples.length - 1;
  for (let i = 0; i < length; i += 1) {
    const place = i * step;
    const index = place | 0;
    const sample = samples[index]!;
    const following = index < last ? samples[index + 1]! : sample;
    result[i] = sample + (following - sample) * (place - index);
  }
  return result;
}
