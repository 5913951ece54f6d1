import { Refusal } from './refusal.mjs';

/**
 * A cell's text without what nobody sees: composed (NFC), breaks as spaces, no control, zero-width or direction marks,
 * no blanks at the ends.
 */
export function cleanText(text) {
  return text
    .normalize('NFC')
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}

/** Passes rows on in batches, without empty ones; refuses what is beyond the limits. */
export class RowSink {
  #batch = [];
  #count = 0;

  /** @param {(rows: { line: number, cells: string[] }[]) => void} send */
  constructor(limits, send) {
    this.limits = limits;
    this.send = send;
  }

  add(line, values) {
    const cells = values.map(cleanText);
    while (cells.at(-1) === '') cells.pop();
    if (cells.length === 0) return;
    this.#count += 1;
    const { maxRows, maxColumns, maxCellLength } = this.limits;
    if (this.#count > maxRows) throw new Refusal('file.too_many_rows');
    if (cells.length > maxColumns) throw new Refusal('file.too_large', { line, rule: 'maxColumns' });
    if (cells.some((cell) => cell.length > maxCellLength)) {
      throw new Refusal('file.too_large', { line, rule: 'maxCellLength' });
    }
    this.#batch.push({ line, cells });
    if (this.#batch.length >= 500) this.flush();
  }

  flush() {
    if (this.#batch.length > 0) this.send(this.#batch);
    this.#batch = [];
  }
}
