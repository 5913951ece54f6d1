import { cpus, loadavg, release, totalmem } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { othersBusyMs } from './processes.js';

const LOOK_MS = 1_000;
/** A machine on which everybody else together uses less than this much of one core is quiet. */
export const QUIET_CORES = 0.5;
/** How long a whole bench waits for quiet, all its waits together. Afterwards it measures as it is and says so. */
const PATIENCE_MS = Number(process.env['BENCH_QUIET_MINUTES'] || 4) * 60_000;

/** The machine that is measured on: what it is, and how busy others keep it. */
export class Machine {
  private patienceMs = PATIENCE_MS;
  private unquiet = 0;
  private waited = 0;
  readonly loadAtStart = loadavg();

  constructor(private readonly say: (line: string) => void) {}

  /** Resolves when nobody else works here, or when patience is at its end. */
  async quiet(): Promise<void> {
    for (;;) {
      const busy = othersBusyMs();
      const from = performance.now();
      await delay(LOOK_MS);
      const cores = (othersBusyMs() - busy) / (performance.now() - from);
      if (cores < QUIET_CORES) return;
      if (this.patienceMs <= 0) {
        this.unquiet += 1;
        return;
      }
      if (this.waited === 0) this.say(`Others use ${cores.toFixed(1)} cores; waiting for a quiet machine`);
      this.patienceMs -= LOOK_MS;
      this.waited += LOOK_MS;
    }
  }

  get warnings(): string[] {
    if (this.unquiet === 0) return [];
    return [`others used the machine before ${this.unquiet} measurements; compare within a round, not across runs`];
  }

  describe(): Record<string, unknown> {
    const [first] = cpus();
    return {
      date: new Date().toISOString(),
      cores: cpus().length,
      cpu: first?.model ?? 'unknown',
      memoryGb: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
      node: process.version,
      loadAtStart: this.loadAtStart.map((load) => Number(load.toFixed(2))),
      waitedForQuietSeconds: this.waited / 1000,
    };
  }
}
