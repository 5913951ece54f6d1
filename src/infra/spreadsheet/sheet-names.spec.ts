import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SheetNames } from './sheet-names.js';

describe('names of sheets', () => {
  it('are what spreadsheets and file systems allow, each once, whatever is wanted', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 })), (wanted) => {
        const names = new SheetNames();
        const given = wanted.map((name) => names.next(name));
        expect(new Set(given.map((name) => name.toLowerCase())).size).toBe(wanted.length);
        for (const name of given) {
          expect(name.length).toBeLessThanOrEqual(31);
          expect(name.isWellFormed()).toBe(true);
          expect(name).toMatch(/^[^\\/?*:[\]<>|"\p{Cc}]+$/u);
          expect(name).not.toMatch(/^['\s]|['\s]$|^history$/i);
        }
      }),
    );
  });

  it('are the wanted ones where they can be', () => {
    const names = new SheetNames();
    expect(
      ['平江县', '平江县', '城陵矶/新港区', '', 'History', 'A'.repeat(40), 'a'.repeat(31)].map((n) => names.next(n)),
    ).toEqual(['平江县', '平江县 (2)', '城陵矶 新港区', 'Sheet', 'History 1', 'A'.repeat(31), `${'a'.repeat(27)} (2)`]);
  });
});
