import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readTable, type TableLimits, type TableType } from './read-table.js';
import { writeXlsx } from './write-xlsx.js';
import { workbook, zip } from '../../../test/setup/xlsx-by-hand.js';

const LIMITS: TableLimits = { maxRows: 10, maxColumns: 5, maxCellLength: 20, maxBytes: 10_000_000 };

const read = (type: TableType, source: Buffer | string, limits: Partial<TableLimits> = {}, deadlineMs?: number) =>
  readTable({ source, type }, { ...LIMITS, ...limits }, deadlineMs);
const csv = (text: string, limits?: Partial<TableLimits>) => read('csv', Buffer.from(text), limits);
const cells = async (rows: ReturnType<typeof read>) => (await rows).map((row) => row.cells);

describe('a CSV file', () => {
  it('is read with the line numbers that a person sees, empty lines and line breaks in cells included', async () => {
    expect(await csv('名称,电话\r\n\r\n"湘江\n中心",13812341234\n,,\r岳阳, 0730-1 \n')).toEqual([
      { line: 1, cells: ['名称', '电话'] },
      { line: 3, cells: ['湘江 中心', '13812341234'] },
      { line: 6, cells: ['岳阳', '0730-1'] },
    ]);
  });

  it.each([',', ';', '\t'])('may be separated by %j', async (sign) => {
    const text = ['名称', '"a,b;c\td"', '3'].join(sign);
    expect(await cells(csv(`${text}\n${text}`))).toEqual(Array(2).fill(['名称', 'a,b;c d', '3']));
  });

  it('may be UTF-8 with a byte order mark', async () => {
    expect(await cells(csv('\ufeff名称\n株洲'))).toEqual([['名称'], ['株洲']]);
  });

  it('may be GB18030, as Excel in China writes it', async () => {
    // 名称,城市 / 芦淞服饰集群,株洲 / 㭴 (four bytes)
    const bytes = Buffer.from('c3fbb3c62cb3c7cad00ac2abe4c1b7fecacebcafc8ba2cd6ead6de0a8231b0350a', 'hex');
    expect(await cells(read('csv', bytes))).toEqual([['名称', '城市'], ['芦淞服饰集群', '株洲'], ['㭴']]);
  });

  it('loses what nobody sees', async () => {
    expect(await cells(csv('\u200b湖南\u0007\u202e , e\u0301\u00a0,\u3000'))).toEqual([['湖南', 'é']]);
  });

  it('keeps bare quotes, and says where an opened one never ends', async () => {
    expect(await cells(csv('岳阳"高新"区,1'))).toEqual([['岳阳"高新"区', '1']]);
    await expect(csv('a,b\n"never,1\nc,d')).rejects.toMatchObject({
      code: 'file.unreadable',
      details: { fields: [{ path: '2', rule: 'quote' }] },
    });
  });

  it.each([
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0xff, 0xff])],
    ['text with NUL bytes', Buffer.from('a,b\0\n')],
  ])('is not %s', async (_what, bytes) => {
    await expect(read('csv', bytes)).rejects.toMatchObject({ code: 'file.unreadable' });
  });

  it.each([
    ['too many rows', Array(11).fill('a').join('\n'), 'file.too_many_rows', undefined],
    ['too many columns', 'a\nb,c,d,e,f,g', 'file.too_large', [{ path: '2', rule: 'maxColumns' }]],
    ['a cell that is too long', `a\nb\n${'长'.repeat(21)}`, 'file.too_large', [{ path: '3', rule: 'maxCellLength' }]],
    ['too many bytes', 'a'.repeat(10_000_001), 'file.too_large', undefined],
  ])('is refused for %s', async (_what, text, code, fields) => {
    await expect(csv(text)).rejects.toMatchObject({ code, details: fields ? { fields } : {} });
  });

  it('of a hundred thousand lines is read in seconds, while the server goes on with its work', async () => {
    const line = '91430100MA4L1XYZ0A,湖南湘江中小企业服务中心,长沙市岳麓区,13812341234\n';
    const source = Buffer.from(line.repeat(100_000));
    const started = Date.now();
    let longestPause = 0;
    let last = started;
    const pulse = setInterval(() => {
      longestPause = Math.max(longestPause, Date.now() - last);
      last = Date.now();
    }, 5);
    const rows = await read('csv', source, { maxRows: 100_000 });
    clearInterval(pulse);
    expect(rows).toHaveLength(100_000);
    expect(rows.at(-1)?.line).toBe(100_000);
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(longestPause).toBeLessThan(1_000);
  });
});

describe('an XLSX file', () => {
  it('is read as its owner sees it', async () => {
    const sheet = await writeXlsx([
      {
        name: '名单',
        header: ['名称', '电话', '比例'],
        rows: [['株洲', 13_812_341_234, 0.1 + 0.2], [], ['湘潭', null, -5]],
      },
      { name: '说明', header: ['不读'], rows: [] },
    ]);
    expect(await read('xlsx', sheet)).toEqual([
      { line: 1, cells: ['名称', '电话', '比例'] },
      { line: 2, cells: ['株洲', '13812341234', '0.3'] },
      { line: 4, cells: ['湘潭', '', '-5'] },
    ]);
  });

  it('keeps long numbers digit by digit, and dates as dates', async () => {
    const row = (at: number, value: string, style = 0) =>
      `<row r="${at}"><c r="A${at}" s="${style}"><v>${value}</v></c></row>`;
    const values = [
      row(1, '430100199001011234'),
      row(2, '1.3812341234E10'),
      row(3, '46082', 1),
      row(4, '46082.3541666', 1),
    ];
    const bytes = zip(workbook(values.join('')));
    const expected = ['430100199001011234', '13812341234', '2026-03-01', '2026-03-01 08:30'];
    expect(await cells(read('xlsx', bytes))).toEqual(expected.map((text) => [text]));
  });

  it('may lie on disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yunqiao-table-'));
    const path = join(folder, 'table.xlsx');
    await writeFile(path, zip(workbook('<row r="1"><c r="A1"><v>7</v></c></row>')));
    expect(await cells(read('xlsx', path))).toEqual([['7']]);
    await expect(read('xlsx', path, { maxBytes: 10 })).rejects.toMatchObject({ code: 'file.too_large' });
    await rm(folder, { recursive: true });
  });

  it('is not a program of that name, nor half a file', async () => {
    const program = await readFile(process.execPath).then((bytes) => bytes.subarray(0, 100_000));
    await expect(read('xlsx', program)).rejects.toMatchObject({ code: 'file.unreadable' });
    const whole = await writeXlsx([{ name: '名单', header: ['名称'], rows: [] }]);
    await expect(read('xlsx', whole.subarray(0, whole.length / 2))).rejects.toMatchObject({ code: 'file.unreadable' });
    const text = zip({ 'readme.txt': 'no workbook' });
    await expect(read('xlsx', text)).rejects.toMatchObject({ code: 'file.unreadable' });
  });
});

describe('a hostile XLSX file', () => {
  const sheet = 'xl/worksheets/sheet1.xml';

  it('that says it unpacks to 300 MB is not unpacked', async () => {
    const bomb = zip({ ...workbook(''), [sheet]: Buffer.alloc(300_000_000) });
    expect(bomb.length).toBeLessThan(1_000_000);
    await expect(read('xlsx', bomb)).rejects.toMatchObject({ code: 'file.too_large' });
  });

  it('that lies about it is unpacked no further than it said', async () => {
    const lie = zip({ ...workbook(''), [sheet]: Buffer.alloc(300_000_000) }, () => 1_000);
    await expect(read('xlsx', lie)).rejects.toMatchObject({ code: 'file.unreadable' });
  });

  it('with thousands of entries is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`xl/${index}.xml`, '<a/>']));
    await expect(read('xlsx', zip({ ...workbook(''), ...many }))).rejects.toMatchObject({ code: 'file.too_large' });
  });

  it('with a cell in column ZZZZZZZ ends its own reading and nothing else', async () => {
    const bytes = zip(workbook('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>'));
    await expect(read('xlsx', bytes)).rejects.toMatchObject({ code: 'file.too_large' });
  });

  it('that would be read for hours is given up', async () => {
    const attributes = Array.from({ length: 1_000_000 }, (_, index) => `a${index}="1"`).join(' ');
    const started = Date.now();
    await expect(read('xlsx', zip(workbook(`<row ${attributes}/>`)), {}, 1_000)).rejects.toMatchObject({
      code: 'file.too_large',
    });
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('keeps nobody waiting for ever: who comes when too many wait is told so', async () => {
    const table = Buffer.from('a,b');
    const answers = await Promise.allSettled(Array.from({ length: 40 }, () => read('csv', table)));
    const refused = answers.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused).toHaveLength(40 - 18);
    expect(refused[0]?.reason).toMatchObject({ code: 'server.unavailable' });
    expect(await cells(read('csv', table))).toEqual([['a', 'b']]);
  });
});
