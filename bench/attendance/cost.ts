import { setTimeout as delay } from 'node:timers/promises';
import { cpuMs, othersBusyMs, treeCpuMs } from '../processes.js';
import type { Values } from '../rounds.js';

/** What is done while nothing comes is uneven (timers, garbage, log writers): one long look serves all rounds. */
const IDLE_MS = 20_000;

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

/** Shares of one core while nothing comes. */
export interface Idle {
  node: number;
  postgres: number;
}

export async function idleOf(payers: Payers): Promise<Idle> {
  const from = look(payers);
  await delay(IDLE_MS);
  const to = look(payers);
  const share = (of: keyof Idle): number => (to[of] - from[of]) / (to.at - from.at);
  return { node: share('node'), postgres: share('postgres') };
}

/**
 * CPU time of a piece of work, less what the same processes use while nothing comes. A cost that is not above zero is
 * no cost that was measured: the round shows it as it is.
 *
 * @param settleMs how long it goes on afterwards: what came last has still to be written
 */
export async function costOf(
  payers: Payers,
  count: number,
  { idle, settleMs, work }: { idle: Idle; settleMs: number; work: () => Promise<Values> },
): Promise<Values> {
  const from = look(payers);
  const values = await work();
  const busy = look(payers);
  await delay(settleMs);
  const to = look(payers);
  const gross = (of: keyof Idle): number => to[of] - from[of];
  const net = (of: keyof Idle): number => gross(of) - idle[of] * (to.at - from.at);
  const [node, postgres] = [net('node'), net('postgres')];
  return {
    perCpuSecond: (count * 1_000) / (node + postgres),
    cpuUsEach: ((node + postgres) * 1_000) / count,
    nodeUsEach: (node * 1_000) / count,
    postgresUsEach: (postgres * 1_000) / count,
    withIdleUsEach: ((gross('node') + gross('postgres')) * 1_000) / count,
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
