import { Logger } from '@nestjs/common';

/** What a board's channel hears: the version that it had, the one that it has, and what differs. */
export interface BoardTick<T> {
  from: string;
  to: string;
  changes: Partial<T>;
}

interface BoardOptions<T> {
  /** Reads the whole content anew. */
  read: () => Promise<T>;
  publish: (tick: BoardTick<T>) => void;
  minIntervalMs?: number;
  maxIntervalMs?: number;
  /** How many old versions stay fetchable by their number. */
  keep?: number;
}

const DEFAULTS = { minIntervalMs: 1_000, maxIntervalMs: 5_000, keep: 30 };

/**
 * A versioned snapshot that many people look at. Commits mark it dirty; its owner reads it again at most once a second
 * and at least every 5 s, and publishes one coalesced tick when something changed. Versions are `epoch.n`; a new owner
 * has a new epoch, so a client can never mistake one owner's numbers for another's.
 */
export class Board<T extends object> {
  private readonly logger = new Logger(Board.name);
  private readonly epoch = Date.now().toString(36);
  private readonly versions = new Map<string, T>();
  private readonly options: Required<BoardOptions<T>>;
  private sequence = 0;
  private current: T | null = null;
  private timer: NodeJS.Timeout | null = null;
  private lastRead = 0;
  private reading: Promise<void> | null = null;
  private following: Promise<void> | null = null;
  private closed = false;

  constructor(options: BoardOptions<T>) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** The newest snapshot with its version; reads it if it has never been read. */
  async newest(): Promise<{ version: string; content: T }> {
    if (!this.current) await this.read();
    if (!this.current) throw new Error('Board could not be read');
    return { version: this.version(), content: this.current };
  }

  /** The snapshot of that very version, if it is still kept. */
  at(version: string): T | null {
    return this.versions.get(version) ?? null;
  }

  markDirty(): void {
    this.schedule(Math.max(0, this.lastRead + this.options.minIntervalMs - Date.now()));
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  /**
   * Reads what is true now and publishes what changed. A read that is already under way may have begun before the commit
   * that the caller has just made, so it is waited for and another one follows; callers who wait meanwhile share that.
   */
  refresh(): Promise<void> {
    if (!this.reading) return this.read();
    this.following ??= this.reading
      .catch(() => undefined)
      .then(() => {
        this.following = null;
        return this.read();
      });
    return this.following;
  }

  private read(): Promise<void> {
    this.reading ??= this.readOnce().finally(() => {
      this.reading = null;
      this.schedule(this.options.maxIntervalMs);
    });
    return this.reading;
  }

  private async readOnce(): Promise<void> {
    this.lastRead = Date.now();
    const next = await this.options.read();
    const changes = this.current ? changedFields(this.current, next) : next;
    if (Object.keys(changes).length === 0) return;
    const from = this.current ? this.version() : null;
    this.current = next;
    this.sequence += 1;
    this.remember(next);
    if (from) this.options.publish({ from, to: this.version(), changes });
  }

  private remember(content: T): void {
    this.versions.set(this.version(), content);
    const oldest = this.versions.keys().next().value;
    if (this.versions.size > this.options.keep && oldest !== undefined) this.versions.delete(oldest);
  }

  private version(): string {
    return `${this.epoch}.${this.sequence}`;
  }

  /** At most one timer; an earlier wish wins. */
  private nextAt = Infinity;
  private schedule(delayMs: number): void {
    const at = Date.now() + delayMs;
    if (this.closed || (this.timer && this.nextAt <= at)) return;
    if (this.timer) clearTimeout(this.timer);
    this.nextAt = at;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.nextAt = Infinity;
      // The old snapshot stays in use while the source cannot be read; the next read is already scheduled.
      this.refresh().catch((error: unknown) => this.logger.warn(`Board read failed: ${String(error)}`));
    }, delayMs);
    this.timer.unref();
  }
}

/** Top-level fields of `next` that differ from `previous`. */
export function changedFields<T extends object>(previous: T, next: T): Partial<T> {
  const keys = Object.keys(next) as (keyof T)[];
  return Object.fromEntries(
    keys.filter((key) => JSON.stringify(previous[key]) !== JSON.stringify(next[key])).map((key) => [key, next[key]]),
  ) as Partial<T>;
}
