import type { Readable } from 'node:stream';
import type { Cell } from './cell.js';
import { rowGroups } from './row-groups.js';
import { SheetNames } from './sheet-names.js';
import { writeZip, type ZipEntry } from './write-zip.js';
import { HEADER_STYLE, SHEET_END, sheetPath, sheetStart, TEXT_STYLE, workbookParts } from './xlsx-parts.js';
import { xmlText } from './xml-text.js';

type Rows = readonly (readonly Cell[])[];

export interface StreamedSheet {
  /** As people call it; it is given a form that spreadsheets allow. */
  name: string;
  /** The first row: bold, and in sight while one scrolls. */
  header: readonly string[];
  /** Of the columns, in characters. */
  widths: readonly number[];
  parts: AsyncIterable<Rows>;
}

/** What a sheet can hold with its header; the rest goes to another one of the same name. */
const MOST_ROWS = 1_048_575;
/** More than this a spreadsheet's cell cannot hold. */
const LONGEST_TEXT = 32_767;

/**
 * A workbook that is made while it is read, for any number of rows: memory does not grow with them. Texts are typed and
 * formatted as texts, which no spreadsheet evaluates; numbers can be counted with. Texts stand in their cells: a table
 * of shared ones would have to be kept until the end. An error of the rows is the stream's error.
 */
export function streamXlsx(sheets: AsyncIterable<StreamedSheet> | Iterable<StreamedSheet>): Readable {
  return writeZip(entries(sheets));
}

async function* entries(sheets: AsyncIterable<StreamedSheet> | Iterable<StreamedSheet>): AsyncGenerator<ZipEntry> {
  const names = new SheetNames();
  const written: string[] = [];
  for await (const sheet of sheets) {
    for await (const parts of sheetfuls(sheet.parts)) {
      written.push(names.next(sheet.name));
      yield { name: sheetPath(written.length), content: sheetXml({ ...sheet, parts }) };
    }
  }
  yield* workbookParts(written);
}

/** At least one: a sheet without rows has its header. */
async function* sheetfuls(parts: AsyncIterable<Rows>): AsyncGenerator<AsyncIterable<Rows>> {
  let isEmpty = true;
  for await (const group of rowGroups(parts, (_, place) => Math.floor(place / MOST_ROWS))) {
    isEmpty = false;
    yield group.parts;
  }
  if (isEmpty) yield noRows();
}

async function* noRows(): AsyncGenerator<Rows> {}

async function* sheetXml({ header, widths, parts }: StreamedSheet): AsyncGenerator<string> {
  const columns = header.map((_, index) => columnName(index));
  yield sheetStart(widths) + rowXml(header, columns, 1, HEADER_STYLE);
  let number = 1;
  for await (const rows of parts) {
    let xml = '';
    for (const row of rows) xml += rowXml(row, columns, (number += 1), TEXT_STYLE);
    yield xml;
  }
  yield SHEET_END;
}

function rowXml(row: readonly Cell[], columns: readonly string[], number: number, textStyle: number): string {
  let xml = `<row r="${number}">`;
  for (let index = 0; index < row.length; index += 1) {
    const cell = row[index];
    if (typeof cell === 'number') {
      if (Number.isFinite(cell)) xml += `<c r="${columns[index]}${number}"><v>${cell}</v></c>`;
    } else if (cell) {
      xml += `<c r="${columns[index]}${number}" s="${textStyle}" t="inlineStr"><is>${textXml(cell)}</is></c>`;
    }
  }
  return `${xml}</row>`;
}

function textXml(text: string): string {
  const xml = xmlText(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text);
  return /^\s|\s$/.test(xml) ? `<t xml:space="preserve">${xml}</t>` : `<t>${xml}</t>`;
}

/** A, B, ... Z, AA, ... */
function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last;
}
