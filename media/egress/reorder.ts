import type { RtpPacket } from './rtp.js';

export interface OrderedPacket {
  packet: RtpPacket;
  /** Server clock, milliseconds. */
  arrival: number;
  /** Packets that are missing before this one and are no longer waited for. */
  lost: number;
  /** The sender began anew (other SSRC or a leap of the sequence): nothing before it belongs to it. */
  restart: boolean;
}

/** RFC 3550 appendix A.1: a leap beyond this is another sequence, not a loss. */
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 1000;
const CAPACITY = 2048;

/**
 * Puts packets into the order of their sequence numbers. A hole is waited for `holdMs` (a retransmission needs a round
 * trip and the detection of the loss), then given up. Duplicates and what comes after its hole was given up are dropped.
 */
export class ReorderBuffer {
  private readonly held = new Map<number, { packet: RtpPacket; arrival: number }>();
  /** Sequence number that is due, counted without wrapping. */
  private next: number | null = null;
  private ssrc: number | null = null;
  private restart = true;
  /** Next 16-bit sequence number that would confirm a leap. */
  private leap: number | null = null;

  constructor(private readonly holdMs: number) {}

  push(packet: RtpPacket, now: number): OrderedPacket[] {
    if (this.ssrc !== packet.ssrc || this.next === null) this.begin(packet);
    let ahead = ((packet.sequence - this.next! + 0x8000) & 0xffff) - 0x8000;
    if (ahead > MAX_DROPOUT || ahead < -MAX_MISORDER) {
      const confirmed = this.leap === packet.sequence;
      this.leap = (packet.sequence + 1) & 0xffff;
      if (!confirmed) return [];
      this.begin(packet);
      ahead = 0;
    }
    const sequence = this.next! + ahead;
    this.leap = null;
    if (ahead < 0 || this.held.has(sequence)) return [];
    this.held.set(sequence, { packet, arrival: now });
    const ready = this.drain(0);
    if (this.held.size > CAPACITY) ready.push(...this.skip());
    return ready;
  }

  /** Gives up holes that were waited for long enough; to be called every few milliseconds. */
  expire(now: number): OrderedPacket[] {
    const ready: OrderedPacket[] = [];
    while (this.held.size > 0 && this.oldestArrival() + this.holdMs <= now) ready.push(...this.skip());
    return ready;
  }

  private begin(packet: RtpPacket): void {
    this.ssrc = packet.ssrc;
    this.held.clear();
    this.next = packet.sequence;
    this.leap = null;
    this.restart = true;
  }

  /** Held packets stay in the order of their arrival. */
  private oldestArrival(): number {
    for (const { arrival } of this.held.values()) return arrival;
    return Infinity;
  }

  private skip(): OrderedPacket[] {
    const first = Math.min(...this.held.keys());
    const lost = first - this.next!;
    this.next = first;
    return this.drain(lost);
  }

  private drain(lost: number): OrderedPacket[] {
    const ready: OrderedPacket[] = [];
    for (;;) {
      const entry = this.held.get(this.next!);
      if (!entry) return ready;
      this.held.delete(this.next!);
      this.next! += 1;
      ready.push({ ...entry, lost, restart: this.restart });
      this.restart = false;
      lost = 0;
    }
  }
}
