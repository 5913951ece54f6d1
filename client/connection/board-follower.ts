import type { ServerNews, SessionBoard } from '../../src/contracts/index.js';
import { between, fullJitter, pause } from './retry.js';

type Tick = Parameters<ServerNews['tick']>[0];

const POLL_MS = [2000, 5000] as const;
/** While a picture may be on the screen: a cut (紧急切断) must be obeyed within two seconds. */
const LIVE_POLL_MS = [1000, 1500] as const;
const GAP_JITTER_MS = 1000;

/** -1, 0, 1 within one epoch; null when the epochs differ and the numbers say nothing. */
export function compareVersions(a: string, b: string): number | null {
  const cut = (version: string) => {
    const dot = version.lastIndexOf('.');
    return { epoch: version.slice(0, dot), n: Number(version.slice(dot + 1)) };
  };
  const [left, right] = [cut(a), cut(b)];
  return left.epoch === right.epoch ? Math.sign(left.n - right.n) : null;
}

/**
 * Keeps the newest board of a session. A tick that does not start from the version at hand means that one was missed:
 * the whole board is fetched (after a jitter, so that a crowd does not ask in the same instant). Without a socket it
 * polls. Nothing here can miss a change for good.
 */
export class BoardFollower {
  private board: SessionBoard | null = null;
  private polling: AbortController | null = null;
  private readonly closing = new AbortController();

  constructor(
    private readonly fetchBoard: (version?: string) => Promise<SessionBoard>,
    private readonly onBoard: (board: SessionBoard) => void,
    /** Whether the last poll was answered: a blocked socket is not yet a lost server. */
    private readonly onPolled: (answered: boolean) => void = () => undefined,
  ) {}

  /** Takes a whole board, unless it is older than the one at hand. */
  adopt(board: SessionBoard): void {
    if (this.closing.signal.aborted) return;
    if (this.board && (compareVersions(board.version, this.board.version) ?? 1) <= 0) return;
    this.board = board;
    this.onBoard(board);
  }

  tick({ from, to, changes }: Tick): void {
    if (this.board?.version === from) return this.adopt({ ...this.board, ...changes, version: to });
    if (this.board && (compareVersions(to, this.board.version) ?? 1) <= 0) return;
    void pause(between(0, GAP_JITTER_MS), { signal: this.closing.signal }).then(() => this.fetch(to));
  }

  /** Fetches now: after a reconnect, or when the newest state is wanted at once. */
  async refresh(): Promise<void> {
    await this.fetch();
  }

  /** While the socket is away. */
  poll(on: boolean): void {
    if (!on || this.closing.signal.aborted) {
      this.polling?.abort();
      this.polling = null;
      return;
    }
    if (this.polling) return;
    this.polling = new AbortController();
    void this.keepPolling(this.polling.signal);
  }

  close(): void {
    this.poll(false);
    this.closing.abort();
  }

  private async keepPolling(signal: AbortSignal): Promise<void> {
    for (let failed = 0; !signal.aborted;) {
      const well = await this.fetch();
      if (!signal.aborted) this.onPolled(well);
      failed = well ? 0 : failed + 1;
      const extra = failed ? fullJitter(failed, { base: 1000, cap: 15_000 }) : 0;
      const [least, most] = this.board?.state === 'live' ? LIVE_POLL_MS : POLL_MS;
      await pause(between(least, most) + extra, { signal, wakeOnline: true });
    }
  }

  private async fetch(version?: string): Promise<boolean> {
    if (this.closing.signal.aborted) return false;
    if (version && this.board && (compareVersions(version, this.board.version) ?? 1) <= 0) return true;
    try {
      this.adopt(await this.fetchBoard(version));
      return true;
    } catch {
      // That very version may be gone already; the newest one is at least as good.
      return version ? this.fetch() : false;
    }
  }
}
