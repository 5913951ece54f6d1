import type { TableRow } from '../../infra/spreadsheet/read-table.js';
import type { ImportColumn, ImportLineCells } from './import-kinds.js';

/** Official lists begin with a title and a date; the header is looked for in so many rows. */
const HEADER_WITHIN = 5;

export type ReadLines = { lines: ImportLineCells[] } | { missing: string[] };

/**
 * The lines below the header, with their cells under the columns' names. Columns that are not known are left out, and so
 * is the template's example line.
 *
 * @returns the missing titles where no row is a header
 */
export function readLines(rows: readonly TableRow[], columns: readonly ImportColumn[]): ReadLines {
  const candidates = rows.slice(0, HEADER_WITHIN).map(({ cells }) => columnsOf(cells, columns));
  const missing = candidates.map((found) => columns.filter(({ name, required }) => required && !found.has(name)));
  const at = missing.findIndex((columns) => columns.length === 0);
  const found = candidates[at];
  if (!found) return { missing: fewest(missing, columns).map(({ title }) => title) };
  const lines = rows.slice(at + 1).map(({ line, cells }) => ({ line, cells: cellsOf(cells, found) }));
  return { lines: lines.filter(({ cells }) => !isEmpty(cells) && !isExample(cells, columns)) };
}

/** Where each known column stands; of two with the same heading the first counts. */
function columnsOf(cells: readonly string[], columns: readonly ImportColumn[]): Map<string, number> {
  const headings = cells.map(bare);
  const found = new Map<string, number>();
  for (const { name, title, aliases } of columns) {
    const at = [title, ...aliases].map((heading) => headings.indexOf(bare(heading))).find((index) => index >= 0);
    if (at !== undefined) found.set(name, at);
  }
  return found;
}

/** "* 企业名称（必填）" and "企业 名称" are "企业名称". */
function bare(heading: string): string {
  return heading
    .normalize('NFKC')
    .replace(/\(.*?\)|[\s*:]/g, '')
    .toLowerCase();
}

function cellsOf(cells: readonly string[], found: ReadonlyMap<string, number>): Record<string, string> {
  return Object.fromEntries([...found].map(([name, index]) => [name, cells[index] ?? '']));
}

function isEmpty(cells: Record<string, string>): boolean {
  return Object.values(cells).every((cell) => cell === '');
}

function isExample(cells: Record<string, string>, columns: readonly ImportColumn[]): boolean {
  return columns.every(({ name, example }) => (cells[name] ?? '') === example);
}

/** What is missing in the row that comes nearest to a header. */
function fewest(missing: ImportColumn[][], columns: readonly ImportColumn[]): readonly ImportColumn[] {
  const all = columns.filter(({ required }) => required);
  return missing.reduce<readonly ImportColumn[]>((best, next) => (next.length < best.length ? next : best), all);
}
