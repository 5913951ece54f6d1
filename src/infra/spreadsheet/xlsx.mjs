import { readSheet } from 'read-excel-file/node';
import { unpackedXml } from './archive.mjs';

const WHOLE = /^-?\d{1,20}$/;
/** As many digits as a spreadsheet keeps, and never an exponent. */
const plain = new Intl.NumberFormat('en', { useGrouping: false, maximumSignificantDigits: 15 });

/** The first sheet. @param {Buffer} bytes */
export async function readXlsx(bytes, sink) {
  const rows = await readSheet(unpackedXml(bytes), { parseNumber: numberText, trim: false });
  rows.forEach((row, index) => sink.add(index + 1, row.map(cellText)));
}

/** Phone numbers and codes are numbers to a spreadsheet: whole ones are kept digit by digit. */
function numberText(stored) {
  return WHOLE.test(stored) ? stored : plain.format(Number(stored));
}

function cellText(value) {
  if (value === null) return '';
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return value;
}

/** `2026-03-01`, with ` 08:30` where the cell holds a time of day. Cells have no zone: what is shown is what counts. */
function dateText(date) {
  const minutes = Math.round(date.getTime() / 60_000);
  const [day, time] = new Date(minutes * 60_000).toISOString().split('T');
  return minutes % 1440 === 0 ? day : `${day} ${time.slice(0, 5)}`;
}
