import { Readable } from 'node:stream';
import type { Locale } from '../../contracts/vocabulary.js';
import type { Cell } from '../../infra/spreadsheet/cell.js';
import { rowGroups } from '../../infra/spreadsheet/row-groups.js';
import { SheetNames } from '../../infra/spreadsheet/sheet-names.js';
import { streamXlsx, type StreamedSheet } from '../../infra/spreadsheet/stream-xlsx.js';
import { csvTexts } from '../../infra/spreadsheet/write-csv.js';
import { writeZip, type ZipEntry } from '../../infra/spreadsheet/write-zip.js';
import { placeName } from '../../organisations/network/network-rows.js';
import type { AttendanceTable } from './attendance-columns.js';
import type { AttendanceLine } from './attendance-lines.read-model.js';
import { ATTENDANCE_WORDS } from './attendance-words.js';

/** One list, or one for each county. */
export type AttendanceFormat = 'csv' | 'xlsx' | 'county-xlsx' | 'county-zip';

type Parts = AsyncIterable<readonly AttendanceLine[]>;

interface CountyList {
  name: string;
  parts: Parts;
}

/** The file, made while it is read. */
export function attendanceFile(
  format: AttendanceFormat,
  table: AttendanceTable,
  lines: Parts,
  locale: Locale,
): Readable {
  const words = ATTENDANCE_WORDS[locale];
  switch (format) {
    case 'csv':
      return Readable.from(csvTexts(withHeader(table, lines)), { objectMode: false });
    case 'xlsx':
      return streamXlsx([sheet(table, { name: words.list, parts: lines })]);
    case 'county-xlsx':
      return streamXlsx(sheets(table, counties(lines, words.noCounty)));
    case 'county-zip':
      return writeZip(csvFiles(table, counties(lines, words.noCounty)));
  }
}

/** At least one: whoever is in no list would not know that nobody came. */
async function* counties(lines: Parts, noCounty: string): AsyncGenerator<CountyList> {
  let isEmpty = true;
  for await (const { first, parts } of rowGroups(lines, ({ countyId }) => countyId)) {
    isEmpty = false;
    yield { name: first.county ? placeName(first.county) : noCounty, parts };
  }
  if (isEmpty) yield { name: noCounty, parts: Readable.from([]) };
}

async function* sheets(table: AttendanceTable, lists: AsyncIterable<CountyList>): AsyncGenerator<StreamedSheet> {
  for await (const list of lists) yield sheet(table, list);
}

function sheet(table: AttendanceTable, { name, parts }: CountyList): StreamedSheet {
  return { name, header: table.header, widths: table.widths, parts: rows(table, parts) };
}

async function* csvFiles(table: AttendanceTable, lists: AsyncIterable<CountyList>): AsyncGenerator<ZipEntry> {
  const names = new SheetNames();
  for await (const { name, parts } of lists) {
    yield { name: `${names.next(name)}.csv`, content: csvTexts(withHeader(table, parts)) };
  }
}

async function* withHeader(table: AttendanceTable, lines: Parts): AsyncGenerator<Cell[][]> {
  yield [table.header];
  yield* rows(table, lines);
}

async function* rows(table: AttendanceTable, lines: Parts): AsyncGenerator<Cell[][]> {
  for await (const part of lines) yield part.map((line) => table.row(line));
}
