/** Fits with headers and SRTP into what every network carries. */
const MOST_PAYLOAD = 1180;
const STAP_A = 24;
const FU_A = 28;
const START = 0x80;
const END = 0x40;

export interface RtpTrack {
  payloadType: number;
  ssrc: number;
}

/** Numbers the packets of one track (RFC 3550); numbers and times begin anywhere. */
export class RtpNumbering {
  private sequence = Math.floor(Math.random() * 0x10000);
  private readonly offset = Math.floor(Math.random() * 0x100000000);

  constructor(private readonly track: RtpTrack) {}

  /** @param time units of the track's clock, from any beginning */
  packet(payload: Buffer, time: number, marker: boolean): Buffer {
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = this.track.payloadType | (marker ? 0x80 : 0);
    header.writeUInt16BE(this.sequence, 2);
    header.writeUInt32BE((time + this.offset) % 0x100000000, 4);
    header.writeUInt32BE(this.track.ssrc, 8);
    this.sequence = (this.sequence + 1) & 0xffff;
    return Buffer.concat([header, payload]);
  }
}

/**
 * One H.264 picture as RTP payloads (RFC 6184, packetization-mode 1): small NAL units share one (parameter sets travel
 * together), large ones are cut.
 */
export function h264Payloads(nals: Buffer[]): Buffer[] {
  const payloads: Buffer[] = [];
  let together: Buffer[] = [];
  let size = 1;
  const flush = (): void => {
    if (together.length === 1) payloads.push(together[0]!);
    else if (together.length > 1) payloads.push(aggregate(together));
    [together, size] = [[], 1];
  };
  for (const nal of nals) {
    if (size + 2 + nal.length > MOST_PAYLOAD) flush();
    if (nal.length > MOST_PAYLOAD) payloads.push(...fragments(nal));
    else {
      together.push(nal);
      size += 2 + nal.length;
    }
  }
  flush();
  return payloads;
}

function aggregate(nals: Buffer[]): Buffer {
  // The importance of the whole is that of its most important part.
  const importance = Math.max(...nals.map((nal) => nal[0]! & 0x60));
  const parts = nals.flatMap((nal) => [Buffer.from([nal.length >> 8, nal.length & 0xff]), nal]);
  return Buffer.concat([Buffer.from([importance | STAP_A]), ...parts]);
}

function fragments(nal: Buffer): Buffer[] {
  const indicator = (nal[0]! & 0xe0) | FU_A;
  const type = nal[0]! & 0x1f;
  const payloads: Buffer[] = [];
  for (let at = 1; at < nal.length; at += MOST_PAYLOAD - 2) {
    const end = Math.min(nal.length, at + MOST_PAYLOAD - 2);
    const flags = (at === 1 ? START : 0) | (end === nal.length ? END : 0);
    payloads.push(Buffer.concat([Buffer.from([indicator, flags | type]), nal.subarray(at, end)]));
  }
  return payloads;
}
