import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { access, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parsePlaylist } from '../../media/egress/playlist.js';
import { writeMp4 } from '../../media/egress/remux.js';
import { FolderSink } from '../../media/egress/sink.js';
import { FFMPEG, Recording, type Filter, type Source, type TestTap } from './egress-feed.js';
import {
  amplitude,
  complaints,
  meanColour,
  onsets,
  pictures,
  processesOf,
  readPlaylist,
  sound,
  type PlaylistView,
} from './egress-look.js';
import { TestStage, until } from './egress-stage.js';

const LIMIT = 150_000;
const SECOND = 48_000;

const plain = (colour: string, size: string): string => `color=${colour}:size=${size}:rate=15,noise=alls=20:allf=t`;
const tone = (frequency: number): Source => ({
  lavfi: `sine=frequency=${frequency}:sample_rate=48000,volume=4`,
  codec: 'audio/opus',
});
const SOURCES = {
  /** A white flash and a beep at the beginning of every second. */
  flash: {
    lavfi: "color=black:size=640x360:rate=25,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.08)'",
    codec: 'video/H264',
    rate: 25,
    group: 50,
  },
  beep: { lavfi: "aevalsrc='0.7*sin(2*PI*1000*t)*lt(mod(t,1),0.08)':s=48000", codec: 'audio/opus' },
  red: { lavfi: plain('red', '640x360'), codec: 'video/H264' },
  blue: { lavfi: plain('blue', '320x180'), codec: 'video/H264' },
  green: { lavfi: plain('green', '320x240'), codec: 'video/VP8' },
  la: tone(440),
  high: tone(1500),
} satisfies Record<string, Source>;

/**
 * Sources are recorded once for all scenes. The scenes take their seconds of real time side by side, each with a
 * programme of its own; what they left behind is looked at one after the other.
 */
describe('programme feed', () => {
  const recordings = {} as Record<keyof typeof SOURCES, Recording>;
  const scenes: { play: () => Promise<TestStage>; played?: Promise<TestStage> }[] = [];

  beforeAll(async () => {
    const made = Object.entries<Source>(SOURCES).map(async ([name, source]) => {
      recordings[name as keyof typeof SOURCES] = await Recording.make(source);
    });
    await Promise.all(made);
    // Three at a time: more would take each other's processor time, and what is late is silence.
    const lanes: Promise<unknown>[] = [0, 1, 2].map(() => Promise.resolve());
    scenes.forEach((scene, i) => {
      scene.played = lanes[i % 3]!.then(() => scene.play());
      lanes[i % 3] = scene.played.catch(() => undefined);
    });
  }, LIMIT);

  afterAll(async () => {
    const played = await Promise.allSettled(scenes.map((scene) => scene.played));
    for (const result of played) if (result.status === 'fulfilled') await result.value?.remove();
    for (const recording of Object.values(recordings)) recording.stop();
  }, LIMIT);

  const tap = (name: keyof typeof SOURCES, filter?: Filter): TestTap => recordings[name].tap(filter);

  function scene(name: string, play: (stage: TestStage) => Promise<void>, look: (stage: TestStage) => Promise<void>) {
    const entry: (typeof scenes)[0] = {
      play: async () => {
        const stage = await TestStage.open();
        try {
          await play(stage);
          return stage;
        } catch (error) {
          await stage.remove();
          throw error;
        }
      },
    };
    scenes.push(entry);
    it(name, async () => look(await entry.played!), LIMIT);
  }

  scene(
    'keeps picture and sound together and tells the truth in its playlists',
    async (stage) => {
      stage.programme.setSources({ video: tap('flash'), audio: [tap('beep')] });
      await stage.published(5);
      await stage.programme.end();
    },
    async (stage) => {
      expect(await processesOf(stage.ffmpegPath)).toEqual([]);
      expect(await complaints(stage.dvr)).toBe('');
      expect(await complaints(stage.live)).toBe('');
      const list = await readPlaylist(stage.dvr);
      expect(list.text.trimEnd().endsWith('#EXT-X-ENDLIST')).toBe(true);
      const summary = await stage.programme.end();
      expect(summary.segments).toBe(list.durations.length);
      expect(Math.abs(summary.durationMs - list.total * 1000)).toBeLessThan(5);

      const looks = await pictures(stage.dvr);
      const samples = await sound(stage.dvr);
      const flashes = onsets(looks.map(({ time, green }) => ({ time, on: green > 128 })));
      const beeps = onsets(loudness(samples));
      expect(flashes.length).toBeGreaterThanOrEqual(7);
      for (const flash of flashes) {
        const apart = Math.min(...beeps.map((beep) => Math.abs(beep - flash)));
        expect(apart).toBeLessThan(0.1);
      }
      expect(samples.length / SECOND).toBeGreaterThan(list.total - 0.1);
      expectHonestDurations(
        list,
        looks.map(({ time }) => time),
      );
      const still = await readFile(join(stage.folder, 'still.jpg'));
      expect(still.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
      expect((await readdir(stage.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    },
  );

  scene(
    'mixes two microphones and switches between sources of different sizes',
    async (stage) => {
      const [red, la, high] = [tap('red'), tap('la'), tap('high')];
      stage.programme.setSources({ video: red, audio: [la, high] });
      await stage.published(3);
      stage.programme.setSources({ video: tap('blue'), audio: [la] });
      red.close();
      await stage.published(6);
      await stage.programme.end();
    },
    async (stage) => {
      expect(await complaints(stage.dvr)).toBe('');
      const list = await readPlaylist(stage.dvr);
      expect(list.discontinuities).toBe(1);
      expect(stage.of('programme.take_started').map(({ video }) => video?.width)).toEqual([640, 320]);
      expect(Math.abs(gapsOf(list)[0]!)).toBeLessThan(0.05);

      const looks = await pictures(stage.dvr);
      const cut = list.dates[1]!.at;
      const before = meanColour(looks, 0.5, cut - 2);
      const after = meanColour(looks, cut + 0.2, cut + 2);
      expect(before.red).toBeGreaterThan(before.blue + 100);
      expect(after.blue).toBeGreaterThan(after.red + 100);

      const samples = await sound(stage.dvr);
      const together = samples.subarray(SECOND, 3 * SECOND);
      const alone = samples.subarray((cut + 1) * SECOND, (cut + 2.5) * SECOND);
      expect(amplitude(together, 440)).toBeGreaterThan(0.1);
      expect(amplitude(together, 1500)).toBeGreaterThan(0.1);
      expect(amplitude(together, 777)).toBeLessThan(0.01);
      expect(amplitude(alone, 440)).toBeGreaterThan(0.1);
      expect(amplitude(alone, 1500)).toBeLessThan(0.01);

      const out = join(stage.root, 'out.mp4');
      let position = 0;
      const parts = parsePlaylist(await readFile(stage.dvr, 'utf8')).segments.map((segment) => {
        const startMs = position;
        position += segment.duration * 1000;
        return { segment, startMs };
      });
      const read = (name: string) => readFile(join(dirname(stage.dvr), name));
      expect(await writeMp4({ ffmpegPath: FFMPEG, parts, read, out })).toEqual({ transcoded: true });
      expect(await complaints(out)).toBe('');
      expect((await pictures(out)).at(-1)!.time).toBeGreaterThan(list.total - 0.3);
    },
  );

  const random = randomOf(7);
  const spoil: Filter = (packet, pass) => {
    const chance = random();
    if (chance < 0.01) return;
    if (chance < 0.05) setTimeout(() => pass(packet), 20 + random() * 60);
    else pass(packet);
    if (chance > 0.95) pass(Buffer.from(packet));
  };
  let spoiled: TestTap;

  scene(
    'survives loss, reordering and duplicates of packets',
    async (stage) => {
      spoiled = tap('blue', spoil);
      stage.programme.setSources({ video: spoiled, audio: [tap('la', spoil)] });
      await stage.published(4);
      await stage.programme.end();
    },
    async (stage) => {
      expect(await complaints(stage.dvr)).toBe('');
      expect(spoiled.keyFrameRequests).toBeGreaterThan(0);
      const list = await readPlaylist(stage.dvr);
      const samples = await sound(stage.dvr);
      expect(amplitude(samples.subarray(SECOND, 4 * SECOND), 440)).toBeGreaterThan(0.1);
      const blue = meanColour(await pictures(stage.dvr), 0, list.total);
      expect(blue.blue).toBeGreaterThan(blue.red + 100);
    },
  );

  const marks: Record<string, number> = {};

  scene(
    'goes on when microphones fall silent, pictures stall, and everything stops',
    async (stage) => {
      let [hears, sees] = [true, true];
      const mic = tap('la', (packet, pass) => hears && pass(packet));
      const camera = tap('red', (packet, pass) => sees && pass(packet));
      stage.programme.setSources({ video: camera, audio: [mic] });
      await stage.published(1);
      marks.muted = stage.clock;
      hears = false;
      await wait(3000);
      marks.stalled = stage.clock;
      [hears, sees] = [true, false];
      await wait(6000);
      sees = true;
      await wait(3000);
      marks.gone = stage.clock;
      [hears, sees] = [false, false];
      await wait(5000);
      [hears, sees] = [true, true];
      marks.back = stage.clock;
      await stage.published(stage.of('programme.segment').length + 2);
      await stage.programme.end();
    },
    async (stage) => {
      expect(await complaints(stage.dvr)).toBe('');
      const list = await readPlaylist(stage.dvr);
      expect(Math.max(...list.durations)).toBeLessThan(3.5);
      // One take until everything stopped and one after it: a mute or a stall is not the end of a take.
      expect(stage.of('programme.take_started').map(({ video }) => video?.width)).toEqual([640, 640]);
      expect(list.discontinuities).toBe(1);
      expect(Math.abs(gapsOf(list)[0]! - 5)).toBeLessThan(1.5);
      expect(Math.abs(list.dates[1]!.at - marks.gone!)).toBeLessThan(1.5);
      const samples = await sound(stage.dvr);
      const level = (from: number, to: number) => amplitude(samples.subarray(from * SECOND, to * SECOND), 440);
      expect(level(marks.muted! + 0.7, marks.muted! + 2.5)).toBeLessThan(0.01);
      expect(level(marks.stalled! + 0.7, marks.stalled! + 5)).toBeGreaterThan(0.1);
      const looks = await pictures(stage.dvr);
      const stalled = looks.filter(({ time }) => time > marks.stalled! + 2 && time < marks.stalled! + 6);
      expect(stalled.length).toBeGreaterThan(0);
      for (const look of stalled) expect(look.red).toBeGreaterThan(look.blue + 100);
    },
  );

  scene(
    'replaces an AAC encoder that is killed without a hole in the sound',
    async (stage) => {
      stage.programme.setSources({ video: tap('red'), audio: [tap('la')] });
      await stage.published(2);
      await until(async () => {
        const encoder = (await processesOf(stage.ffmpegPath)).find(({ args }) => args.includes('s16le'));
        if (encoder) process.kill(encoder.pid, 'SIGKILL');
        return encoder !== undefined;
      }, 'an encoder to kill');
      await stage.published(4);
      await stage.programme.end();
    },
    async (stage) => {
      expect(stage.of('programme.warning')).toMatchObject([{ code: 'encoder_restarted' }]);
      expect(await complaints(stage.dvr)).toBe('');
      expect(stage.of('programme.take_started').length).toBe(1);
      const samples = await sound(stage.dvr);
      for (let at = SECOND; at + SECOND < samples.length; at += SECOND / 2) {
        expect(amplitude(samples.subarray(at, at + SECOND / 2), 440)).toBeGreaterThan(0.1);
      }
    },
  );

  const seen: { crashed?: PlaylistView; reopened?: PlaylistView; left?: unknown } = {};

  scene(
    'goes on after a crash and after an end, at the same addresses',
    async (stage) => {
      stage.programme.setSources({ video: tap('red'), audio: [tap('la')] });
      await stage.published(2);
      await stage.programme.close();
      seen.left = await processesOf(stage.ffmpegPath);
      seen.crashed = await readPlaylist(stage.dvr);
      await stage.reopen();
      stage.programme.setSources({ video: tap('red'), audio: [tap('la')] });
      await stage.published(stage.of('programme.segment').length + 1);
      await stage.programme.end();
      await stage.reopen();
      seen.reopened = await readPlaylist(stage.dvr);
      stage.programme.setSources({ video: tap('blue'), audio: [tap('la')] });
      await stage.published(stage.of('programme.segment').length + 1);
      await stage.programme.end();
    },
    async (stage) => {
      expect(seen.left).toEqual([]);
      expect(seen.crashed!.text).not.toContain('ENDLIST');
      expect(seen.reopened!.text).not.toContain('ENDLIST');
      const list = await readPlaylist(stage.dvr);
      expect((await stage.programme.end()).takes).toBe(3);
      expect(list.text.startsWith(seen.crashed!.text.trimEnd())).toBe(true);
      expect(list.discontinuities).toBe(2);
      const names = list.text.split('\n').filter((line) => line.startsWith('seg-'));
      expect(names).toEqual(names.map((_, i) => `seg-${String(i).padStart(6, '0')}.m4s`));
      for (const name of names) await access(join(stage.folder, name));
      expect(await complaints(stage.dvr)).toBe('');
      expect((await pictures(stage.dvr)).at(-1)!.time).toBeGreaterThan(list.total - 0.5);
    },
  );

  scene(
    'transcodes VP8 and says so',
    async (stage) => {
      stage.programme.setSources({ video: tap('green'), audio: [tap('la')] });
      await stage.published(4);
      await stage.programme.end();
    },
    async (stage) => {
      expect(await processesOf(stage.ffmpegPath)).toEqual([]);
      expect(stage.of('programme.warning')).toMatchObject([{ code: 'transcoding' }]);
      const take = stage.of('programme.take_started').find(({ video }) => video);
      expect(take!.video).toMatchObject({ width: 320, height: 240, transcoded: true });
      expect(await complaints(stage.dvr)).toBe('');
      const list = await readPlaylist(stage.dvr);
      const green = meanColour(await pictures(stage.dvr), list.dates.at(-1)!.at + 0.2, list.total);
      expect(green.green).toBeGreaterThan(green.red + 60);
    },
  );

  scene(
    'shows black while there is only sound, and the picture when it comes',
    async (stage) => {
      const la = tap('la');
      stage.programme.setSources({ video: null, audio: [la] });
      await stage.published(2);
      stage.programme.setSources({ video: tap('red'), audio: [la] });
      await stage.published(5);
      stage.programme.setSources({ video: null, audio: [] });
      await wait(2000);
      seen.left = await processesOf(stage.ffmpegPath);
      await stage.programme.end();
    },
    async (stage) => {
      expect(seen.left).toEqual([]);
      expect(stage.of('programme.take_started').map(({ video }) => video?.width ?? null)).toEqual([null, 640]);
      expect(await complaints(stage.dvr)).toBe('');
      const looks = await pictures(stage.dvr);
      const list = await readPlaylist(stage.dvr);
      const cut = list.dates[1]!.at;
      expect(meanColour(looks, 0, cut - 0.1).red).toBeLessThan(30);
      expect(meanColour(looks, cut + 0.1, list.total).red).toBeGreaterThan(100);
    },
  );

  scene(
    'loses a part, not the programme, when files cannot be written',
    async (stage) => {
      await stage.programme.close();
      const folder = new FolderSink(stage.root);
      let full = false;
      await stage.reopen({
        get: (path) => folder.get(path),
        put: (path, bytes) => (full ? Promise.reject(new Error('no space left')) : folder.put(path, bytes)),
      });
      stage.programme.setSources({ video: tap('red'), audio: [tap('la')] });
      await stage.published(1);
      full = true;
      await wait(4000);
      full = false;
      await stage.published(3);
      await stage.programme.end();
    },
    async (stage) => {
      expect(stage.of('programme.warning').map(({ code }) => code)).toContain('sink_failed');
      expect((await readPlaylist(stage.dvr)).discontinuities).toBeGreaterThanOrEqual(1);
      expect(await complaints(stage.dvr)).toBe('');
    },
  );
});

/** Each segment's pictures begin where the durations before it end; a GOP of 2 s makes segments of 2 s. */
function expectHonestDurations({ durations }: PlaylistView, times: number[]): void {
  let begin = 0;
  for (const [i, duration] of durations.entries()) {
    const first = times.find((time) => time >= begin - 0.005)!;
    expect(Math.abs(first - begin)).toBeLessThan(0.05);
    if (i > 0 && i < durations.length - 1) expect(Math.abs(duration - 2)).toBeLessThan(0.1);
    begin += duration;
  }
}

/** Seconds of the wall clock that are missing between one PROGRAM-DATE-TIME and the next. */
function gapsOf({ dates }: PlaylistView): number[] {
  return dates.slice(1).map((date, i) => date.wall - dates[i]!.wall - (date.at - dates[i]!.at));
}

function loudness(samples: Float32Array): { time: number; on: boolean }[] {
  const marks: { time: number; on: boolean }[] = [];
  for (let i = 0; i + 240 <= samples.length; i += 240) {
    const peak = Math.max(...samples.subarray(i, i + 240).map(Math.abs));
    marks.push({ time: i / SECOND, on: peak > 0.2 });
  }
  return marks;
}

/** Reproducible chances (a linear congruential generator). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
