import type { SessionAccess } from '../contracts/vocabulary.js';
import type { SessionStatus } from '../events/session-states.service.js';
import { isUnavailable } from '../infra/errors.js';

const FRESH_MS = 10_000;
const MAX_ENTRIES = 10_000;

/**
 * Who may have a session's segments, remembered for some seconds: the segments of a running broadcast are asked for
 * all the time and must flow on while the database is away, so an old answer is better than none then.
 */
export class AccessCache {
  private readonly entries = new Map<string, { access: SessionAccess; readAt: number }>();

  constructor(private readonly read: (sessionId: string) => Promise<SessionStatus>) {}

  async of(sessionId: string): Promise<SessionAccess> {
    const known = this.entries.get(sessionId);
    if (known && Date.now() - known.readAt < FRESH_MS) return known.access;
    try {
      const { access } = await this.read(sessionId);
      this.remember(sessionId, access);
      return access;
    } catch (error) {
      if (!known || !isUnavailable(error)) throw error;
      this.remember(sessionId, known.access);
      return known.access;
    }
  }

  private remember(sessionId: string, access: SessionAccess): void {
    this.entries.delete(sessionId);
    this.entries.set(sessionId, { access, readAt: Date.now() });
    const oldest = this.entries.keys().next().value;
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
  }
}
