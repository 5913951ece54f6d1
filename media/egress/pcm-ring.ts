const CAPACITY = 2 * 48_000;

/**
 * Two seconds of one microphone's sound, at its places on the server's clock (48 kHz samples). What was not written is
 * silence; what comes too late or far too early is dropped.
 */
export class PcmRing {
  private readonly left = new Float32Array(CAPACITY);
  private readonly right = new Float32Array(CAPACITY);
  private head = 0;

  /** Sets the place that is read next and forgets everything. */
  seek(at: number): void {
    this.head = at;
    this.left.fill(0);
    this.right.fill(0);
  }

  write(at: number, left: Float32Array, right: Float32Array): void {
    const from = Math.max(0, this.head - at);
    const to = Math.min(left.length, this.head + CAPACITY - at);
    for (let i = from; i < to; i += 1) {
      const place = (at + i) % CAPACITY;
      this.left[place] = left[i]!;
      this.right[place] = right[i]!;
    }
  }

  /** Adds the next `left.length` samples to what is there and moves on. */
  addTo(left: Float32Array, right: Float32Array): void {
    for (let i = 0; i < left.length; i += 1) {
      const place = (this.head + i) % CAPACITY;
      left[i]! += this.left[place]!;
      right[i]! += this.right[place]!;
      this.left[place] = 0;
      this.right[place] = 0;
    }
    this.head += left.length;
  }
}
