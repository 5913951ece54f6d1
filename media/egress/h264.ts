import type { OrderedPacket } from './reorder.js';

/** One coded picture: its slices and the parameter sets that came with it. */
export interface AccessUnit {
  /** RTP timestamp, 32 bits. */
  timestamp: number;
  /** Holds an IDR slice: decoding may begin here. */
  key: boolean;
  sps: Buffer[];
  pps: Buffer[];
  /** Slice NAL units without start codes. */
  slices: Buffer[];
}

const NAL_IDR = 5;
const NAL_SPS = 7;
const NAL_PPS = 8;
const NAL_AUD = 9;
const STAP_A = 24;
const FU_A = 28;
const MAX_ACCESS_UNIT = 8 * 1024 * 1024;

/**
 * H.264 out of RTP (RFC 6184: single NAL units, STAP-A, FU-A; interleaved mode is not negotiated in WebRTC). After a
 * loss nothing comes out until the next complete key frame: what a decoder would make of the rest is rubble.
 */
export class H264Depacketiser {
  private unit: AccessUnit | null = null;
  private bytes = 0;
  private fragment: Buffer[] = [];
  private torn = false;
  private waitsForKey = true;

  /** `onLoss` is called when pictures can no longer be decoded: a key frame has to be asked for. */
  constructor(
    private readonly onUnit: (unit: AccessUnit) => void,
    private readonly onLoss: () => void,
  ) {}

  push({ packet, lost, restart }: OrderedPacket): void {
    const gap = lost > 0 || restart;
    if (gap) this.tear();
    if (packet.payload.length === 0) return;
    if (this.unit && this.unit.timestamp !== packet.timestamp) this.finish();
    if (!this.unit) this.begin(packet.timestamp, gap && !startsUnit(packet.payload));
    this.take(packet.payload);
    if (packet.marker) this.finish();
  }

  private begin(timestamp: number, torn: boolean): void {
    this.unit = { timestamp, key: false, sps: [], pps: [], slices: [] };
    this.bytes = 0;
    this.fragment = [];
    this.torn = torn;
  }

  private tear(): void {
    this.unit = null;
    this.fragment = [];
    if (this.waitsForKey) return;
    this.waitsForKey = true;
    this.onLoss();
  }

  private take(payload: Buffer): void {
    this.bytes += payload.length;
    const type = payload[0]! & 0x1f;
    if (this.bytes > MAX_ACCESS_UNIT) this.torn = true;
    else if (type === STAP_A) this.takeAggregate(payload);
    else if (type === FU_A) this.takeFragment(payload);
    else if (type < STAP_A) this.takeNal(payload);
  }

  private takeAggregate(payload: Buffer): void {
    for (let at = 1; at + 2 <= payload.length;) {
      const size = payload.readUInt16BE(at);
      at += 2;
      if (size === 0 || at + size > payload.length) {
        this.torn = true;
        return;
      }
      this.takeNal(payload.subarray(at, at + size));
      at += size;
    }
  }

  private takeFragment(payload: Buffer): void {
    if (payload.length < 2) return;
    const header = payload[1]!;
    if (header & 0x80) this.fragment = [Buffer.from([(payload[0]! & 0xe0) | (header & 0x1f)])];
    else if (this.fragment.length === 0) {
      this.torn = true;
      return;
    }
    this.fragment.push(payload.subarray(2));
    if (!(header & 0x40)) return;
    this.takeNal(Buffer.concat(this.fragment));
    this.fragment = [];
  }

  private takeNal(nal: Buffer): void {
    const unit = this.unit!;
    const type = nal[0]! & 0x1f;
    if (type === NAL_SPS) unit.sps.push(nal);
    else if (type === NAL_PPS) unit.pps.push(nal);
    else if (type >= 1 && type <= NAL_IDR) {
      unit.slices.push(nal);
      unit.key ||= type === NAL_IDR;
    }
  }

  private finish(): void {
    const unit = this.unit!;
    this.unit = null;
    if (this.torn || this.fragment.length > 0) {
      this.tear();
      return;
    }
    if (unit.slices.length === 0 && unit.sps.length + unit.pps.length === 0) return;
    if (unit.key) this.waitsForKey = false;
    // Parameter sets may travel ahead of their key frame in a unit of their own.
    if (!this.waitsForKey || unit.slices.length === 0) this.onUnit(unit);
  }
}

/** After a hole only these tell that nothing of the picture is missing before them (ISO 14496-10, 7.4.1.2.3). */
function startsUnit(payload: Buffer): boolean {
  const type = payload[0]! & 0x1f;
  const first = type === STAP_A && payload.length > 3 ? payload[3]! & 0x1f : type;
  return first === NAL_SPS || first === NAL_AUD;
}
