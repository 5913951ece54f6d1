import { normalisePhone } from '../../infra/phone.js';
import { AppError } from '../../infra/errors.js';

/** A number in any of its forms at the beginning of a line, and what follows it. */
const LINE = /^(\+?[\d\s\p{Pd}\p{Cf}]*\d)(?!\d)(.*)$/u;
const BETWEEN = /^[\s,，、;；:：]+/u;
const LONGEST_NAME = 40;
const MOST_NAMED = 20;

export interface InvitedLine {
  phone: string;
  name: string;
}

/**
 * The numbers of a pasted list with the names behind them; empty lines do not count, and of one number on two lines the
 * later one does.
 *
 * @throws AppError `request.invalid` naming the wrong lines, from 1
 */
export function invitedLines(lines: readonly string[]): InvitedLine[] {
  const byPhone = new Map<string, InvitedLine>();
  const wrong: { path: string; rule: string }[] = [];
  for (const [index, text] of lines.entries()) {
    const line = text.normalize('NFKC').trim();
    if (line === '') continue;
    const read = readLine(line);
    if (read) byPhone.set(read.phone, read);
    else wrong.push({ path: `lines.${index + 1}`, rule: 'isMobile' });
  }
  if (wrong.length > 0) throw new AppError('request.invalid', { fields: wrong.slice(0, MOST_NAMED) });
  return [...byPhone.values()];
}

function readLine(line: string): InvitedLine | null {
  const [, number = '', rest = ''] = LINE.exec(line) ?? [];
  const phone = normalisePhone(number);
  if (!phone) return null;
  const name = rest.replace(/\p{C}/gu, ' ').replace(BETWEEN, '').trim();
  return { phone, name: [...name].slice(0, LONGEST_NAME).join('') };
}
