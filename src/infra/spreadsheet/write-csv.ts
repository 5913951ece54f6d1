import { Readable } from 'node:stream';
import type { Cell } from './cell.js';

const BYTE_ORDER_MARK = '\ufeff';
/** Rows that are written at once where they come one by one. */
const PART = 64;
/** What spreadsheets take for the beginning of a formula, full-width signs too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const SPECIAL = /[",\r\n]|^[=+\-@\t＝＋－＠]/;
const QUOTED = /[",\r\n]/;

/**
 * A CSV file as spreadsheets in China open it at a double click: UTF-8 with a byte order mark, CRLF, quoted after RFC
 * 4180. A text that a spreadsheet would take for a formula (it begins with = + - @, full-width ones too, a tab or a line
 * break) gets an apostrophe in front; numbers keep their minus. Rows are asked for as fast as they are read, so memory
 * does not grow with them; an error of theirs is the stream's error.
 */
export function writeCsv(rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>): Readable {
  return Readable.from(csvTexts(inParts(rows)), { objectMode: false });
}

/** The same file in pieces, of rows that come in parts. (csv-stringify took four times as long for each row.) */
export async function* csvTexts(parts: AsyncIterable<readonly (readonly Cell[])[]>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK;
  for await (const rows of parts) {
    let text = '';
    for (const row of rows) text += line(row);
    yield text;
  }
}

function line(row: readonly Cell[]): string {
  let text = '';
  for (let column = 0; column < row.length; column += 1) {
    const cell = row[column] ?? '';
    if (column > 0) text += ',';
    text += typeof cell === 'number' || !SPECIAL.test(cell) ? cell : special(cell);
  }
  return `${text}\r\n`;
}

function special(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function* inParts<Row>(rows: AsyncIterable<Row> | Iterable<Row>): AsyncGenerator<Row[]> {
  let part: Row[] = [];
  for await (const row of rows) {
    if (part.push(row) < PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
