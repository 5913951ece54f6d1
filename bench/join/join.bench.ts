import type { Browser } from 'playwright-core';
import { type Bench, type BenchContext, type BenchResult, BUSY_GENERATOR } from '../bench.js';
import { openBrowser } from '../browser.js';
import { CpuWatch } from '../processes.js';
import { Program } from '../program.js';
import { interleave, medianOf, type Part, type Values } from '../rounds.js';
import type { Depth } from '../server/crowd.program.js';
import { RunningServer } from '../server/running-server.js';
import { median, percentile } from '../statistics.js';
import { STAGES, type Visit, watchOnce } from './first-frame.js';
import { measureJoins } from './joins.js';

const VISITS_PER_ROUND = 6;
const PATHS = ['webrtc', 'hls'] as const;
const STEPS: { depth: Depth; name: string }[] = [
  { depth: 'watch', name: 'join and watch' },
  { depth: 'socket', name: 'join and socket' },
  { depth: 'http', name: 'join over HTTP only' },
  { depth: 'health', name: 'floor: an answer without work' },
];

export const join: Bench = {
  name: 'join',
  summary: 'first decoded picture after pressing play (WebRTC and HLS), and joins per second per core',
  run,
};

async function run({ machine, say }: BenchContext): Promise<BenchResult> {
  const server = await RunningServer.start();
  await server.onAir();
  const options = { before: () => machine.quiet(), say };
  const browser = await openBrowser();
  const visits: Record<(typeof PATHS)[number], Visit[]> = { webrtc: [], hls: [] };
  const frames = await interleave(
    'first picture, ms',
    PATHS.map((path) => ({ name: path, measure: () => measureVisits(browser, server, path, visits[path]) })),
    options,
  );
  await browser.close();
  const crowd = await Program.start('server/crowd.program.js');
  const joins = await interleave(
    'joins',
    STEPS.map(({ depth, name }) => ({ name, measure: () => measureJoins(server, crowd, depth) })),
    options,
  );
  return {
    parts: [frames, joins],
    conclusions: { ...concludeVisits(visits), ...concludeJoins(joins) },
    notes: [
      'Pictures: headless Chromium without a GPU, a new profile each time, one visitor at a time, the built client.',
      `${VISITS_PER_ROUND} visits a round; percentiles over the visits of the counted rounds.`,
      'From play: the client begins with the session (ticket, socket, transport, keys, key frame). From opening: also page and code.',
      'Stages are milliseconds from play: joined (ticket), online (socket), offered (tracks), connected (ICE, DTLS).',
      'The demo encoder cannot be asked for a key frame and sends one every 0.4 s: 0.2 s of waiting on average.',
      'Joins: Node clients carry out what a browser sends, up to media.connect and media.resume; nobody answers DTLS.',
      'CPU of server and worker per join, leaving included, less what the running demo costs meanwhile.',
    ],
    warnings: STEPS.filter(({ name }) => medianOf(joins, name, 'crowdCores') > BUSY_GENERATOR).map(
      ({ name }) =>
        `${name}: the generator used more than ${BUSY_GENERATOR} of a core; its rate is no limit of the server`,
    ),
  };
}

async function measureVisits(
  browser: Browser,
  server: RunningServer,
  path: (typeof PATHS)[number],
  all: Visit[],
): Promise<Values> {
  // The first round is dropped here as everywhere.
  const visits: Visit[] = [];
  const watch = new CpuWatch({ node: server.pid });
  for (let visit = 0; visit < VISITS_PER_ROUND; visit += 1) visits.push(await watchOnce(browser, server, path));
  const { others } = watch.stop();
  all.push(...visits);
  const fromPlay = visits.map((visit) => visit['first-frame'] - visit.play);
  const stages = STAGES.slice(1).map((stage): [string, number] => [
    `${stage}P50`,
    median(visits.map((visit) => visit[stage] - visit.play)),
  ]);
  return {
    ...Object.fromEntries(stages),
    fromPlayWorst: Math.max(...fromPlay),
    fromOpeningP50: median(visits.map((visit) => visit['first-frame'])),
    fromOpeningWorst: Math.max(...visits.map((visit) => visit['first-frame'])),
    othersCores: others,
  };
}

function concludeVisits(visits: Record<string, Visit[]>): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(visits).flatMap(([path, all]) => {
      const counted = all.slice(VISITS_PER_ROUND);
      const words = (values: number[]): string =>
        `p50 ${Math.round(median(values))} ms, p95 ${Math.round(percentile(values, 0.95))} ms (${values.length} visits)`;
      return [
        [`${path}, from play`, words(counted.map((visit) => visit['first-frame'] - visit.play))],
        [`${path}, from opening the address`, words(counted.map((visit) => visit['first-frame']))],
      ];
    }),
  );
}

function concludeJoins(joins: Part): Record<string, number | string> {
  return {
    'joins per second per core': medianOf(joins, 'join and watch', 'joinsPerSecondPerCore'),
    'CPU per join, ms': medianOf(joins, 'join and watch', 'cpuMsPerJoin'),
  };
}
