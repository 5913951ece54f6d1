import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rowGroups } from './row-groups.js';

async function* inParts<Row>(...parts: Row[][]): AsyncGenerator<Row[]> {
  yield* parts;
}

async function collect<Row>(groups: AsyncIterable<{ first: Row; parts: AsyncIterable<readonly Row[]> }>) {
  const all: Row[][] = [];
  for await (const { parts } of groups) {
    const rows: Row[] = [];
    for await (const part of parts) rows.push(...part);
    all.push(rows);
  }
  return all;
}

describe('rows in groups', () => {
  it('are all there, in their order, cut where the key changes and nowhere else', async () => {
    const parts = fc.array(fc.array(fc.constantFrom('a', 'b', null)));
    await fc.assert(
      fc.asyncProperty(parts, async (given) => {
        const groups = await collect(rowGroups(inParts(...given), (row) => row));
        expect(groups.flat()).toEqual(given.flat());
        expect(groups.every((rows) => new Set(rows).size === 1)).toBe(true);
        groups.slice(1).forEach((rows, index) => expect(rows[0]).not.toBe(groups[index]?.[0]));
      }),
    );
  });

  it('may be cut by their place', async () => {
    const groups = rowGroups(inParts([1, 2, 3], [4], [5, 6, 7]), (_, place) => Math.floor(place / 2));
    expect(await collect(groups)).toEqual([[1, 2], [3, 4], [5, 6], [7]]);
  });

  it('end their source when nobody wants more of them', async () => {
    let ended = false;
    async function* endless() {
      try {
        for (let row = 0; ; row += 1) yield [row];
      } finally {
        ended = true;
      }
    }
    for await (const { parts } of rowGroups(endless(), (row) => row)) {
      for await (const part of parts) expect(part).toHaveLength(1);
      break;
    }
    expect(ended).toBe(true);
  });
});
