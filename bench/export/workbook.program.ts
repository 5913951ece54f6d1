import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import type { Cell } from '../../src/infra/spreadsheet/cell.js';
import { streamXlsx } from '../../src/infra/spreadsheet/stream-xlsx.js';
import { inRoot } from '../paths.js';
import { serveCommands } from '../program.js';

export interface Written {
  bytes: number;
  elapsed: number;
  cpuMs: number;
  /** Highest resident memory of this process above what it had before, MB. */
  grownMb: number;
}

/** What is used of exceljs. */
interface ExcelJs {
  stream: {
    xlsx: {
      WorkbookWriter: new (options: object) => {
        addWorksheet(
          name: string,
          options: object,
        ): {
          columns: object[];
          getRow(number: number): { font: object };
          addRow(cells: readonly Cell[]): { commit(): void };
          commit(): void;
        };
        commit(): Promise<void>;
      };
    };
  };
}

const PART = 500;
const HEADER = Array.from({ length: 22 }, (_, index) => `第 ${index + 1} 列`);

/** Lines as an attendance list has them: 22 cells, 6 of them numbers, 2 empty. */
function line(i: number): Cell[] {
  const place = [`第${i % 14}号市`, `第${i % 122}号县`, '制造业', i % 5 === 0 ? `渠道${i % 50}` : ''];
  const times = ['2026-02-20 08:00', `2026-03-01 14:${10 + (i % 50)}`, '2026-03-01 15:40'];
  const person = [
    `王小明${i}`,
    `138****${1_000 + (i % 9_000)}`,
    `第${i % 50_000}号机械制造有限公司`,
    '91430100MA4L1XYZ0A',
  ];
  return [
    i,
    ...person,
    '经理',
    ...place,
    ...times,
    30 + (i % 90),
    i % 100,
    (i % 1_000) / 10,
    '是',
    null,
    null,
    '手机、电脑',
    '直播',
    i % 10,
  ];
}

/** Swallows and counts. */
class Sink extends Writable {
  bytes = 0;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.bytes += chunk.length;
    done();
  }
}

async function* lines(rows: number): AsyncGenerator<Cell[][]> {
  for (let at = 0; at < rows; at += PART)
    yield Array.from({ length: Math.min(PART, rows - at) }, (_, i) => line(at + i));
}

async function ours(rows: number, sink: Sink): Promise<void> {
  const sheet = { name: '参会名单', header: HEADER, widths: HEADER.map(() => 12), parts: lines(rows) };
  await pipeline(streamXlsx([sheet]), sink);
}

/** The same rows, styles and compression; texts in their cells, as its documentation recommends for speed. */
async function exceljs(rows: number, sink: Sink): Promise<void> {
  const { stream } = await importExcelJs();
  const options = { stream: sink, useStyles: true, useSharedStrings: false, zip: { zlib: { level: 1 } } };
  const workbook = new stream.xlsx.WorkbookWriter(options);
  const sheet = workbook.addWorksheet('参会名单', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = HEADER.map((header) => ({ header, width: 12, style: { numFmt: '@' } }));
  sheet.getRow(1).font = { bold: true };
  for await (const part of lines(rows)) for (const cells of part) sheet.addRow(cells).commit();
  sheet.commit();
  await workbook.commit();
  if (!sink.writableFinished) await finished(sink);
}

/** From the folder in EXCELJS_PATH, else from the clone. */
async function importExcelJs(): Promise<ExcelJs> {
  const from = process.env['EXCELJS_PATH'] || inRoot();
  const path = createRequire(`${from}/package.json`).resolve('exceljs');
  return ((await import(pathToFileURL(path).href)) as { default: ExcelJs }).default;
}

const hasExcelJs = (): Promise<boolean> =>
  importExcelJs().then(
    () => true,
    () => false,
  );

/** Once in the life of this process: its highest memory is that of this file. */
async function write({ writer, rows }: { writer: 'ours' | 'exceljs'; rows: number }): Promise<Written> {
  const sink = new Sink();
  if (writer === 'exceljs') await importExcelJs();
  const before = process.memoryUsage.rss();
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  await { ours, exceljs }[writer](rows, sink);
  const { user, system } = process.cpuUsage(cpu);
  const elapsed = performance.now() - from;
  const grownMb = process.resourceUsage().maxRSS / 1024 - before / 2 ** 20;
  return { bytes: sink.bytes, elapsed, cpuMs: (user + system) / 1_000, grownMb };
}

serveCommands({ hasExcelJs, write });
