/** One RTP packet (RFC 3550 section 5.1); `payload` is a view on the packet without padding. */
export interface RtpPacket {
  payloadType: number;
  marker: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
  payload: Buffer;
}

/** Answers null for what is not RTP version 2 or does not hold what its header promises. */
export function parseRtp(packet: Buffer): RtpPacket | null {
  if (packet.length < 12 || packet[0]! >> 6 !== 2) return null;
  const first = packet[0]!;
  const second = packet[1]!;
  let start = 12 + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (packet.length < start + 4) return null;
    start += 4 + packet.readUInt16BE(start + 2) * 4;
  }
  let end = packet.length;
  if (first & 0x20) end -= packet[packet.length - 1]!;
  if (end < start) return null;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payload: packet.subarray(start, end),
  };
}

/**
 * Turns a counter of `bits` bits that wraps into one that does not: each value is taken as the one nearest to the
 * value before it, so that reordering across the wrap is right as well.
 */
export class Unwrapper {
  private readonly modulus: number;
  private last: number | null = null;

  constructor(bits: 16 | 32) {
    this.modulus = 2 ** bits;
  }

  unwrap(value: number): number {
    if (this.last === null) return (this.last = value);
    const ahead = (((value - this.last) % this.modulus) + this.modulus) % this.modulus;
    this.last += ahead < this.modulus / 2 ? ahead : ahead - this.modulus;
    return this.last;
  }

  /** Forgets the past: the next value stands for itself. */
  reset(): void {
    this.last = null;
  }
}
