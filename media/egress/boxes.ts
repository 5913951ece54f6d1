/** ISO base media file format boxes (ISO 14496-12, 4.2): a length, four letters, a body. */
export function box(type: string, ...parts: Buffer[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...parts], size);
}

/** A box whose body begins with a version and flags. */
export function fullBox(type: string, version: number, flags: number, ...parts: Buffer[]): Buffer {
  return box(type, u32(version * 0x1000000 + flags), ...parts);
}

export function u8(...values: number[]): Buffer {
  return Buffer.from(values);
}

export function u16(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => buffer.writeUInt16BE(value, i * 2));
  return buffer;
}

export function u32(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => buffer.writeUInt32BE(value, i * 4));
  return buffer;
}

export function u64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  return buffer;
}

export function zeros(count: number): Buffer {
  return Buffer.alloc(count);
}

/** The boxes that lie side by side in `data`, as far as they are whole. */
export function* readBoxes(data: Buffer): Generator<{ type: string; body: Buffer; end: number }> {
  for (let at = 0; at + 8 <= data.length;) {
    const size = data.readUInt32BE(at);
    if (size < 8 || at + size > data.length) return;
    yield { type: data.toString('latin1', at + 4, at + 8), body: data.subarray(at + 8, at + size), end: at + size };
    at += size;
  }
}

/** The body of the box that a path of types leads to, e.g. `moof/traf/tfdt`; null if there is none. */
export function findBox(data: Buffer, path: string): Buffer | null {
  const [first, ...rest] = path.split('/');
  for (const { type, body } of readBoxes(data)) {
    if (type === first) return rest.length === 0 ? body : findBox(body, rest.join('/'));
  }
  return null;
}
