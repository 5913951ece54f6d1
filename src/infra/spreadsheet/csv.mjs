import { parse } from 'csv-parse/sync';
import { Refusal } from './refusal.mjs';

const DELIMITERS = [',', ';', '\t'];

/** @param {Buffer} bytes */
export function readCsv(bytes, sink) {
  const text = decode(bytes);
  let lines = 0;
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: 0,
      on_record: (record, context) => {
        // A quoted cell may hold line breaks: a row is where it begins.
        sink.add(lines + 1, record);
        lines = context.lines;
        return null;
      },
    });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('file.unreadable', { line: lines + 1, rule: 'quote', cause: error });
  }
}

/** UTF-8 with or without a byte order mark, else GB18030: what Excel writes in China. */
function decode(bytes) {
  const text = decodeAs('utf-8', bytes) ?? decodeAs('gb18030', bytes);
  if (text === null || text.includes('\0')) throw new Refusal('file.unreadable');
  return text;
}

function decodeAs(encoding, bytes) {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The most frequent one in the header line, outside quotes. */
function delimiterOf(text) {
  const header = (/[^\r\n]+/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((sign) => header.split(sign).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}
