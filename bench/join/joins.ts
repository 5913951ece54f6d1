import { setTimeout as delay } from 'node:timers/promises';
import { CpuWatch } from '../processes.js';
import type { Program } from '../program.js';
import type { Values } from '../rounds.js';
import type { CrowdReport, CrowdRequest, Depth } from '../server/crowd.program.js';
import { LIVE_SESSION, type RunningServer } from '../server/running-server.js';
import { median, percentile } from '../statistics.js';

const COUNT = 300;
const AT_ONCE = 4;
/** What a crowd that has left still costs: closing transports, attendance, the board. */
const AFTER_MS = 1_500;
const IDLE_MS = 2_000;

/**
 * Lets visitors in who leave at once, and answers what each cost the server. The demo runs meanwhile (encoder's
 * packets, segments, ticks); what that costs in a stretch without visitors right before is taken off.
 */
export async function measureJoins(server: RunningServer, crowd: Program, depth: Depth): Promise<Values> {
  const pids = { node: server.pid, worker: server.workerPid, crowd: crowd.pid };
  const idle = new CpuWatch(pids);
  await delay(IDLE_MS);
  const base = idle.stop().cores;
  const request: CrowdRequest = {
    url: server.url,
    sessionId: LIVE_SESSION,
    depth,
    count: COUNT,
    atOnce: AT_ONCE,
    stay: false,
  };
  const watch = new CpuWatch(pids);
  const from = performance.now();
  const { latencies, elapsed } = await crowd.ask<CrowdReport>('enter', request);
  const busy = watch.stop().cores;
  await delay(AFTER_MS);
  const { ms, others } = watch.stop();
  const whole = performance.now() - from;
  const perJoin = (name: 'node' | 'worker'): number => ((ms[name] ?? NaN) - (base[name] ?? 0) * whole) / COUNT;
  return {
    cpuMsPerJoin: perJoin('node') + perJoin('worker'),
    nodeCpuMs: perJoin('node'),
    workerCpuMs: perJoin('worker'),
    joinsPerSecondPerCore: 1_000 / (perJoin('node') + perJoin('worker')),
    joinsPerSecond: (COUNT * 1_000) / elapsed,
    p50Ms: median(latencies),
    p95Ms: percentile(latencies, 0.95),
    crowdCores: busy['crowd'] ?? NaN,
    othersCores: others,
  };
}
