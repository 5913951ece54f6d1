import { expect, it } from '@jest/globals';
import { H264Depacketiser, type AccessUnit } from '../egress/h264.js';
import { parseRtp } from '../egress/rtp.js';
import { FlvReader, type FlvPicture } from './flv.js';
import { OggOpusReader } from './ogg.js';
import { h264Payloads, RtpNumbering } from './rtp-packets.js';

function nal(type: number, length: number): Buffer {
  const unit = Buffer.alloc(length, type);
  unit[0] = 0x60 | type;
  return unit;
}

it('packs pictures so that a receiver finds the same NAL units in them', () => {
  const units: AccessUnit[] = [];
  const losses: unknown[] = [];
  const receiver = new H264Depacketiser(
    (unit) => units.push(unit),
    () => losses.push(null),
  );
  const numbering = new RtpNumbering({ payloadType: 96, ssrc: 7 });
  const pictures = [
    [nal(7, 20), nal(8, 6), nal(5, 30_000)],
    [nal(1, 900)],
    [nal(1, 1180), nal(1, 1181), nal(1, 3), nal(1, 4)],
  ];
  let sequence: number | null = null;
  for (const [i, nals] of pictures.entries()) {
    const payloads = h264Payloads(nals);
    expect(Math.max(...payloads.map((payload) => payload.length))).toBeLessThanOrEqual(1180);
    for (const [k, payload] of payloads.entries()) {
      const packet = parseRtp(numbering.packet(payload, i * 3600, k === payloads.length - 1))!;
      if (sequence !== null) expect(packet.sequence).toBe((sequence + 1) & 0xffff);
      sequence = packet.sequence;
      receiver.push({ packet, arrival: 0, lost: 0, restart: false });
    }
  }
  expect(units.map(({ sps, pps, slices }) => [...sps, ...pps, ...slices])).toEqual(pictures);
  expect(units[1]!.timestamp - units[0]!.timestamp).toBe(3600);
  expect(losses).toEqual([]);
});

function tag(type: number, time: number, body: number[]): Buffer {
  const head = Buffer.alloc(11);
  head[0] = type;
  head.writeUIntBE(body.length, 1, 3);
  head.writeUIntBE(time & 0xffffff, 4, 3);
  head[7] = time >>> 24;
  return Buffer.concat([head, Buffer.from(body), Buffer.alloc(4)]);
}

it('reads H.264 out of FLV in any pieces, parameter sets before key frames, also after more than four hours', () => {
  const late = 2 ** 24 + 40;
  const stream = Buffer.concat([
    Buffer.alloc(13),
    tag(18, 0, [1, 2, 3]),
    tag(9, 0, [0x17, 0, 0, 0, 0, 1, 66, 0, 31, 0xff, 0xe1, 0, 2, 0x67, 1, 1, 0, 2, 0x68, 2]),
    tag(9, 0, [0x17, 1, 0, 0, 0, 0, 0, 0, 2, 0x06, 9, 0, 0, 0, 2, 0x65, 3]),
    tag(9, late, [0x27, 1, 0, 0, 0, 0, 0, 0, 3, 0x41, 4, 5]),
  ]);
  for (const piece of [1, 7, 1000]) {
    const pictures: FlvPicture[] = [];
    const reader = new FlvReader((picture) => pictures.push(picture));
    for (let at = 0; at < stream.length; at += piece) reader.push(stream.subarray(at, at + piece));
    expect(pictures).toEqual([
      { time: 0, key: true, nals: [Buffer.from([0x67, 1]), Buffer.from([0x68, 2]), Buffer.from([0x65, 3])] },
      { time: late, key: false, nals: [Buffer.from([0x41, 4, 5])] },
    ]);
  }
});

function page(flags: number, pieces: number[], body: Buffer): Buffer {
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head[5] = flags;
  head[26] = pieces.length;
  return Buffer.concat([head, Buffer.from(pieces), body]);
}

it('reads Opus packets out of Ogg pages, also one that goes on in the next page', () => {
  const stream = Buffer.concat([
    page(2, [8], Buffer.from('OpusHead')),
    page(0, [8], Buffer.from('OpusTags')),
    page(0, [3, 255], Buffer.concat([Buffer.from('abc'), Buffer.alloc(255, 1)])),
    page(1, [2, 1], Buffer.from([1, 1, 9])),
  ]);
  for (const piece of [1, 30, 1000]) {
    const packets: Buffer[] = [];
    const reader = new OggOpusReader((packet) => packets.push(packet));
    for (let at = 0; at < stream.length; at += piece) reader.push(stream.subarray(at, at + piece));
    expect(packets).toEqual([Buffer.from('abc'), Buffer.alloc(257, 1), Buffer.from([9])]);
  }
  expect(() => new OggOpusReader(() => undefined).push(Buffer.alloc(40))).toThrow('not an Ogg stream');
});
