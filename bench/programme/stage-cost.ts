import { setTimeout as delay } from 'node:timers/promises';
import { childrenWith, CpuWatch, endedChildrenCpuMs, treeCpuMs } from '../processes.js';
import type { Values } from '../rounds.js';
import { until } from '../server/running-server.js';
import type { Scene, StageRoom } from './stage-room.js';

const SECONDS = 5;
/** The take has begun, its first still is made, the next one is not due before the measurement is over. */
const SETTLE_MS = 2_000;
const STILL_EVERY_MS = 10_000;

/** The media node's ffmpegs by what they write. */
const WRITES = { sound: ['adts'], composer: ['flv', 'yuv4mpegpipe'], still: ['mjpeg'] };

/** Shares of one core that each stage of a running programme takes. */
export async function measureScene(room: StageRoom, scene: Scene): Promise<Values> {
  const ended = endedChildrenCpuMs(process.pid);
  await room.putOnAir(scene);
  await delay(SETTLE_MS);
  await gone(WRITES.still);
  // Of what was started since, only the still's ffmpeg has ended.
  const still = (endedChildrenCpuMs(process.pid) - ended) / STILL_EVERY_MS;
  const stages = await watchStages(room);
  const written = await room.takeOff();
  await gone(Object.values(WRITES).flat());
  return { ...stages, still, total: stages.total + still, written };
}

async function watchStages(room: StageRoom): Promise<Values & { total: number }> {
  const composing = pidsOf(WRITES.composer);
  const named = { node: process.pid, worker: room.workerPid, ...pidsOf(WRITES.sound), ...composing };
  const watch = new CpuWatch({ ...named, generator: room.generatorPid });
  const [from, before] = [performance.now(), treeCpuMs(process.pid)];
  await delay(SECONDS * 1_000);
  const { cores, others } = watch.stop();
  const all = (treeCpuMs(process.pid) - before) / (performance.now() - from);
  const sum = (names: string[]): number => names.reduce((total, name) => total + (cores[name] ?? 0), 0);
  const total = all - sum(['generator']);
  return {
    total,
    node: sum(['node']),
    worker: sum(['worker']),
    sound: sum(Object.keys(named).filter((name) => name.startsWith('adts'))),
    composer: sum(Object.keys(composing)),
    elsewhere: Math.max(0, total - sum(Object.keys(named))),
    generatorCores: sum(['generator']),
    othersCores: others,
  };
}

function pidsOf(arguments_: string[]): Record<string, number> {
  return Object.fromEntries(arguments_.flatMap((word) => childrenWith(word).map((pid) => [`${word} ${pid}`, pid])));
}

function gone(words: string[]): Promise<void> {
  return until(`${words.join(', ')} ended`, async () => words.every((word) => childrenWith(word).length === 0));
}
