import { describe, expect, it } from '@jest/globals';
import { readTable } from './read-table.js';
import { writeXlsx } from './write-xlsx.js';
import { unzipped } from '../../../test/setup/xlsx-by-hand.js';

const LIMITS = { maxRows: 100, maxColumns: 10, maxCellLength: 40_000, maxBytes: 1_000_000 };

describe('a written workbook', () => {
  const rows = [
    ['=1+1', -5],
    ['+8613812341234', null],
    ['__proto__', 'constructor'],
    ['<b>&"\u0007', '91430100MA4L1XYZ0A'],
  ];

  it('gives back what was put in', async () => {
    const source = await writeXlsx([{ name: '名单', header: ['名称', '数'], rows }]);
    const read = await readTable({ source, type: 'xlsx' }, LIMITS);
    expect(read.map(({ cells }) => cells)).toEqual([
      ['名称', '数'],
      ['=1+1', '-5'],
      ['+8613812341234'],
      ['__proto__', 'constructor'],
      ['<b>&"', '91430100MA4L1XYZ0A'],
    ]);
  });

  it('holds no formula', async () => {
    const parts = unzipped(await writeXlsx([{ name: '名单', header: ['名称', '数'], rows }]));
    expect(parts['xl/worksheets/sheet1.xml']).toContain('t="s"');
    expect(parts['xl/worksheets/sheet1.xml']).not.toMatch(/<f[ >]|t="str"/);
  });

  it('cuts a text that no cell can hold', async () => {
    const source = await writeXlsx([{ name: '名单', header: ['名称'], rows: [['长'.repeat(40_000)]] }]);
    const [, row] = await readTable({ source, type: 'xlsx' }, LIMITS);
    expect(row?.cells[0]).toHaveLength(32_767);
  });
});
