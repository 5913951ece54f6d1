import { AppError, isUnavailable } from '../infra/errors.js';

const FRESH_MS = 5_000;
const MAX_ENTRIES = 10_000;

interface Entry<T> {
  value: Promise<T>;
  readAt: number;
}

/**
 * What decides who may have a session's segments, remembered for some seconds: they are asked for all the time, by
 * crowds and by whoever guesses addresses, and must flow on while the database is away; an old answer is better than
 * none then. Those who ask at the same time share one reading, and "there is no such session" is remembered, too.
 */
export class AccessCache<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly read: (sessionId: string) => Promise<T>) {}

  /** @throws AppError `session.not_found` */
  of(sessionId: string): Promise<T> {
    const known = this.entries.get(sessionId);
    if (known && Date.now() - known.readAt < FRESH_MS) return known.value;
    const value = this.read(sessionId).catch((error: unknown) => {
      if (known && isUnavailable(error)) return known.value;
      if (!(error instanceof AppError)) this.entries.delete(sessionId);
      throw error;
    });
    this.remember(sessionId, value);
    return value;
  }

  /** Something changed: the next one who asks gets it as it is now. */
  forget(sessionId: string): void {
    this.entries.delete(sessionId);
  }

  private remember(sessionId: string, value: Promise<T>): void {
    this.entries.delete(sessionId);
    this.entries.set(sessionId, { value, readAt: Date.now() });
    const oldest = this.entries.keys().next().value;
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
  }
}
