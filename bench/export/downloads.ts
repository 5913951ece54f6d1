import { cpuMs, othersBusyMs, residentMb, treeCpuMs } from '../processes.js';
import type { Program } from '../program.js';
import type { Values } from '../rounds.js';
import type { RunningServer } from '../server/running-server.js';
import type { Received } from './receiver.program.js';

const LOOK_MS = 20;

/** What is measured of each transfer, and by whom it is received. */
export class Downloads {
  constructor(
    private readonly server: RunningServer,
    private readonly receiver: Program,
    private readonly given: { cookie: string; postgres: number },
  ) {}

  file(sessionId: string, name: string, rows: number): Promise<Values> {
    const url = `${this.server.url}/api/sessions/${sessionId}/${name}`;
    // The head of a table is a line, too; the lines of a packed file cannot be counted here.
    const headers = name.endsWith('.csv') ? 1 : NaN;
    return this.measured({ command: 'download', data: { url, cookie: this.given.cookie } }, rows, headers);
  }

  copy(sql: string, rows: number): Promise<Values> {
    return this.measured({ command: 'copy', data: { databaseUrl: this.server.databaseUrl, sql } }, rows, 0);
  }

  private async measured(ask: { command: string; data: object }, rows: number, headers: number): Promise<Values> {
    const from = this.look();
    let peak = from.memory;
    const looking = setInterval(() => (peak = Math.max(peak, residentMb(this.server.pid))), LOOK_MS);
    const received = await this.receiver.ask<Received>(ask.command, ask.data).finally(() => clearInterval(looking));
    const to = this.look();
    if (received.rows !== rows + headers && !Number.isNaN(headers)) throw new Error(`${received.rows} rows came`);
    const cores = (of: 'receiver' | 'others'): number => (to[of] - from[of]) / received.elapsed;
    return {
      rowsPerSecond: (rows * 1_000) / received.elapsed,
      seconds: received.elapsed / 1_000,
      firstByteSeconds: received.first / 1_000,
      megabytes: received.bytes / 1e6,
      serverUsPerRow: ((to.server - from.server) * 1_000) / rows,
      postgresUsPerRow: ((to.postgres - from.postgres) * 1_000) / rows,
      serverGrownMb: peak - from.memory,
      serverPeakMb: peak,
      receiverCores: cores('receiver'),
      othersCores: Math.max(0, cores('others')),
    };
  }

  private look() {
    const postgres = treeCpuMs(this.given.postgres);
    return {
      server: cpuMs(this.server.pid),
      postgres,
      receiver: cpuMs(this.receiver.pid),
      memory: residentMb(this.server.pid),
      // PostgreSQL may have been started before the bench and is not among its children then.
      others: othersBusyMs() - postgres,
    };
  }
}
