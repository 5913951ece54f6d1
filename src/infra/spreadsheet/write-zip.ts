import { pipeline, Readable } from 'node:stream';
import { constants, crc32, createDeflateRaw } from 'node:zlib';

export interface ZipEntry {
  /** Path in the archive, with `/`. */
  name: string;
  content: AsyncIterable<string | Buffer> | Iterable<string | Buffer>;
}

/** What the directory says of an entry that has been written. */
interface Written {
  name: Buffer;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const DESCRIPTOR = 0x08074b50;
const END = 0x06054b50;
const VERSION = 20;
/** Sizes follow the content; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1 January 1980: the archive is made as it is sent, and its parts have no time of their own. */
const NO_TIME = 0x0021_0000;
const MOST_BYTES = 0xffff_ffff;
const MOST_ENTRIES = 0xffff;
const CHUNK = 65_536;

/**
 * A zip archive (APPNOTE 6.3, without ZIP64) that is made while it is read: entries one after the other, each as fast as
 * its content comes, so memory does not grow with them. More than 4 GiB is an error of the stream, as is an error of a
 * content; neither leaves an archive that opens.
 */
export function writeZip(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>): Readable {
  return Readable.from(archive(entries), { objectMode: false });
}

async function* archive(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const record: Written = { name: Buffer.from(entry.name), crc: 0, packed: 0, size: 0, offset };
    for await (const bytes of entryBytes(record, entry.content)) {
      offset += bytes.length;
      yield bytes;
    }
    written.push(record);
    if (offset > MOST_BYTES || written.length > MOST_ENTRIES) throw new Error('Too much for one archive');
  }
  const directory = Buffer.concat(written.map(centralHeader));
  yield directory;
  yield endOfDirectory(written.length, directory.length, offset);
}

async function* entryBytes(record: Written, content: ZipEntry['content']): AsyncGenerator<Buffer> {
  yield Buffer.concat([words([LOCAL, 4], ...common({ ...record, crc: 0, packed: 0, size: 0 })), record.name]);
  const deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED, chunkSize: CHUNK });
  // The error of the content reaches the loop below: the pipeline destroys the stream with it.
  pipeline(Readable.from(measured(record, content)), deflate, () => undefined);
  for await (const bytes of deflate as AsyncIterable<Buffer>) {
    record.packed += bytes.length;
    yield bytes;
  }
  if (record.size > MOST_BYTES) throw new Error(`${record.name.toString()} is too long for an archive`);
  yield words([DESCRIPTOR, 4], [record.crc, 4], [record.packed, 4], [record.size, 4]);
}

async function* measured(record: Written, content: ZipEntry['content']): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    record.crc = crc32(bytes, record.crc);
    record.size += bytes.length;
    yield bytes;
  }
}

type Word = readonly [value: number, bytes: 2 | 4];

/** What local and central headers share. */
function common({ crc, packed, size, name }: Written): Word[] {
  return [
    [VERSION, 2],
    [FLAGS, 2],
    [DEFLATED, 2],
    [NO_TIME, 4],
    [crc, 4],
    [packed, 4],
    [size, 4],
    [name.length, 2],
    [0, 2],
  ];
}

function centralHeader(record: Written): Buffer {
  const none: Word = [0, 2];
  const rest: Word[] = [none, none, none, [0, 4], [record.offset, 4]];
  return Buffer.concat([words([CENTRAL, 4], [VERSION, 2], ...common(record), ...rest), record.name]);
}

function endOfDirectory(entries: number, length: number, offset: number): Buffer {
  return words([END, 4], [0, 2], [0, 2], [entries, 2], [entries, 2], [length, 4], [offset, 4], [0, 2]);
}

function words(...fields: Word[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [, length]) => sum + length, 0));
  let at = 0;
  for (const [value, length] of fields) at = bytes.writeUIntLE(value, at, length);
  return bytes;
}
