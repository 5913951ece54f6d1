import { cpus } from 'node:os';
import { type Bench, type BenchContext, type BenchResult, BUSY_GENERATOR } from '../bench.js';
import { interleave, medianOf, type Part, type Variant } from '../rounds.js';
import { median, percentile } from '../statistics.js';
import { CAMERA, CameraDelay, WATCHED_SECONDS } from './camera-delay.js';
import { measureScene } from './stage-cost.js';
import { type Scene, StageRoom } from './stage-room.js';
import type { Path } from './viewer.js';

const SCENES: Record<string, Scene> = {
  'floor: nothing on air': { picture: 'none', speakers: 0 },
  'camera, 1 speaker': { picture: 'camera', speakers: 1 },
  'camera, 4 speakers': { picture: 'camera', speakers: 4 },
  'camera, 8 speakers': { picture: 'camera', speakers: 8 },
  'picture in picture, 4 speakers': { picture: 'inset', speakers: 4 },
};
const PATHS: Path[] = ['webrtc', 'hls'];
/** Less than this of the time on air was written: not the whole programme was measured. The last segment may miss. */
const LEAST_WRITTEN = 0.9;

export const programme: Bench = {
  name: 'programme',
  summary: 'CPU per stage of a programme on air (1, 4, 8 speakers, picture in picture); delay from camera to viewer',
  run,
};

type Options = Parameters<typeof interleave>[2];

async function run({ machine, say }: BenchContext): Promise<BenchResult> {
  const options = { before: () => machine.quiet(), say };
  const { part: cost, kbits } = await measureCost(options);
  const { part: delay, delays } = await measureDelay(options);
  return {
    parts: [cost, delay],
    conclusions: { ...concludeCost(cost), ...concludeDelay(delays) },
    notes: notes(kbits),
    warnings: [...warnCost(cost), ...warnDelay(delay)],
  };
}

async function measureCost(options: Options): Promise<{ part: Part; kbits: Record<string, number> }> {
  const room = await StageRoom.open();
  const variants: Variant[] = Object.entries(SCENES).map(([name, scene]) => ({
    name,
    measure: () => measureScene(room, scene),
  }));
  const part = await interleave('programme, shares of one core', variants, options);
  await room.end();
  return { part, kbits: room.kbitPerSecond };
}

async function measureDelay(options: Options): Promise<{ part: Part; delays: CameraDelay['delays'] }> {
  const live = await CameraDelay.open();
  const variants: Variant[] = PATHS.map((path) => ({ name: path, measure: () => live.measure(path) }));
  return { part: await interleave('camera to viewer, ms', variants, options), delays: live.delays };
}

function concludeCost(part: Part): BenchResult['conclusions'] {
  const percent = (scene: string): number => Math.round(medianOf(part, scene, 'total') * 1_000) / 10;
  const [floor = 0, ...scenes] = Object.keys(SCENES).map(percent);
  const speaker = ((scenes[2] ?? NaN) - (scenes[0] ?? NaN)) / 7;
  return {
    ...Object.fromEntries(Object.keys(SCENES).map((name) => [`${name}, % of a core`, percent(name)])),
    'camera and 1 speaker above the floor, % of a core': (scenes[0] ?? NaN) - floor,
    'each further speaker, % of a core': speaker,
  };
}

function concludeDelay(delays: CameraDelay['delays']): BenchResult['conclusions'] {
  return Object.fromEntries(
    PATHS.map((path) => {
      // The first round is dropped here as everywhere.
      const counted = delays[path].slice(1).flat();
      const words = `p50 ${Math.round(median(counted))} ms, p95 ${Math.round(percentile(counted, 0.95))} ms`;
      return [`camera to ${path} viewer`, `${words} (${counted.length} pictures)`];
    }),
  );
}

function notes(kbits: Record<string, number>): string[] {
  const kbit = (name: string): number => Math.round(kbits[name] ?? NaN);
  return [
    'node: this process (depacketising, mixing, limiter, fMP4, files); worker: mediasoup; sound: the ffmpeg that makes AAC;',
    'composer: its ffmpegs (two decoders, one encoder); still: a JPEG every 10 s, measured once and spread over them;',
    'elsewhere: children that are none of these; total: all of them, without the generator.',
    `Sources are RTP into the ingest: H.264 1280x720 at 25 a second (${kbit('camera')} kbit/s), a screen of 1280x720 at`,
    `15 (${kbit('screen')} kbit/s), Opus of 20 ms (${kbit('voice')} kbit/s each); recorded once, played by a process of its own.`,
    'Nobody watches: what a viewer costs is in fanout. Floor: the camera arrives, the programme is open, nothing on air.',
    'written: seconds of segments for each second on air, counted when the programme has ended.',
    `Delay: the real server without the demo, the studio page as host (${CAMERA.width}x${CAMERA.height} at ${CAMERA.frameRate}), one viewer at a time.`,
    'Each picture carries the time at which it was painted; the viewer reads it when the browser shows it (same clock).',
    'What a real camera takes before, and a network between, is not in it. The host encodes in software on this machine.',
    `${WATCHED_SECONDS} s of each visit, a new visit each round: where a player joins decides about its distance by HLS.`,
    'bufferedMs: of it in the player of HLS; WebRTC does not tell. CPU of browsers and server over the whole visit.',
  ];
}

function warnCost(part: Part): string[] {
  return Object.keys(SCENES).flatMap((scene) => {
    const generator = medianOf(part, scene, 'generatorCores');
    const written = medianOf(part, scene, 'written');
    return [
      ...(generator > BUSY_GENERATOR ? [`${scene}: the generator used ${generator.toFixed(2)} of a core`] : []),
      ...(written < LEAST_WRITTEN ? [`${scene}: only ${Math.round(written * 100)} % of it was written`] : []),
    ];
  });
}

function warnDelay(part: Part): string[] {
  return PATHS.flatMap((path) => {
    const value = (name: string): number => medianOf(part, path, name);
    const busy = (value('serverCores') + value('browsersCores') + value('othersCores')) / cpus().length;
    return [
      ...(busy > BUSY_GENERATOR ? [`${path}: the machine was ${Math.round(busy * 100)} % busy`] : []),
      ...(value('unreadable') > 0 ? [`${path}: ${value('unreadable')} pictures of a visit could not be read`] : []),
      ...(value('transcoders') > 0 ? [`${path}: the camera did not pass through, it was transcoded`] : []),
    ];
  });
}
