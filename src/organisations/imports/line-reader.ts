import { creditCodeFault, normaliseCreditCode } from '../../contracts/credit-code.js';
import { normalisePhone } from '../../infra/phone.js';
import type { Cells, ImportLineError } from './import-kinds.js';
import type { ImportRule } from './import-rules.js';

const LANDLINE = /^(?:\(?0\d{2,3}\)?-?)?\d{7,8}(?:-\d{1,6})?$|^(?:400|800)-?\d{3}-?\d{4}$|^[19]\d{4}$/;
const DATE = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;
const YEAR = /^(20\d{2})年?$/;
const AREA_CODE = /^\d{6}$/;

/** Reads one line's cells as values and notes what is wrong with them. */
export class LineReader {
  readonly errors: ImportLineError[] = [];

  constructor(private readonly cells: Cells) {}

  wrong(column: string, rule: ImportRule, other?: number): void {
    this.errors.push({ column, rule, ...(other !== undefined && { other }) });
  }

  /** '' when it is empty; that is wrong where `min` is not 0. */
  text(column: string, min: number, max: number): string {
    const text = this.cells[column] ?? '';
    if (text === '' && min > 0) this.wrong(column, 'required');
    else if (text.length < min || text.length > max) this.wrong(column, 'length');
    return text;
  }

  creditCode(column: string): string {
    const code = normaliseCreditCode(this.cells[column] ?? '');
    if (code === '') this.wrong(column, 'required');
    else {
      const fault = creditCodeFault(code);
      if (fault) this.wrong(column, `credit_code_${fault}`);
    }
    return code;
  }

  areaCode(column: string): string | null {
    return this.matched(column, AREA_CODE, 'area_code', (text) => text);
  }

  /** One number or several, mobile or not. */
  telephone(column: string): string {
    const text = this.text(column, 0, 40);
    const numbers = text
      .normalize('NFKC')
      .split(/[/,;、\s]+/)
      .filter(Boolean);
    if (numbers.some((number) => !LANDLINE.test(number) && !normalisePhone(number))) this.wrong(column, 'telephone');
    return text;
  }

  year(column: string): number | null {
    return this.matched(column, YEAR, 'year', (_text, match) => Number(match[1]));
  }

  /** `2020-06-30` from what people write for it; the day must exist. */
  date(column: string): string | null {
    return this.matched(column, DATE, 'date', (_text, [, year = '', month = '', day = '']) => {
      const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
      const time = Date.parse(`${iso}T00:00:00Z`);
      return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso ? null : iso;
    });
  }

  /** @param values by every word for it, without blanks and punctuation, in small letters */
  choice<T>(column: string, values: ReadonlyMap<string, T>, { required = false } = {}): T | null {
    const word = choiceWord(this.cells[column] ?? '');
    if (word === '') {
      if (required) this.wrong(column, 'required');
      return null;
    }
    const value = values.get(word);
    if (value === undefined) this.wrong(column, 'choice');
    return value ?? null;
  }

  /** Null for an empty cell, and for one that is wrong. */
  private matched<T>(
    column: string,
    pattern: RegExp,
    rule: ImportRule,
    read: (text: string, match: RegExpExecArray) => T | null,
  ): T | null {
    const text = (this.cells[column] ?? '').normalize('NFKC');
    if (text === '') return null;
    const match = pattern.exec(text);
    const value = match && read(text, match);
    if (value === null) this.wrong(column, rule);
    return value;
  }
}

/** "农、林、牧、渔业" and "农林牧渔业" are one word. */
export function choiceWord(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{P}]/gu, '')
    .toLowerCase();
}
