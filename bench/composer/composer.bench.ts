import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Layer } from '../../media/index.js';
import type { Bench, BenchContext, BenchResult } from '../bench.js';
import { childrenWith, CpuWatch } from '../processes.js';
import { interleave, medianOf, type Part, type Values, type Variant } from '../rounds.js';
import { Compositions } from './compositions.js';

const SECONDS = 6;
/** Clips and cameras have begun, what the switch cost is over. */
const SETTLE_MS = 1_500;
const LAG_RESOLUTION_MS = 5;
const TURNS = 6;

export const composer: Bench = {
  name: 'composer',
  summary: 'CPU of composed pictures (page, clip, picture in picture) of 1280x720 at 25 a second; turning of pages',
  run,
};

async function run({ machine, say }: BenchContext): Promise<BenchResult> {
  const compositions = await Compositions.open();
  const variants: Variant[] = Object.entries(compositions.all).map(([name, layers]) => ({
    name,
    measure: () => measure(compositions, layers),
  }));
  const options = { before: () => machine.quiet(), say };
  const part = await interleave('compositions, shares of one core', variants, options);
  const turn = { name: 'page', measure: async () => ({ onAirMs: await compositions.turnPages(TURNS) }) };
  const turning = await interleave('turning pages', [turn], options);
  return {
    parts: [part, turning],
    conclusions: conclude(part, turning),
    notes: [
      'encoder and layers: ffmpeg processes; node: this process with the compositor, its taps and nothing else to do.',
      'lag: how much later than due timers of this process fire, above the resolution of 5 ms; black is the floor.',
      'The cameras are two of 640x360 at 25 a second and a screen of 1280x720 at 15; pages are of 1920x1080.',
    ],
    warnings: [],
  };
}

async function measure(compositions: Compositions, layers: Layer[]): Promise<Values> {
  await compositions.compose(layers);
  await delay(SETTLE_MS);
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  const watch = new CpuWatch({ node: process.pid, ...composing() });
  lag.enable();
  await delay(SECONDS * 1_000);
  lag.disable();
  const { cores } = watch.stop();
  const { node = NaN, encoder = NaN, ...others } = cores;
  const layered = Object.values(others).reduce((sum, share) => sum + share, 0);
  const over = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - LAG_RESOLUTION_MS);
  return {
    total: node + encoder + layered,
    encoder,
    layers: layered,
    node,
    lagP99Ms: over(lag.percentile(99)),
    lagMaxMs: over(lag.max),
  };
}

/** The composer's ffmpegs by what they write: FLV or raw pictures. */
function composing(): Record<string, number> {
  const encoders = childrenWith('flv').map((pid): [string, number] => ['encoder', pid]);
  const layers = childrenWith('yuv4mpegpipe').map((pid): [string, number] => [`layer ${pid}`, pid]);
  return Object.fromEntries([...encoders, ...layers]);
}

function conclude(part: Part, turning: Part): BenchResult['conclusions'] {
  const percent = (variant: string): number => Math.round(medianOf(part, variant, 'total') * 100);
  return {
    'still page, % of a core': percent('still page'),
    'page and camera, % of a core': percent('page and camera'),
    'two cameras, % of a core': percent('two cameras'),
    'screen and camera, % of a core': percent('screen and camera'),
    'clip, % of a core': percent('clip'),
    'a page is on air after, ms': Math.round(medianOf(turning, 'page', 'onAirMs')),
  };
}
