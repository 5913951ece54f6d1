import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { H264Depacketiser, type AccessUnit } from './h264.js';
import type { OrderedPacket } from './reorder.js';

const SPS = Buffer.from('Z0LAHtkAoC/5cBEAAAMAAQAAAwAyDxYuSA==', 'base64');
const PPS = Buffer.from([0x68, 1, 2]);

function nal(type: number, size: number): Buffer {
  const bytes = Buffer.alloc(size, size & 0xff);
  bytes[0] = 0x60 | type;
  return bytes;
}

/** Packs as a browser does: parameter sets in one STAP-A, large units in FU-A, the marker on the last packet. */
function pack(nals: Buffer[], timestamp: number, mtu = 100): OrderedPacket[] {
  const payloads: Buffer[] = [];
  const small = nals.filter((unit) => [7, 8].includes(unit[0]! & 31));
  const lengths = small.flatMap((unit) => [Buffer.from([unit.length >> 8, unit.length & 255]), unit]);
  if (small.length > 0) payloads.push(Buffer.concat([Buffer.from([0x78]), ...lengths]));
  for (const unit of nals.filter((other) => !small.includes(other))) {
    if (unit.length <= mtu) payloads.push(unit);
    else {
      for (let at = 1; at < unit.length; at += mtu) {
        const flags = (at === 1 ? 0x80 : 0) | (at + mtu >= unit.length ? 0x40 : 0);
        const head = Buffer.from([(unit[0]! & 0xe0) | 28, flags | (unit[0]! & 31)]);
        payloads.push(Buffer.concat([head, unit.subarray(at, at + mtu)]));
      }
    }
  }
  return payloads.map((payload, i) => ({
    packet: { payloadType: 96, marker: i === payloads.length - 1, sequence: 0, timestamp, ssrc: 1, payload },
    arrival: 0,
    lost: 0,
    restart: false,
  }));
}

function play(packets: OrderedPacket[]): { units: AccessUnit[]; losses: number } {
  const units: AccessUnit[] = [];
  let losses = 0;
  const depacketiser = new H264Depacketiser(
    (unit) => units.push(unit),
    () => (losses += 1),
  );
  for (const packet of packets) depacketiser.push(packet);
  return { units, losses };
}

const key = (timestamp: number, size = 500) => pack([SPS, PPS, nal(5, size)], timestamp);
const delta = (timestamp: number, size = 500) => pack([nal(1, size)], timestamp);

describe('H264Depacketiser', () => {
  it('gives back the units that were packed, whatever their sizes', () => {
    const sizes = fc.array(fc.integer({ min: 2, max: 1000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 10, max: 300 }), (list, mtu) => {
        const pictures = list.map((size, i) => (i === 0 ? [SPS, PPS, nal(5, size)] : [nal(1, size)]));
        const { units, losses } = play(pictures.flatMap((nals, i) => pack(nals, i * 3000, mtu)));
        expect(losses).toBe(0);
        expect(units.map(({ slices }) => slices)).toEqual(pictures.map((nals) => [nals.at(-1)]));
        expect(units[0]).toMatchObject({ key: true, sps: [SPS], pps: [PPS] });
      }),
    );
  });

  it('waits for a key frame at the beginning', () => {
    expect(play([...delta(0), ...delta(1), ...key(2)]).units.map(({ timestamp }) => timestamp)).toEqual([2]);
  });

  it('drops what follows a loss until the next whole key frame, and says so once', () => {
    const fuzz = fc.array(fc.nat(99), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fuzz, (drops) => {
        const pictures = Array.from({ length: 20 }, (_, i) => (i % 5 === 0 ? key(i) : delta(i)));
        const packets = pictures.flat();
        const gone = new Set(drops.map((drop) => drop % packets.length));
        const kept: OrderedPacket[] = [];
        let lost = 0;
        packets.forEach((packet, i) => {
          if (gone.has(i)) lost += 1;
          else {
            kept.push({ ...packet, lost: kept.length === 0 ? 0 : lost, restart: kept.length === 0 });
            lost = 0;
          }
        });
        const whole = pictures.map((picture) => picture.every((packet) => !gone.has(packets.indexOf(packet))));
        const { units } = play(kept);
        for (const unit of units) {
          // Whole, and so is everything back to its key frame.
          for (let i = unit.timestamp; ; i -= 1) {
            expect(whole[i]).toBe(true);
            if (i % 5 === 0) break;
          }
        }
        const healthy = [0, 5, 10, 15].filter((i) => whole[i] && (i === 0 || whole[i - 1]));
        for (const i of healthy) expect(units.map(({ timestamp }) => timestamp)).toContain(i);
      }),
    );
  });

  it('takes a change of timestamp for the end of a picture that has no marker', () => {
    const first = key(0);
    first.at(-1)!.packet.marker = false;
    expect(play([...first, ...delta(1)]).units.length).toBe(2);
  });

  it('never throws on rubbish', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (payloads) => {
        const packets = payloads.map(
          (payload) => pack([Buffer.from([0x65, 1])], 0)[0]! && { ...delta(0)[0]!, payload },
        );
        play(
          packets.map((packet, i) => ({ ...packet, packet: { ...packet.packet, payload: Buffer.from(payloads[i]!) } })),
        );
      }),
    );
  });
});
