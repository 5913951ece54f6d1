import type { SessionStatus } from '../events/sessions/session-states.service.js';
import { AppError, isUnavailable } from '../infra/errors.js';

const FRESH_MS = 5_000;
const MAX_ENTRIES = 10_000;

interface Entry {
  status: Promise<SessionStatus>;
  readAt: number;
}

/**
 * What decides who may have a session's segments, remembered for some seconds: they are asked for all the time, by
 * crowds and by whoever guesses addresses, and must flow on while the database is away; an old answer is better than
 * none then. Those who ask at the same time share one reading, and "there is no such session" is remembered, too.
 */
export class AccessCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly read: (sessionId: string) => Promise<SessionStatus>) {}

  /** @throws AppError `session.not_found` */
  of(sessionId: string): Promise<SessionStatus> {
    const known = this.entries.get(sessionId);
    if (known && Date.now() - known.readAt < FRESH_MS) return known.status;
    const status = this.read(sessionId).catch((error: unknown) => {
      if (known && isUnavailable(error)) return known.status;
      if (!(error instanceof AppError)) this.entries.delete(sessionId);
      throw error;
    });
    this.remember(sessionId, status);
    return status;
  }

  private remember(sessionId: string, status: Promise<SessionStatus>): void {
    this.entries.delete(sessionId);
    this.entries.set(sessionId, { status, readAt: Date.now() });
    const oldest = this.entries.keys().next().value;
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
  }
}
