import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { until } from '../setup/media-harness.js';
import { camera, clip, ComposerStage, FULL, picture, roomId, slides } from './composer-stage.js';
import { amplitude, complaints, meanColour, onsets, pictures, readPlaylist, sound } from './egress-look.js';

const LIMIT = 90_000;
const SECOND = 48_000;
const FLASH = "color=black:size=640x360:rate=25:duration=8,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.12)'";
const BEEP = "aevalsrc='0.7*sin(2*PI*1000*t)*lt(mod(t,1),0.12)':s=48000:d=8";
/** Pictures that come out of order and sound in frames of its own, as in any clip. */
const AS_USUAL = ['-c:v', 'libx264', '-bf', '2', '-g', '50', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];

let stage: ComposerStage;

beforeEach(async () => {
  stage = await ComposerStage.open();
  await stage.server.openProgramme({ roomId, prefix: 'streams/s1' });
}, LIMIT);

afterEach(async () => {
  await stage.remove();
}, LIMIT);

function segments(): number {
  return stage.log.of('programme.segment').length;
}

async function segmentsMore(count: number): Promise<void> {
  const before = segments();
  await until(`${count} segments more`, 30_000, () => segments() >= before + count);
}

it(
  'writes a clip with its sound in step, and loses nothing between camera, clip and pages',
  async () => {
    await stage.make('clip.mp4', [FLASH, BEEP], ...AS_USUAL);
    const page = await stage.make('page.png', ['color=lime:size=1280x720'], '-frames:v', '1');
    const red = await stage.camera('speaker', 'red');
    const { videoProducerId: video, audioProducerId } = stage.ids;
    await stage.server.setProgramme({ roomId, video: red.producerId, audio: [red.audioId] });
    await stage.log.next('programme.take_started', { within: 15_000 });
    await segmentsMore(3);

    // First composed, then on air: nothing else is seen between them.
    await stage.compose(clip('clip.mp4'));
    await stage.server.setProgramme({ roomId, video, audio: [audioProducerId] });
    expect(await stage.log.next('composer.clip_ended', { within: 20_000 })).toMatchObject({
      ...slides,
      path: 'clip.mp4',
    });
    await stage.compose(picture(page), camera(red.producerId, { ...FULL, x: 0.5, width: 0.5 }));
    await segmentsMore(3);
    await stage.server.setProgramme({ roomId, video: red.producerId, audio: [red.audioId] });
    await segmentsMore(3);
    await stage.server.endProgramme({ roomId });

    const dvr = join(stage.root, 'streams/s1/dvr.m3u8');
    expect(await complaints(dvr)).toBe('');
    const { dates, total } = await readPlaylist(dvr);
    expect(dates).toHaveLength(3);
    // What is missing of the wall clock between one take and the next, seconds.
    const gaps = dates.slice(1).map((date, i) => date.wall - dates[i]!.wall - (date.at - dates[i]!.at));
    expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(2);
    if (process.env.MEDIA_TEST_REPORT) console.info(`gaps at the switches: ${JSON.stringify(gaps)} s`);

    const [, begin, end] = dates.map(({ at }) => at) as [number, number, number];
    const looks = await pictures(dvr);
    const samples = await sound(dvr);
    const flashes = onsets(looks.map(({ time, green }) => ({ time, on: green > 128 }))).filter((at) => at < begin + 7);
    const beeps = onsets(beeping(samples));
    expect(flashes.length).toBeGreaterThanOrEqual(4);
    const apart = flashes.map(
      (flash) => beeps.map((beep) => beep - flash).sort((a, b) => Math.abs(a) - Math.abs(b))[0]!,
    );
    if (process.env.MEDIA_TEST_REPORT) console.info(`sound behind picture: ${JSON.stringify(apart)} s`);
    for (const offset of apart) expect(Math.abs(offset)).toBeLessThan(0.15);

    const tone = (from: number, to: number, frequency: number): number =>
      loudness(samples.subarray(from * SECOND, to * SECOND), frequency);
    expect(tone(begin + 1, begin + 5, 1000)).toBeGreaterThan(0.03);
    expect(tone(begin + 1, begin + 5, 440)).toBeLessThan(0.01);
    expect(tone(end + 0.5, total - 0.5, 440)).toBeGreaterThan(0.03);
    const together = meanColour(looks, end - 1, end - 0.2);
    expect([together.red > 80, together.green > 80, together.blue < 60]).toEqual([true, true, true]);
    expect(meanColour(looks, 0.5, begin - 0.2).red).toBeGreaterThan(200);
    expect(meanColour(looks, end + 0.2, total).green).toBeLessThan(60);
  },
  LIMIT,
);

/**
 * Mean amplitude of a frequency over pieces of 0.1 s: over the whole a tone whose phase jumps once (a packet that came
 * late) would cancel itself out although it is heard.
 */
function loudness(samples: Float32Array, frequency: number): number {
  const piece = SECOND / 10;
  const pieces = Math.floor(samples.length / piece);
  let sum = 0;
  for (let i = 0; i < pieces; i += 1) sum += amplitude(samples.subarray(i * piece, (i + 1) * piece), frequency);
  return sum / pieces;
}

function beeping(samples: Float32Array): { time: number; on: boolean }[] {
  const marks: { time: number; on: boolean }[] = [];
  for (let i = 0; i + 480 <= samples.length; i += 480) {
    marks.push({ time: i / SECOND, on: amplitude(samples.subarray(i, i + 480), 1000) > 0.15 });
  }
  return marks;
}
