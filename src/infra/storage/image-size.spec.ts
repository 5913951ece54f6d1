import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JPEG, png, WEBP_EXTENDED, WEBP_LOSSLESS, WEBP_LOSSY } from '../../../test/setup/pictures.js';
import type { FileKind } from '../../contracts/vocabulary.js';
import { imageSize } from './image-size.js';

const PICTURES: [string, FileKind, Buffer][] = [
  ['PNG', 'png', png(6, 4)],
  ['JPEG', 'jpg', JPEG],
  ['lossy WebP', 'webp', WEBP_LOSSY],
  ['lossless WebP', 'webp', WEBP_LOSSLESS],
  ['WebP with an alpha channel', 'webp', WEBP_EXTENDED],
];

describe('the size of a picture', () => {
  it.each(PICTURES)('is read from a %s', (_name, kind, bytes) => {
    expect(imageSize(bytes, kind)).toEqual({ width: 6, height: 4 });
  });

  it.each(PICTURES)('is not guessed from the beginning of a %s', (_name, kind, bytes) => {
    for (let length = 0; length < 20; length += 1) expect(imageSize(bytes.subarray(0, length), kind)).toBeNull();
  });

  it('is a pair of numbers or nothing, whatever the bytes are', () => {
    const bytes = fc.tuple(
      fc.constantFrom(...PICTURES),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }),
    );
    fc.assert(
      fc.property(bytes, ([[, kind, picture], changes]) => {
        const altered = Buffer.from(picture);
        for (const [at, value] of changes) if (at < altered.length) altered[at] = value;
        const size = imageSize(altered, kind);
        if (size) expect(Number.isInteger(size.width * size.height)).toBe(true);
      }),
    );
  });
});
