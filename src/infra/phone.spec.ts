import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskPhone, normalisePhone } from './phone.js';

const mobile = fc
  .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`);
const separator = fc.constantFrom('', ' ', '-', '  ', '\u3000', '–', '\u202d', '\u200b');

describe('a phone number', () => {
  it('is the same one however it is typed', () => {
    const written = fc.tuple(mobile, fc.constantFrom('', '+86', '0086', '86'), fc.array(separator, { maxLength: 14 }));
    fc.assert(
      fc.property(written, ([digits, prefix, gaps]) => {
        const typed = [...`${prefix}${digits}`].map((sign, at) => sign + (gaps[at] ?? '')).join('');
        expect(normalisePhone(typed)).toBe(`+86${digits}`);
      }),
    );
  });

  it.each(['138 1234 1234', '１３８１２３４１２３４', '\u202d13812341234\u202c', '+86-138-1234-1234'])(
    'is found in %j',
    (typed) => expect(normalisePhone(typed)).toBe('+8613812341234'),
  );

  it.each([
    '',
    '1381234123',
    '138123412345',
    '12812341234',
    '+8513812341234',
    '0731-84780000',
    '13812341234a',
    '1.38E+10',
    `13812341234${' '.repeat(100_000)}`,
  ])('is not %j', (typed) => expect(normalisePhone(typed)).toBeNull());

  it('shows a person no more than head and tail', () => {
    fc.assert(
      fc.property(mobile, (digits) => {
        expect(maskPhone(`+86${digits}`)).toBe(`${digits.slice(0, 3)}****${digits.slice(7)}`);
      }),
    );
    expect(maskPhone('13812341234')).toBe('****');
  });
});
