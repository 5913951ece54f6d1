import { describe, expect, it } from '@jest/globals';
import type { ImportColumn } from './import-kinds.js';
import { readLines } from './import-table.js';

const column = (name: string, title: string, aliases: string[] = [], required = true, example = ''): ImportColumn => ({
  ...{ name, title, aliases, required, example },
  note: '',
});
const COLUMNS = [
  column('name', '企业名称', ['单位名称'], true, '甲公司'),
  column('code', '统一社会信用代码', ['信用代码'], true, '91'),
  column('phone', '联系电话', ['电话'], false, '0734'),
];
const rows = (...cells: string[][]) => cells.map((row, index) => ({ line: index + 1, cells: row }));

describe('a table with headings', () => {
  it('is read by its headings, in whatever order and writing', () => {
    const read = readLines(
      rows(['电话', '备注', '* 单位 名称', '信用代码（必填）'], ['138', 'x', '乙公司', '92'], ['', '', '丙公司']),
      COLUMNS,
    );
    expect(read).toEqual({
      lines: [
        { line: 2, cells: { phone: '138', name: '乙公司', code: '92' } },
        { line: 3, cells: { phone: '', name: '丙公司', code: '' } },
      ],
    });
  });

  it('the header may stand below a title', () => {
    const read = readLines(rows(['某县企业名录'], ['2020年'], ['企业名称', '信用代码'], ['乙公司', '92']), COLUMNS);
    expect(read).toEqual({ lines: [{ line: 4, cells: { name: '乙公司', code: '92' } }] });
  });

  it('the example of the template is not imported; what was made of it is', () => {
    const header = ['企业名称', '统一社会信用代码', '联系电话'];
    const read = readLines(rows(header, ['甲公司', '91', '0734'], ['甲公司', '91', '0735']), COLUMNS);
    expect(read).toMatchObject({ lines: [{ line: 3 }] });
  });

  it('says which columns are missing, of the row that comes nearest', () => {
    expect(readLines(rows(['名录'], ['企业名称', '地址']), COLUMNS)).toEqual({ missing: ['统一社会信用代码'] });
    expect(readLines([], COLUMNS)).toEqual({ missing: ['企业名称', '统一社会信用代码'] });
    expect(readLines(rows(['__proto__', 'constructor']), COLUMNS)).toEqual({
      missing: ['企业名称', '统一社会信用代码'],
    });
  });
});
