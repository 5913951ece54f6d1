import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Limiter } from './limiter.js';
import { stretch } from './opus-source.js';
import { PcmRing } from './pcm-ring.js';

describe('PcmRing', () => {
  it('gives every sample at its place and silence elsewhere', () => {
    const writes = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 9000 }), size: fc.integer({ min: 1, max: 960 }) }),
    );
    fc.assert(
      fc.property(writes, (list) => {
        const ring = new PcmRing();
        ring.seek(1000);
        const wanted = new Float32Array(10_000);
        list.forEach(({ at, size }, i) => {
          const block = new Float32Array(size).fill(i + 1);
          ring.write(at, block, block);
          wanted.fill(i + 1, Math.max(at, 1000), Math.max(at + size, 1000));
        });
        const left = new Float32Array(9000);
        ring.addTo(left, new Float32Array(9000));
        expect(Buffer.from(left.buffer).equals(Buffer.from(wanted.slice(1000).buffer))).toBe(true);
      }),
    );
  });

  it('drops what comes too late or far too early', () => {
    const ring = new PcmRing();
    ring.seek(48_000);
    const block = new Float32Array(960).fill(1);
    ring.write(0, block, block);
    ring.write(1e9, block, block);
    const left = new Float32Array(96_000);
    ring.addTo(left, new Float32Array(96_000));
    expect(left.every((sample) => sample === 0)).toBe(true);
  });
});

describe('Limiter', () => {
  it('never overflows and leaves what is not too loud as it is', () => {
    const blocks = fc.array(fc.float({ min: 0, max: 8, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(blocks, (peaks) => {
        const limiter = new Limiter();
        let quiet = true;
        for (const peak of peaks) {
          const left = Float32Array.from({ length: 960 }, (_, i) => peak * Math.sin(i / 10));
          const pcm = limiter.toPcm(left, left);
          expect(pcm.length).toBe(960 * 4);
          quiet &&= peak < 0.95;
          const samples = Array.from({ length: 860 }, (_, i) => pcm.readInt16LE((i + 100) * 4) / 32767);
          const folded = samples.filter((sample, i) => Math.abs(sample) > 0.001 && sample * left[i + 100]! < 0);
          expect(folded).toEqual([]);
          const worst = Math.max(...samples.map((sample, i) => Math.abs(sample - left[i + 100]!)));
          if (quiet) expect(worst).toBeLessThan(0.001);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('stretch', () => {
  it('keeps a tone while it changes its length by a few samples', () => {
    const tone = Float32Array.from({ length: 960 }, (_, i) => Math.sin((2 * Math.PI * i) / 96));
    for (const length of [950, 960, 972]) {
      const result = stretch(tone, length);
      expect(result.length).toBe(length);
      const wanted = tone.length / length / 96;
      const errors = [...result.subarray(0, length - 2)].map(
        (sample, i) => sample - Math.sin(2 * Math.PI * i * wanted),
      );
      expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.01);
    }
  });
});
