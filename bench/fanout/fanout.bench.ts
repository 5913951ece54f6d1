import { setTimeout as delay } from 'node:timers/promises';
import type { LiveWorker } from '../../media/live-worker.js';
import { type Bench, type BenchContext, type BenchResult, BUSY_GENERATOR } from '../bench.js';
import { atEnd } from '../ending.js';
import { QUIET_CORES } from '../machine.js';
import { CpuWatch, droppedPackets } from '../processes.js';
import { Program } from '../program.js';
import { interleave, medianOf, type Part, type Values, type Variant } from '../rounds.js';
import { workerBinary } from '../server/engine.js';
import { compileFloor, Floor } from './floor.js';
import { type Estimation, FanoutRoom, startWorker } from './receivers.js';
import { PACKETS_PER_SECOND, RtpSource, type RtpTarget } from './rtp-source.js';
import type { Arrivals } from './sink.program.js';

const VIEWERS = [50, 200, 500];
/** Beyond, in steps, until more is lost than may be. */
const CLIMB = { from: 700, step: 200, to: 1_500, rounds: 4 };
/** Whole key frame intervals, so that the packet rate is exact. */
const SECONDS = 6;
const SINK_SOCKETS = 8;
const MOST_LOSS = 0.001;
/** What arrives later than this after the end of the source counts as lost. */
const DRAIN_MS = 500;
/** Share of its core up to which a worker should be filled: key frames, joins and RTCP come on top. */
const FILL = 0.6;

export const fanout: Bench = {
  name: 'fanout',
  summary: 'viewers of one 1 Mbit/s programme per core: worker CPU per packet and loss, beside the floor',
  run,
};

interface Stage {
  worker: LiveWorker;
  sink: Program;
  ports: number[];
}

async function run(context: BenchContext): Promise<BenchResult> {
  const worker = await startWorker(await workerBinary());
  atEnd(() => worker.close());
  const sink = await Program.start('fanout/sink.program.js');
  const { ports, bufferBytes } = await sink.ask<{ ports: number[]; bufferBytes: number }>('open', {
    sockets: SINK_SOCKETS,
  });
  const stage: Stage = { worker, sink, ports };
  const floor = await compileFloor();
  const options = { before: () => context.machine.quiet(), say: context.say };
  const parts: Part[] = [];
  for (const viewers of VIEWERS)
    parts.push(await interleave(`${viewers} viewers`, variants(stage, viewers, floor), options));
  parts.push(...(await climb(stage, options)));
  return {
    parts,
    conclusions: conclude(parts),
    notes: notes(floor !== null, bufferBytes),
    warnings: warnings(parts),
  };
}

function variants(stage: Stage, viewers: number, floor: string | null): Variant[] {
  return [
    { name: 'media node', measure: () => measureRoom(stage, viewers, 'without') },
    { name: 'with transport-cc and REMB', measure: () => measureRoom(stage, viewers, 'with') },
    ...(floor ? [{ name: 'floor', measure: () => measureFloor(stage, viewers, floor) }] : []),
  ];
}

/** More and more viewers, until the median of the rounds loses too much. */
async function climb(stage: Stage, options: Parameters<typeof interleave>[2]): Promise<Part[]> {
  const parts: Part[] = [];
  for (let viewers = CLIMB.from; viewers <= CLIMB.to; viewers += CLIMB.step) {
    const variant = { name: 'media node', measure: () => measureRoom(stage, viewers, 'without') };
    const part = await interleave(`${viewers} viewers`, [variant], { ...options, rounds: CLIMB.rounds });
    parts.push(part);
    if (!isGood(part)) break;
  }
  return parts;
}

async function measureRoom(stage: Stage, viewers: number, estimation: Estimation): Promise<Values> {
  const room = await FanoutRoom.open(stage.worker);
  try {
    await room.addViewers(viewers, estimation, stage.ports);
    return await measure(stage, viewers, room.target, room.pid);
  } finally {
    room.close();
  }
}

async function measureFloor(stage: Stage, viewers: number, binary: string): Promise<Values> {
  const floor = await Floor.start(binary, viewers, stage.ports);
  try {
    return await measure(stage, viewers, floor.target, floor.pid);
  } finally {
    await floor.end();
  }
}

/** Plays the programme once; everything that was sent has to arrive at everybody. */
async function measure({ sink }: Stage, viewers: number, target: RtpTarget, pid: number): Promise<Values> {
  const source = await RtpSource.open(target);
  try {
    await sink.ask('reset');
    const before = droppedPackets();
    const watch = new CpuWatch({ server: pid, sink: sink.pid, source: process.pid });
    const sent = await source.play(SECONDS);
    await delay(DRAIN_MS);
    const { ms, cores, others } = watch.stop();
    const after = droppedPackets();
    const arrived = await sink.ask<Arrivals>('report', { viewers });
    return {
      cpuUsPerPacket: ((ms['server'] ?? NaN) * 1_000) / arrived.rtp,
      lossPercent: 100 * (1 - arrived.rtp / (sent * viewers)),
      droppedInQueue: after.inQueue - before.inQueue,
      droppedAtSockets: after.atSockets - before.atSockets,
      packetsPerSecond: arrived.rtp / SECONDS,
      mbitPerSecond: (arrived.bytes * 8) / SECONDS / 1e6,
      rtcpPackets: arrived.rtcp,
      probes: arrived.probes,
      poorestViewerLossPercent: 100 * (1 - (arrived.leastVideo + arrived.leastAudio) / sent),
      serverCores: cores['server'] ?? NaN,
      sinkCores: cores['sink'] ?? NaN,
      sourceCores: cores['source'] ?? NaN,
      othersCores: others,
    };
  } finally {
    source.close();
  }
}

/** CPU per packet is taken where nothing is lost: beyond, packets cost that nobody received. */
function conclude(parts: Part[]): BenchResult['conclusions'] {
  const good = parts.filter(isGood);
  const largest = good.filter(({ summary }) => Object.keys(summary).length > 1).at(-1);
  const perCore = (variant: string): number =>
    largest ? Math.floor(1e6 / PACKETS_PER_SECOND / medianOf(largest, variant, 'cpuUsPerPacket')) : NaN;
  return {
    'viewers per core, from CPU per packet': perCore('media node'),
    'the same with transport-cc and REMB': perCore('with transport-cc and REMB'),
    'the floor': perCore('floor'),
    'taken at': largest?.title ?? 'none: packets were lost at every size',
    'most viewers seen with loss under 0.1 %': good.at(-1)?.title.split(' ')[0] ?? 'none',
    [`viewers per worker at ${FILL * 100} % of a core`]: Math.floor(perCore('media node') * FILL),
  };
}

function isGood(part: Part): boolean {
  return medianOf(part, 'media node', 'lossPercent') <= MOST_LOSS * 100;
}

function notes(hasFloor: boolean, bufferBytes: number): string[] {
  return [
    'One worker of the media node, its router and its ingest; viewers are SRTP (AES-128-GCM) plain transports.',
    'Loss: packets counted at the receiver against packets sent by the source times viewers.',
    `CPU of the worker from /proc/<pid>/stat over ${SECONDS} s; on loopback it includes handing each packet to the receiver.`,
    `Receiver: one Node process, ${SINK_SOCKETS} sockets with ${Math.round(bufferBytes / 1024)} KB of buffer each.`,
    hasFloor
      ? 'Floor: a C loop, AES-128-GCM and sendto of the same packets to the same sockets.'
      : 'No floor in this run: it needs `cc` and the headers of OpenSSL (packages gcc and libssl-dev).',
  ];
}

function warnings(parts: Part[]): string[] {
  const disturbed = parts
    .filter((part) => !isGood(part) && medianOf(part, 'media node', 'othersCores') > QUIET_CORES)
    .map(({ title }) => `${title}: lost while others used the machine; this loss says nothing about the media node`);
  const busy = parts.flatMap(({ title, summary }) =>
    Object.entries(summary).flatMap(([variant, values]) =>
      (['sinkCores', 'sourceCores'] as const)
        .filter((name) => (values[name]?.median ?? 0) > BUSY_GENERATOR)
        .map((name) => `${title}, ${variant}: ${name} is ${values[name]?.median.toFixed(2)}, above ${BUSY_GENERATOR}`),
    ),
  );
  return [...disturbed, ...busy];
}
