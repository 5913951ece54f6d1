import type { ErrorCode } from '../contracts/vocabulary.js';
import type { Actor } from '../infra/actor.js';

const FRESH_MS = 2_000;
const MAX_ENTRIES = 10_000;

/**
 * Who was refused at a session a moment ago: players and guessers ask again all the time, and those who ask at the same
 * time share one look at the rows. That somebody is let in is not remembered; their pass says it.
 */
export class RecentRefusals {
  private readonly entries = new Map<string, { refusal: Promise<ErrorCode | null>; askedAt: number }>();

  async remembered(actor: Actor, sessionId: string, ask: () => Promise<ErrorCode | null>): Promise<ErrorCode | null> {
    // What a browser without an identity may do is decided without the database, and codes are the browser's own.
    if (!actor.personId || actor.capabilities.some(({ purpose }) => purpose === 'code')) return ask();
    const key = `${actor.accountId ?? ''}:${actor.personId}:${sessionId}`;
    const known = this.entries.get(key);
    if (known && Date.now() - known.askedAt < FRESH_MS) return known.refusal;
    const refusal = ask();
    this.remember(key, refusal);
    refusal.then(
      (code) => code === null && this.entries.delete(key),
      () => this.entries.delete(key),
    );
    return refusal;
  }

  private remember(key: string, refusal: Promise<ErrorCode | null>): void {
    this.entries.delete(key);
    this.entries.set(key, { refusal, askedAt: Date.now() });
    const oldest = this.entries.keys().next().value;
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
  }
}
