import { inflateRawSync } from 'node:zlib';

const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;

/** The parts of a zip archive by their names, as text. */
export function zipTexts(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const parts = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  while (at < end && bytes.readUInt32LE(at) === CENTRAL) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
    const data = bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    parts.set(bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + name), data.toString('utf8'));
    at += CENTRAL_BYTES + name + extra + comment;
  }
  return parts;
}

const textOf = (xml: string) =>
  [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)]
    .map(([, text = '']) =>
      text
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&quot;/g, '"')
        .replace(/&amp;/g, '&'),
    )
    .join('');

export interface ReadDocument {
  paragraphs: string[];
  /** Rows of cells. */
  tables: string[][][];
  parts: Map<string, string>;
}

/** A word-processing document as a reader has it. */
export function readDocx(bytes: Buffer): ReadDocument {
  const parts = zipTexts(bytes);
  const body = parts.get('word/document.xml') ?? '';
  const tables = [...body.matchAll(/<w:tbl>.*?<\/w:tbl>/gs)].map(([table]) =>
    [...table.matchAll(/<w:tr(?: [^>]*)?>.*?<\/w:tr>/gs)].map(([row]) =>
      [...row.matchAll(/<w:tc>.*?<\/w:tc>/gs)].map(([cell]) => textOf(cell)),
    ),
  );
  const around = body.replace(/<w:tbl>.*?<\/w:tbl>/gs, '');
  const paragraphs = [...around.matchAll(/<w:p(?: [^>]*)?>.*?<\/w:p>/gs)].map(([one]) => textOf(one));
  return { paragraphs: paragraphs.filter(Boolean), tables, parts };
}
