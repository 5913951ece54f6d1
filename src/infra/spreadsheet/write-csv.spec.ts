import { buffer, text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { Cell } from './cell.js';
import { writeCsv } from './write-csv.js';

const written = async (...rows: Cell[][]) => (await text(writeCsv(rows))).replace('\ufeff', '');

describe('a written CSV file', () => {
  it('opens in a spreadsheet as Chinese text', async () => {
    const bytes = await buffer(
      writeCsv([
        ['名称', '人数'],
        ['株洲, "芦淞"', 3],
        ['两\n行', null],
      ]),
    );
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.subarray(3).toString()).toBe('名称,人数\r\n"株洲, ""芦淞""",3\r\n"两\n行",\r\n');
  });

  it.each(['=1+1', '+8613812341234', '-1+cmd|calc', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1'])(
    'never holds %j as a formula',
    async (formula) => {
      const [[cell]] = parse(await written([formula])) as [[string]];
      expect(cell).toBe(`'${formula}`);
    },
  );

  it('keeps numbers as numbers', async () => {
    expect(await written([-5, 0, -0.5, 13_812_341_234])).toBe('-5,0,-0.5,13812341234\r\n');
  });

  it('gives back every text that no spreadsheet would evaluate', async () => {
    const plain = fc.string({ unit: 'grapheme' }).filter((cell) => !/^[=+\-@\t\r\n＝＋－＠]/.test(cell));
    const table = fc.array(fc.array(plain, { minLength: 2, maxLength: 2 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        expect(parse(await text(writeCsv(rows)), { bom: true, record_delimiter: '\r\n' })).toEqual(rows);
      }),
    );
  });

  it('asks for rows only as fast as they are read', async () => {
    let made = 0;
    async function* endless() {
      for (;;) yield [`第 ${(made += 1)} 行`.padEnd(1_000)];
    }
    const stream = writeCsv(endless());
    for await (const _ of stream) if (made > 100) break;
    expect(made).toBeLessThan(1_000);
    expect(stream.destroyed).toBe(true);
  });

  it('fails where its rows fail', async () => {
    async function* broken(): AsyncGenerator<Cell[]> {
      yield ['a'];
      throw new Error('the database is away');
    }
    await expect(text(writeCsv(broken()))).rejects.toThrow('the database is away');
  });
});
