import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReorderBuffer, type OrderedPacket } from './reorder.js';
import type { RtpPacket } from './rtp.js';

const packetOf = (sequence: number, ssrc = 1): RtpPacket => ({
  payloadType: 96,
  marker: false,
  sequence: sequence & 0xffff,
  timestamp: 0,
  ssrc,
  payload: Buffer.alloc(1),
});

const numbers = (ordered: OrderedPacket[]): number[] => ordered.map(({ packet }) => packet.sequence);

describe('ReorderBuffer', () => {
  it('puts shuffled and doubled packets in order, across the wrap, each once', () => {
    const shifts = fc.array(fc.record({ late: fc.nat(20), twice: fc.boolean() }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.nat(0xffff), shifts, (start, list) => {
        const arrivals = list.flatMap(({ late, twice }, i) => {
          const arrival = { at: i + (i === 0 ? 0 : late), sequence: start + i };
          return twice ? [arrival, { ...arrival, at: arrival.at + 3 }] : [arrival];
        });
        arrivals.sort((a, b) => a.at - b.at);
        const buffer = new ReorderBuffer(100);
        const out = arrivals.flatMap(({ at, sequence }) => buffer.push(packetOf(sequence), at));
        expect(numbers(out)).toEqual(list.map((_, i) => (start + i) & 0xffff));
        expect(out.every(({ lost }) => lost === 0)).toBe(true);
      }),
    );
  });

  it('gives up a hole after its time and says how much is missing', () => {
    const buffer = new ReorderBuffer(100);
    buffer.push(packetOf(65534), 0);
    expect(buffer.push(packetOf(1), 10)).toEqual([]);
    expect(buffer.expire(109)).toEqual([]);
    const [late] = buffer.expire(110);
    expect(late).toMatchObject({ lost: 2, arrival: 10, restart: false });
    expect(buffer.push(packetOf(0), 120)).toEqual([]);
    expect(numbers(buffer.push(packetOf(2), 121))).toEqual([2]);
  });

  it('begins anew with another sender or after a confirmed leap', () => {
    const buffer = new ReorderBuffer(100);
    expect(buffer.push(packetOf(10), 0)[0]!.restart).toBe(true);
    expect(buffer.push(packetOf(500, 2), 1)[0]).toMatchObject({ restart: true, lost: 0 });
    expect(buffer.push(packetOf(30_000, 2), 2)).toEqual([]);
    expect(numbers(buffer.push(packetOf(501, 2), 3))).toEqual([501]);
    expect(buffer.push(packetOf(40_000, 2), 4)).toEqual([]);
    expect(buffer.push(packetOf(40_001, 2), 5)[0]!.restart).toBe(true);
    expect(numbers(buffer.push(packetOf(40_002, 2), 6))).toEqual([40_002]);
  });

  it('holds a bounded number of packets', () => {
    const buffer = new ReorderBuffer(1e9);
    buffer.push(packetOf(0), 0);
    let out = 0;
    for (let i = 2; i < 2900; i += 1) out += buffer.push(packetOf(i), i).length;
    expect(out).toBeGreaterThan(0);
  });
});
