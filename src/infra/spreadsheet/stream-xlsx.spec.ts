import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fileTypeFromBuffer } from 'file-type';
import readWorkbook, { readSheet } from 'read-excel-file/node';
import type { Cell } from './cell.js';
import { readTable } from './read-table.js';
import { streamXlsx } from './stream-xlsx.js';
import { until } from '../../../test/setup/until.js';
import { unzipped } from '../../../test/setup/xlsx-by-hand.js';

const LIMITS = { maxRows: 200_001, maxColumns: 30, maxCellLength: 40_000, maxBytes: 100_000_000 };

async function* inParts(rows: Cell[][], size = 2): AsyncGenerator<Cell[][]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

const sheet = (rows: Cell[][], name = '名单', header = ['名称', '数']) => ({
  name,
  header,
  widths: header.map(() => 12),
  parts: inParts(rows),
});
const written = (...sheets: ReturnType<typeof sheet>[]) => buffer(streamXlsx(sheets));
const read = async (source: Buffer) =>
  (await readTable({ source, type: 'xlsx' }, LIMITS)).slice(1).map(({ cells }) => cells);

describe('a streamed workbook', () => {
  const rows = [
    ['=1+1', -5],
    ['+8613812341234', null],
    ['<b>&"\u0007\u0000', '91430100MA4L1XYZ0A'],
    ['__proto__', 0.1],
  ];

  it('gives back what was put in, to two readers', async () => {
    const bytes = await written(sheet(rows));
    expect(await read(bytes)).toEqual([
      ['=1+1', '-5'],
      ['+8613812341234'],
      ['<b>&"', '91430100MA4L1XYZ0A'],
      ['__proto__', '0.1'],
    ]);
    expect((await readSheet(bytes))[1]).toEqual(['=1+1', -5]);
    expect(await fileTypeFromBuffer(bytes)).toMatchObject({ ext: 'xlsx' });
  });

  it('holds texts as texts, no formula, and a bold first row that stays in sight', async () => {
    const parts = unzipped(await written(sheet(rows)));
    const xml = parts['xl/worksheets/sheet1.xml'] ?? '';
    expect(xml).toContain('<c r="A2" s="1" t="inlineStr"><is><t>=1+1</t></is></c><c r="B2"><v>-5</v></c>');
    expect(xml).not.toMatch(/<f[ >]|t="str"/);
    expect(xml).toContain('<c r="A1" s="2"');
    expect(xml).toContain('state="frozen"');
    expect(parts['xl/styles.xml']).toContain('numFmtId="49"');
  });

  it('holds any text without breaking its XML', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
        const source = await written(sheet(texts.map((one) => [`${one}|`, 1])));
        const [first] = await readSheet(source, { trim: false }).then((found) => found.slice(1));
        expect(first?.[1]).toBe(1);
        expect(String(first?.[0])).toMatch(/\|$/);
      }),
      { numRuns: 40 },
    );
    const parts = unzipped(await written(sheet([['a\ud800b\ufffe_x0041_\r\nc ', null]])));
    expect(parts['xl/worksheets/sheet1.xml']).toContain('<t xml:space="preserve">a\ufffdb_x005F_x0041_\nc </t>');
  });

  it('cuts a text that no cell can hold', async () => {
    const [row] = await read(await written(sheet([['长'.repeat(40_000)]])));
    expect(row?.[0]).toHaveLength(32_767);
  });

  it('has several sheets with names that are allowed, and empty ones with their header', async () => {
    const bytes = await written(sheet([['a', 1]], '城陵矶/新港区'), sheet([], '平江县'), sheet([['b', 2]], '平江县'));
    expect((await readWorkbook(bytes)).map(({ sheet: name, data }) => [name, data.length])).toEqual([
      ['城陵矶 新港区', 2],
      ['平江县', 1],
      ['平江县 (2)', 2],
    ]);
  });

  it('of 200,000 rows is written part by part and read whole', async () => {
    let made = 0;
    async function* many(): AsyncGenerator<Cell[][]> {
      for (; made < 200_000; made += 500)
        yield Array.from({ length: 500 }, (_, index) => [`第 ${made + index} 人`, made]);
    }
    const stream = streamXlsx([{ ...sheet([]), parts: many() }]);
    const pieces: Buffer[] = [];
    for await (const piece of stream) {
      // What has been made is hardly more than what has been read: some buffers on the way.
      if (pieces.length === 1) expect(made).toBeLessThan(60_000);
      pieces.push(piece as Buffer);
    }
    const found = await read(Buffer.concat(pieces));
    expect(found).toHaveLength(200_000);
    expect(found.at(-1)).toEqual(['第 199999 人', '199500']);
  }, 60_000);

  it('fails where its rows fail, and ends them when nobody reads on', async () => {
    let ended = 0;
    async function* broken(): AsyncGenerator<Cell[][]> {
      try {
        yield [['a']];
        throw new Error('the database is away');
      } finally {
        ended += 1;
      }
    }
    await expect(buffer(streamXlsx([{ ...sheet([]), parts: broken() }]))).rejects.toThrow('the database is away');
    async function* endless(): AsyncGenerator<Cell[][]> {
      try {
        for (;;) yield [[Math.random(), 'b']];
      } finally {
        ended += 1;
      }
    }
    for await (const _ of streamXlsx([{ ...sheet([]), parts: endless() }])) break;
    await until('the rows have ended', () => ended === 2);
  });
});
