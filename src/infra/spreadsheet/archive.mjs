import { crc32, inflateRawSync } from 'node:zlib';
import { Refusal } from './refusal.mjs';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

const MAX_ENTRIES = 2_000;
const MAX_UNPACKED_BYTES = 100 * 1024 * 1024;

/**
 * A zip archive with nothing but the XML parts of another one, uncompressed. What a part says about its size is checked
 * before and while it is unpacked, so the reader behind gets no byte more than the directory announces.
 *
 * @param {Buffer} bytes
 * @returns {Buffer}
 */
export function unpackedXml(bytes) {
  const entries = directory(bytes);
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (total > MAX_UNPACKED_BYTES) throw new Refusal('file.too_large');
  const wanted = entries.filter(({ name }) => /\.xml(\.rels)?$/.test(name));
  if (new Set(wanted.map(({ name }) => name)).size < wanted.length) throw new Refusal('file.unreadable');
  return pack(wanted.map((entry) => ({ name: entry.name, data: unpack(bytes, entry) })));
}

/** The central directory: every entry, whatever lies between the entries. */
function directory(bytes) {
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > MAX_ENTRIES) throw new Refusal('file.too_large');
  const entries = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + CENTRAL_BYTES > end || bytes.readUInt32LE(at) !== CENTRAL) throw new Refusal('file.unreadable');
    const nameLength = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength),
      encrypted: (bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0,
      method: bytes.readUInt16LE(at + 10),
      packedSize: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += CENTRAL_BYTES + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function endOfDirectory(bytes) {
  const first = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  throw new Refusal('file.unreadable');
}

function unpack(bytes, { offset, method, encrypted, packedSize, size }) {
  if (encrypted || offset + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(offset) !== LOCAL) {
    throw new Refusal('file.unreadable');
  }
  const start = offset + LOCAL_BYTES + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const packed = bytes.subarray(start, start + packedSize);
  const data = method === STORED ? packed : method === DEFLATED ? inflate(packed, size) : null;
  if (data?.length !== size) throw new Refusal('file.unreadable');
  return data;
}

function inflate(packed, size) {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (cause) {
    // More than the directory announced, or no deflate stream at all.
    throw new Refusal('file.unreadable', { cause });
  }
}

/** Local headers and data, then the directory; times and attributes are of no use to a reader of tables. */
function pack(parts) {
  const [locals, centrals] = [[], []];
  let offset = 0;
  for (const { name, data } of parts) {
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(label.length, 22);
    locals.push(signature(LOCAL), common, label, data);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    centrals.push(signature(CENTRAL), common.subarray(0, 2), common, rest, label);
    offset += LOCAL_BYTES + label.length + data.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(END_BYTES - 4);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, signature(END), end]);
}

function signature(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
