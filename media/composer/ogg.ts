const PAGE_HEADER = 27;
const CONTINUED = 1;
/** OpusHead and OpusTags (RFC 7845). */
const HEADER_PACKETS = 2;
const MOST_PACKET = 64 * 1024;

/** Opus packets out of an Ogg stream (RFC 3533, RFC 7845). */
export class OggOpusReader {
  private rest: Buffer = Buffer.alloc(0);
  private parts: Buffer[] = [];
  private packets = 0;

  constructor(private readonly onPacket: (packet: Buffer) => void) {}

  /** @throws if this is no such stream */
  push(chunk: Buffer): void {
    const data = Buffer.concat([this.rest, chunk]);
    let at = 0;
    for (let end; (end = pageEnd(data, at)) !== null; at = end) this.takePage(data, at);
    this.rest = data.subarray(at);
  }

  /** A packet is a run of pieces of 255 bytes and a shorter one. */
  private takePage(data: Buffer, start: number): void {
    const pieces = data[start + 26]!;
    let at = start + PAGE_HEADER + pieces;
    if (!(data[start + 5]! & CONTINUED)) this.parts = [];
    for (let i = 0; i < pieces; i += 1) {
      const size = data[start + PAGE_HEADER + i]!;
      this.parts.push(data.subarray(at, at + size));
      at += size;
      if (size < 255) this.finish();
      else if (this.parts.length * 255 > MOST_PACKET) throw new Error('a sound packet has no end');
    }
  }

  private finish(): void {
    const packet = Buffer.concat(this.parts);
    this.parts = [];
    this.packets += 1;
    if (this.packets > HEADER_PACKETS) this.onPacket(packet);
  }
}

function pageEnd(data: Buffer, at: number): number | null {
  if (data.length < at + PAGE_HEADER) return null;
  if (data.toString('latin1', at, at + 4) !== 'OggS') throw new Error('not an Ogg stream');
  const body = at + PAGE_HEADER + data[at + 26]!;
  if (data.length < body) return null;
  const end = body + data.subarray(at + PAGE_HEADER, body).reduce((sum, size) => sum + size, 0);
  return data.length < end ? null : end;
}
