import type { OrderedPacket } from './reorder.js';

/** One coded VP8 picture. */
export interface Vp8Frame {
  /** RTP timestamp, 32 bits. */
  timestamp: number;
  /** Of a key frame; null for the others. */
  size: { width: number; height: number } | null;
  data: Buffer;
}

const MAX_FRAME = 8 * 1024 * 1024;

/** VP8 out of RTP (RFC 7741). After a loss nothing comes out until the next complete key frame. */
export class Vp8Depacketiser {
  private parts: Buffer[] = [];
  private bytes = 0;
  private timestamp: number | null = null;
  private waitsForKey = true;

  /** `onLoss` is called when pictures can no longer be decoded: a key frame has to be asked for. */
  constructor(
    private readonly onFrame: (frame: Vp8Frame) => void,
    private readonly onLoss: () => void,
  ) {}

  push({ packet, lost, restart }: OrderedPacket): void {
    if (lost > 0 || restart) this.tear();
    if (packet.payload.length === 0) return;
    const payload = readDescriptor(packet.payload);
    if (!payload) return this.tear();
    if (payload.starts) this.begin(packet.timestamp);
    else if (this.timestamp !== packet.timestamp) return this.tear();
    this.parts.push(payload.data);
    this.bytes += payload.data.length;
    if (this.bytes > MAX_FRAME) this.tear();
    else if (packet.marker) this.finish();
  }

  private begin(timestamp: number): void {
    // The end of the picture before it is missing without a hole in the numbers: a sender that does not mark it.
    if (this.timestamp !== null) this.tear();
    this.timestamp = timestamp;
    this.parts = [];
    this.bytes = 0;
  }

  private tear(): void {
    this.timestamp = null;
    this.parts = [];
    if (this.waitsForKey) return;
    this.waitsForKey = true;
    this.onLoss();
  }

  private finish(): void {
    const timestamp = this.timestamp!;
    const data = Buffer.concat(this.parts);
    this.timestamp = null;
    this.parts = [];
    const size = keyFrameSize(data);
    if (size) this.waitsForKey = false;
    if (!this.waitsForKey) this.onFrame({ timestamp, size, data });
  }
}

/** Skips the payload descriptor (RFC 7741, 4.2); null if it does not fit into the packet. */
function readDescriptor(payload: Buffer): { starts: boolean; data: Buffer } | null {
  const first = payload[0]!;
  let at = 1;
  if (first & 0x80) {
    const extension = payload[at] ?? 0;
    at += 1;
    if (extension & 0x80) at += (payload[at] ?? 0) & 0x80 ? 2 : 1;
    if (extension & 0x40) at += 1;
    if (extension & 0x30) at += 1;
  }
  if (at >= payload.length) return null;
  return { starts: (first & 0x10) !== 0 && (first & 0x07) === 0, data: payload.subarray(at) };
}

/** Frame tag and key frame header (RFC 6386, 9.1): the size of a key frame, null for any other. */
function keyFrameSize(data: Buffer): { width: number; height: number } | null {
  if (data.length < 10 || data[0]! & 1 || data.readUIntBE(3, 3) !== 0x9d012a) return null;
  const width = data.readUInt16LE(6) & 0x3fff;
  const height = data.readUInt16LE(8) & 0x3fff;
  return width > 0 && height > 0 ? { width, height } : null;
}
