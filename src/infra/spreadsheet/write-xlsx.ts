import writeWorkbook, { type CellObject } from 'write-excel-file/node';
import type { Cell } from './cell.js';

export interface WrittenSheet {
  /** At most 31 characters, none of `\ / ? * : [ ]`. */
  readonly name: string;
  /** The first row: bold, and in sight while one scrolls. */
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Of the columns, in characters; 16 where none is given. */
  readonly widths?: readonly number[];
}

const WIDTH = 16;
/** More than this a spreadsheet's cell cannot hold. */
const LONGEST_TEXT = 32_767;

/** A workbook in memory: for templates and tables of some thousand rows; more goes through `writeCsv`. */
export async function writeXlsx(sheets: readonly WrittenSheet[]): Promise<Buffer> {
  const written = sheets.map(({ name, header, rows, widths }) => ({
    sheet: name,
    data: [header.map((title) => ({ ...textCell(title), fontWeight: 'bold' as const })), ...rows.map(cellsOf)],
    columns: header.map((_, index) => ({ width: widths?.[index] ?? WIDTH })),
    stickyRowsCount: 1,
  }));
  return writeWorkbook(written).toBuffer();
}

function cellsOf(row: readonly Cell[]): (CellObject | null)[] {
  return row.map((cell) => {
    if (cell === null || cell === '') return null;
    return typeof cell === 'number' ? { type: Number, value: cell } : textCell(cell);
  });
}

/** Typed as text, which no spreadsheet evaluates, and formatted as text, so that digits stay as they are. */
function textCell(text: string): CellObject {
  // The writer keeps its texts in an object by their own names: one that every object has would be lost.
  const value = text in Object.prototype ? `${text} ` : text.slice(0, LONGEST_TEXT);
  return { type: String, value, format: '@' };
}
