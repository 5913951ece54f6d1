import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GcmOpener } from './gcm.js';

const key = randomBytes(32);
const opener = new GcmOpener(key);

function sealedBy(of: Buffer, plain: string, context: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', of, iv).setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

describe('many sealed texts', () => {
  it('open as node:crypto sealed them, whatever their lengths', () => {
    const text = fc.string({ unit: 'binary', maxLength: 80 }).map((plain) => plain.toWellFormed());
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), text, (texts, context) => {
        const sealed = texts.map((plain) => sealedBy(key, plain, context));
        expect(opener.open(sealed, context)).toEqual(texts);
      }),
    );
  });

  it('do not open when a single bit was changed, in another context, or by another key', () => {
    const sealed = sealedBy(key, '+8613812341234', 'person_phone');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(opener.open([sealed, changed], 'person_phone')).toEqual(['+8613812341234', null]);
    }
    expect(opener.open([sealed], 'venue_sign_in')).toEqual([null]);
    expect(new GcmOpener(randomBytes(32)).open([sealed], 'person_phone')).toEqual([null]);
  });
});
