import { Injectable } from '@nestjs/common';
import type { HeldGrant } from '../../infra/actor.js';

/** What a valid access token says of its bearer. */
export interface SignedIn {
  tokenId: string;
  accountId: string;
  personId: string;
  owesTotp: boolean;
  grants: readonly HeldGrant[];
  /** End of the token's absolute life. */
  expiresAt: Date;
  lastUsedAt: Date;
}

const FRESH_MS = 10_000;
const MAX_ENTRIES = 20_000;

/**
 * Signed-in accounts by the digest of their token, remembered for some seconds: a page asks for many things at once.
 * Whatever changes an account forgets it here in the same process; the seconds bound what another process would see.
 */
@Injectable()
export class ActorCache {
  /** Grows with everything forgotten: what was read before that moment must not be remembered after it. */
  generation = 0;
  private readonly entries = new Map<string, { value: SignedIn; readAt: number }>();

  /** @param maxAgeMs more than usual while the database is away */
  get(digest: string, now: Date, maxAgeMs = FRESH_MS): SignedIn | null {
    const entry = this.entries.get(digest);
    if (!entry || entry.value.expiresAt <= now) return null;
    return now.getTime() - entry.readAt > maxAgeMs ? null : entry.value;
  }

  /** @param generation as it was before the reading began */
  set(digest: string, value: SignedIn, now: number, generation: number): void {
    if (generation !== this.generation) return;
    this.entries.delete(digest);
    this.entries.set(digest, { value, readAt: now });
    const oldest = this.entries.keys().next().value;
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
  }

  drop(digest: string): void {
    this.entries.delete(digest);
  }

  forget(accountId: string): void {
    this.generation += 1;
    for (const [digest, { value }] of this.entries) if (value.accountId === accountId) this.entries.delete(digest);
  }

  /** Paths of organisations have changed: nobody's grants are sure. */
  forgetAll(): void {
    this.generation += 1;
    this.entries.clear();
  }
}
