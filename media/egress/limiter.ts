const CEILING = 0.97;
/** Gain given back per block of 20 ms: 12 dB in about a second. */
const RELEASE = 1.03;
const ATTACK_SAMPLES = 96;

/**
 * Keeps a sum of voices below full scale: the gain of a block falls at once to what its peak needs and comes back
 * slowly. Writes interleaved s16le (the byte order of every machine that Node 24 runs on). Touches every sample of
 * every programme: plain comparisons, no calls.
 */
export class Limiter {
  private gain = 1;

  toPcm(left: Float32Array, right: Float32Array): Buffer {
    const peak = peakOf(right, peakOf(left, 0));
    const before = this.gain;
    const after = Math.min(before * RELEASE, 1, peak > CEILING ? CEILING / peak : 1);
    this.gain = after;
    const pcm = new Int16Array(left.length * 2);
    for (let i = 0; i < left.length; i += 1) {
      const gain = i < ATTACK_SAMPLES ? before + ((after - before) * i) / ATTACK_SAMPLES : after;
      pcm[i * 2] = toInt16(left[i]! * gain);
      pcm[i * 2 + 1] = toInt16(right[i]! * gain);
    }
    return Buffer.from(pcm.buffer);
  }
}

function peakOf(samples: Float32Array, peak: number): number {
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i]!;
    if (value > peak) peak = value;
    else if (-value > peak) peak = -value;
  }
  return peak;
}

function toInt16(value: number): number {
  if (value >= 1) return 32767;
  if (value <= -1) return -32767;
  return value * 32767;
}
