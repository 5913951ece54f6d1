import { setTimeout as delay } from 'node:timers/promises';
import { cpuMs, othersBusyMs, treeCpuMs } from '../processes.js';
import type { Values } from '../rounds.js';

/** PostgreSQL's own ticks are few and uneven. */
const IDLE_MS = 2_000;

/** Processes whose work is paid for, by the column in which their CPU time stands. */
export interface Payers {
  /** Whose own threads are counted; none where PostgreSQL does everything. */
  node: number | null;
  /** PostgreSQL with all its processes. */
  postgres: number;
  /** Neither paid for nor a stranger. */
  generator: number | null;
}

interface Look {
  node: number;
  postgres: number;
  generator: number;
  others: number;
  at: number;
}

/**
 * CPU time of a piece of work, less what the same processes use while nothing comes, in a stretch right before.
 *
 * @param settleMs how long it goes on afterwards: what came last has still to be written
 */
export async function costOf(
  payers: Payers,
  count: number,
  { settleMs, work }: { settleMs: number; work: () => Promise<Values> },
): Promise<Values> {
  const before = look(payers);
  await delay(IDLE_MS);
  const from = look(payers);
  const values = await work();
  const busy = look(payers);
  await delay(settleMs);
  const to = look(payers);
  const net = (of: 'node' | 'postgres'): number => {
    const idle = (from[of] - before[of]) / (from.at - before.at);
    return Math.max(0, to[of] - from[of] - idle * (to.at - from.at));
  };
  const [node, postgres] = [net('node'), net('postgres')];
  return {
    perCpuSecond: (count * 1_000) / (node + postgres),
    cpuUsEach: ((node + postgres) * 1_000) / count,
    nodeUsEach: (node * 1_000) / count,
    postgresUsEach: (postgres * 1_000) / count,
    ...values,
    generatorCores: (busy.generator - from.generator) / (busy.at - from.at),
    othersCores: Math.max(0, (to.others - from.others) / (to.at - from.at)),
  };
}

function look({ node, postgres, generator }: Payers): Look {
  const database = treeCpuMs(postgres);
  return {
    node: node ? cpuMs(node) : 0,
    postgres: database,
    generator: generator ? cpuMs(generator) : 0,
    // PostgreSQL was started before the bench and is not among its children.
    others: othersBusyMs() - database,
    at: performance.now(),
  };
}
