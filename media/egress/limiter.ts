const CEILING = 0.97;
/** Gain given back per block of 20 ms: 12 dB in about a second. */
const RELEASE = 1.03;
const ATTACK_SAMPLES = 96;

/**
 * Keeps a sum of voices below full scale: the gain of a block falls at once to what its peak needs and comes back
 * slowly. Writes interleaved s16le.
 */
export class Limiter {
  private gain = 1;

  toPcm(left: Float32Array, right: Float32Array): Buffer {
    let peak = 0;
    for (let i = 0; i < left.length; i += 1) peak = Math.max(peak, Math.abs(left[i]!), Math.abs(right[i]!));
    const before = this.gain;
    this.gain = Math.min(before * RELEASE, 1, peak > CEILING ? CEILING / peak : 1);
    const pcm = Buffer.allocUnsafe(left.length * 4);
    for (let i = 0; i < left.length; i += 1) {
      const gain = before + (this.gain - before) * Math.min(1, i / ATTACK_SAMPLES);
      pcm.writeInt16LE(toInt16(left[i]! * gain), i * 4);
      pcm.writeInt16LE(toInt16(right[i]! * gain), i * 4 + 2);
    }
    return pcm;
  }
}

function toInt16(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * 32767);
}
