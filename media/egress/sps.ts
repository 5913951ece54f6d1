/** What a player must know before it decodes. */
export interface SpsInfo {
  width: number;
  height: number;
  /** RFC 6381, e.g. `avc1.42e01f`. */
  codec: string;
}

/** Bits of a NAL unit's payload: emulation prevention taken out, Exp-Golomb numbers (ISO 14496-10, 7.3.1 and 9.1). */
class BitReader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(nal: Buffer) {
    const plain: number[] = [];
    for (let i = 1; i < nal.length; i += 1) {
      if (i >= 3 && nal[i] === 3 && nal[i - 1] === 0 && nal[i - 2] === 0) continue;
      plain.push(nal[i]!);
    }
    this.bytes = Buffer.from(plain);
  }

  bit(): number {
    if (this.at >= this.bytes.length * 8) throw new RangeError('parameter set ends early');
    const value = (this.bytes[this.at >> 3]! >> (7 - (this.at & 7))) & 1;
    this.at += 1;
    return value;
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1) value = value * 2 + this.bit();
    return value;
  }

  unsigned(): number {
    let zeros = 0;
    while (this.bit() === 0) if ((zeros += 1) > 31) throw new RangeError('number too long');
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 ? (value + 1) / 2 : -value / 2;
  }
}

/** Profiles whose parameter set tells the chroma format (ISO 14496-10, 7.3.2.1.1). */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Reads a sequence parameter set; null if it is damaged (it comes from a stranger). */
export function parseSps(nal: Buffer): SpsInfo | null {
  if (nal.length < 4) return null;
  try {
    const size = readSize(new BitReader(nal));
    return { ...size, codec: `avc1.${nal.subarray(1, 4).toString('hex')}` };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readSize(reader: BitReader): { width: number; height: number } {
  const profile = reader.bits(8);
  reader.bits(16);
  reader.unsigned();
  const chroma = HIGH_PROFILES.has(profile) ? readChroma(reader) : 1;
  reader.unsigned();
  readPictureOrder(reader);
  reader.unsigned();
  reader.bit();
  const widthInMacroblocks = reader.unsigned() + 1;
  const heightInMapUnits = reader.unsigned() + 1;
  const frameOnly = reader.bit();
  if (!frameOnly) reader.bit();
  reader.bit();
  const crop = reader.bit()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0];
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * (2 - frameOnly);
  const width = widthInMacroblocks * 16 - unitX * (crop[0]! + crop[1]!);
  const height = heightInMapUnits * 16 * (2 - frameOnly) - unitY * (crop[2]! + crop[3]!);
  if (width < 1 || height < 1 || width > 16384 || height > 16384) throw new RangeError('impossible size');
  return { width, height };
}

function readChroma(reader: BitReader): number {
  const chroma = reader.unsigned();
  if (chroma === 3) reader.bit();
  reader.unsigned();
  reader.unsigned();
  reader.bit();
  if (!reader.bit()) return chroma;
  for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1)
    if (reader.bit()) skipScalingList(reader, list < 6 ? 16 : 64);
  return chroma;
}

function skipScalingList(reader: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let i = 0; i < size; i += 1) {
    if (next !== 0) next = (last + reader.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function readPictureOrder(reader: BitReader): void {
  const type = reader.unsigned();
  if (type === 0) reader.unsigned();
  if (type !== 1) return;
  reader.bit();
  reader.signed();
  reader.signed();
  const cycle = reader.unsigned();
  if (cycle > 255) throw new RangeError('picture order cycle too long');
  for (let i = 0; i < cycle; i += 1) reader.signed();
}
