import { describe, expect, it } from '@jest/globals';
import {
  creditCodeCheck,
  creditCodeFault as serverFault,
  normaliseCreditCode,
} from '../../src/contracts/credit-code.js';
import { creditCodeFault } from './credit-code.js';

const BODIES = ['9143010056768902X', '91430600MA4L0A1B2', '5243000050011234X'];
const CODES = BODIES.map((body) => body + creditCodeCheck(body));

describe('a credit code while it is typed', () => {
  it.each(CODES)('%s is right, as the server finds', (code) => {
    expect(serverFault(code)).toBeNull();
    expect(creditCodeFault(code)).toBeNull();
    expect(creditCodeFault(` ${code.slice(0, 8).toLowerCase()}-${code.slice(8)}`)).toBeNull();
  });

  it.each(CODES)('%s with one character changed is wrong', (code) => {
    for (let at = 0; at < 18; at += 1) {
      const other = code[at] === '1' ? '2' : '1';
      const wrong = code.slice(0, at) + other + code.slice(at + 1);
      expect(creditCodeFault(wrong)).toBe('wrong');
      expect(serverFault(normaliseCreditCode(wrong))).not.toBeNull();
    }
  });

  it('is not called wrong before it is complete', () => {
    expect(creditCodeFault('')).toBe('short');
    expect(creditCodeFault(CODES[0]?.slice(0, 17) ?? '')).toBe('short');
  });
});
