import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBoxes, findBox } from './boxes.js';
import { VIDEO_TIMESCALE as S, initSegment } from './fmp4.js';
import { Packager, targetDuration } from './packager.js';
import type { Picture, PictureFormat } from './picture.js';
import { ticksToSamples, type FinishedSegment } from './segment.js';

const SPS = Buffer.from('Z0LAHtkAoC/5cBEAAAMAAQAAAwAyDxYuSA==', 'base64');
const FORMAT: PictureFormat = {
  width: 640,
  height: 360,
  codec: 'avc1.42c01e',
  sps: [SPS],
  pps: [Buffer.from([0x68, 1])],
};
const SMALL: PictureFormat = { ...FORMAT, width: 320, height: 180 };

function make(segmentSeconds = 2) {
  const segments: FinishedSegment[] = [];
  const log: string[] = [];
  const packager = new Packager({
    segmentSeconds,
    firstTake: 0,
    mediaAt: 0,
    wallClock: (at) => at / 90,
    ladder: () => null,
    onTakeStarted: (take) => log.push(`start ${take.number}`),
    onSegment: (segment) => segments.push(segment),
    onTakeEnded: (take) => log.push(`end ${take.number}`),
    onKeyFrameWanted: () => log.push('key'),
  });
  /** Sound of 1024-sample frames up to a place, as the encoder delivers it. */
  let soundAt = 0;
  const soundUntil = (at: number) => {
    for (; soundAt < ticksToSamples(at) + 2048; soundAt += 1024)
      packager.sound({ at: soundAt, data: Buffer.from([1]) });
  };
  const seconds = () => segments.map(({ duration }) => duration / S);
  return { packager, segments, log, soundUntil, seconds };
}

function picture(at: number, key: boolean, format = FORMAT): Picture {
  return { at: Math.round(at), key, nals: [Buffer.from([key ? 0x65 : 0x41, 1])], format };
}

/** The runs of a media segment: decoding time, then durations and composition offsets. */
function readRun(segment: Buffer): { decodeTime: number; durations: number[]; offsets: number[] } {
  const moof = [...readBoxes(segment)].find(({ type }) => type === 'moof')!.body;
  const trun = findBox(moof, 'traf/trun')!;
  const count = trun.readUInt32BE(4);
  const row = (i: number) => 12 + i * 16;
  const rows = Array.from({ length: count }, (_, i) => i);
  return {
    decodeTime: Number(findBox(moof, 'traf/tfdt')!.readBigUInt64BE(4)),
    durations: rows.map((i) => trun.readUInt32BE(row(i))),
    offsets: rows.map((i) => trun.readInt32BE(row(i) + 12)),
  };
}

describe('Packager', () => {
  it('cuts at the key frames nearest to the aim', () => {
    const { packager, soundUntil, seconds, log } = make();
    for (let i = 0; i <= 250; i += 1) {
      const at = S + (i * S) / 25;
      packager.picture(picture(at, i % 25 === 0));
      soundUntil(at);
    }
    expect(seconds()).toEqual([2, 2, 2, 2, 2]);
    expect(log).toEqual(['start 0']);
  });

  it('keeps every segment below the target and without a hole, whatever the source does', () => {
    const step = fc.record({
      gap: fc.oneof(
        { weight: 20, arbitrary: fc.constant(0.04) },
        { weight: 1, arbitrary: fc.double({ min: 0.04, max: 6, noNaN: true }) },
      ),
      key: fc.integer({ min: 0, max: 40 }).map((chance) => chance === 0),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 600 }), fc.boolean(), (steps, soundFlows) => {
        const { packager, soundUntil, segments, seconds } = make();
        let at = S;
        packager.picture(picture(at, true));
        for (const { gap, key } of steps) {
          for (const next = at + gap * S; at < next;) {
            at = Math.min(next, at + 0.02 * S);
            packager.tick(at, soundFlows);
          }
          packager.picture(picture(at, key));
          soundUntil(at);
        }
        packager.endTake(at + 0.04 * S);
        soundUntil(at + S);
        const target = targetDuration(2);
        for (const duration of seconds()) expect(Math.round(duration)).toBeLessThanOrEqual(target);
        let due: number | null = null;
        segments.forEach((segment, i) => {
          const run = readRun(segment.qualities[0]!.build(i));
          if (due !== null) expect(Math.abs(run.decodeTime - due)).toBeLessThanOrEqual(1);
          due = run.decodeTime + run.durations.reduce((sum, duration) => sum + duration, 0);
        });
      }),
    );
  });

  it('begins a new take with another size and goes on with the time line', () => {
    const { packager, soundUntil, segments, log } = make();
    packager.picture(picture(S, true));
    packager.picture(picture(1.5 * S, false));
    packager.picture(picture(2 * S, true, SMALL));
    packager.endTake(3 * S);
    soundUntil(3 * S);
    expect(log).toEqual(['start 0', 'start 1', 'end 0', 'end 1']);
    expect(segments.map(({ take, duration }) => [take.number, duration / S])).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(readRun(segments[1]!.qualities[0]!.build(1)).decodeTime).toBe(S);
    expect(findBox(initSegment(segments[1]!.take.format), 'moov/trak/tkhd')!.readUInt16BE(76)).toBe(320);
  });

  it('keeps the order of B pictures by composition offsets', () => {
    const { packager, soundUntil, segments } = make();
    const shown = [0, 3, 1, 2, 6, 4, 5];
    for (const frame of shown) packager.picture(picture(S + frame * 3000, frame === 0));
    packager.endTake(S + 7 * 3000);
    soundUntil(2 * S);
    const { decodeTime, durations, offsets } = readRun(segments[0]!.qualities[0]!.build(0));
    let time = decodeTime;
    const presented = durations.map((duration, i) => {
      const at = time + offsets[i]!;
      time += duration;
      return at / 3000;
    });
    expect(presented).toEqual(shown);
  });

  it('waits for the sound, but not for ever', () => {
    const { packager, segments } = make();
    packager.picture(picture(S, true));
    packager.picture(picture(3 * S, true));
    packager.tick(4 * S, false);
    expect(segments.length).toBe(0);
    packager.tick(12 * S, false);
    expect(segments.length).toBeGreaterThan(0);
  });

  it('repeats the last key frame while the picture stands still and the sound goes on', () => {
    const { packager, soundUntil, seconds, log } = make();
    packager.picture(picture(S, true));
    packager.picture(picture(1.04 * S, false));
    for (let at = S; at < 9 * S; at += 0.02 * S) {
      packager.tick(at, true);
      soundUntil(at);
    }
    expect(seconds()).toEqual([2, 2, 2]);
    expect(log).toContain('key');
    packager.picture(picture(9.1 * S, false));
    packager.picture(picture(9.2 * S, true));
    packager.endTake(9.4 * S);
    soundUntil(10 * S);
    // Nobody waits for longer than a segment, also when the picture comes back just after the next one was due.
    expect(seconds().map((duration) => Math.round(duration * 100) / 100)).toEqual([2, 2, 2, 2, 0.4]);
  });
});
