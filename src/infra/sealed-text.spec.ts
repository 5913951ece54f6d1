import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SealedText } from './sealed-text.js';

const OLD = 'the-key-of-last-year-0123456789-abcdef';
const NEW = 'the-key-of-this-year-0123456789-abcdef';
const sealer = new SealedText({ secretKey: NEW, secretKeysRetired: [] });
const PHONE = '+8613812341234';

describe('a sealed text', () => {
  it('opens to what it was, and shows none of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, context) => {
        expect(sealer.open(sealer.seal(plain, context), context)).toBe(plain);
      }),
    );
    const sealed = sealer.seal(PHONE, 'person_phone');
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').includes('1381234')).toBe(false);
  });

  it('is never the same twice, so that equal numbers do not show', () => {
    expect(sealer.seal(PHONE, 'person_phone')).not.toBe(sealer.seal(PHONE, 'person_phone'));
  });

  it('does not open in another column', () => {
    const sealed = sealer.seal(PHONE, 'person_phone');
    expect(() => sealer.open(sealed, 'contact_phone')).toThrow();
  });

  it('does not open once a single bit of it was changed', () => {
    const sealed = sealer.seal(PHONE, 'person_phone');
    const [version, id, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const altered = Buffer.from(bytes);
      altered[bit >> 3]! ^= 1 << (bit & 7);
      const text = `${version}.${id}.${altered.toString('base64url')}`;
      expect(() => sealer.open(text, 'person_phone')).toThrow();
    }
  });

  it.each(['', 'v1', 'v1.00000000.', 'v2.00000000.AAAA', 'v1.00000000.AAAA', PHONE])('%j is none', (text) => {
    expect(() => sealer.open(text, 'person_phone')).toThrow('Not a sealed text');
  });

  it('opens under a retired key, and only while that key is named', () => {
    const before = new SealedText({ secretKey: OLD, secretKeysRetired: [] }).seal(PHONE, 'person_phone');
    const after = new SealedText({ secretKey: NEW, secretKeysRetired: ['another-one', OLD] });
    expect(after.open(before, 'person_phone')).toBe(PHONE);
    expect(after.seal(PHONE, 'person_phone').slice(0, 11)).toBe(sealer.seal(PHONE, 'person_phone').slice(0, 11));
    expect(() => sealer.open(before, 'person_phone')).toThrow('unknown key');
  });
});

describe('a digest', () => {
  it('is equal for equal texts of one column, and for nothing else', () => {
    expect(sealer.digest(PHONE, 'person_phone')).toBe(sealer.digest(PHONE, 'person_phone'));
    expect(sealer.digest(PHONE, 'person_phone')).not.toBe(sealer.digest(PHONE, 'contact_phone'));
    expect(sealer.digest(PHONE, 'person_phone')).not.toBe(sealer.digest('+8613812341235', 'person_phone'));
    const other = new SealedText({ secretKey: OLD, secretKeysRetired: [] });
    expect(other.digest(PHONE, 'person_phone')).not.toBe(sealer.digest(PHONE, 'person_phone'));
  });
});
