import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Cell } from './cell.js';

/**
 * A CSV file as spreadsheets in China open it at a double click: UTF-8 with a byte order mark, CRLF, quoted after RFC
 * 4180. A text that a spreadsheet would take for a formula (it begins with = + - @, full-width ones too, a tab or a line
 * break) gets an apostrophe in front; numbers keep their minus. Rows are asked for as fast as they are read, so memory
 * does not grow with them; an error of theirs is the stream's error.
 */
export function writeCsv(rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>): Readable {
  const csv = stringify({
    bom: true,
    record_delimiter: 'windows',
    quote_record_delimiter: true,
    escape_formulas: true,
    cast: { string: (text) => (text.startsWith('\n') ? `'${text}` : text) },
  });
  // The error reaches whoever reads: the pipeline destroys the stream with it.
  pipeline(Readable.from(rows), csv, () => undefined);
  return csv;
}
