import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { creditCodeCheck, creditCodeFault, normaliseCreditCode } from './credit-code.js';

const ALPHABET = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
/** Codes of well-known companies, as their annual reports print them, and the example of the standard's annex. */
const REAL = [
  '914403001922038216',
  '9144030071526726XG',
  '91330100799655058B',
  '91110000616800612P',
  '914300007121944054',
  '91310000132260250X',
  '91110000802100433B',
  '91350100M000100Y43',
];

const character = fc.constantFrom(...ALPHABET);
const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 });
const code = fc
  .tuple(
    fc.array(character, { minLength: 2, maxLength: 2 }),
    digits,
    fc.array(character, { minLength: 9, maxLength: 9 }),
  )
  .map((parts) => parts.map((part) => part.join('')).join(''))
  .map((body) => body + creditCodeCheck(body));

describe('the unified social credit code', () => {
  it.each(REAL)('%s is good', (real) => {
    expect(creditCodeFault(real)).toBeNull();
  });

  it.each([
    '',
    '91',
    '91350100M000100Y4Z',
    '91350100M000100Y4',
    '91350100M000100Y433',
    '9135O100M000100Y43',
    '__proto__',
  ])('%j has not the form of one', (wrong) => {
    expect(creditCodeFault(wrong)).toBe('form');
  });

  it('every single wrong character is found', () => {
    fc.assert(
      fc.property(code, fc.nat(17), character, (right, position, other) => {
        fc.pre(right[position] !== other);
        const wrong = right.slice(0, position) + other + right.slice(position + 1);
        expect(creditCodeFault(wrong)).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('every swap of two neighbours is found', () => {
    fc.assert(
      fc.property(code, fc.nat(16), (right, position) => {
        const [one, two] = [right.charAt(position), right.charAt(position + 1)];
        fc.pre(one !== two);
        const wrong = right.slice(0, position) + two + one + right.slice(position + 2);
        expect(creditCodeFault(wrong)).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('is taken as people paste it: small letters, full width, blanks, dashes, direction marks', () => {
    for (const pasted of [
      '9144030071526726xg',
      '９１４４０３００７１５２６７２６ＸＧ',
      '9144 0300 7152 6726 XG',
      '91440300-71526726X-G',
      '\u202a9144030071526726XG\u202c',
    ]) {
      expect(normaliseCreditCode(pasted)).toBe('9144030071526726XG');
    }
  });

  it('a very long text is left alone', () => {
    expect(creditCodeFault(normaliseCreditCode('9'.repeat(100_000)))).toBe('form');
  });
});
