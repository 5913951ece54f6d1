import type { LinkPurpose, Locale } from '../contracts/vocabulary.js';

/** A right that a signed link gave: `purpose` on the row `subject` (an id), until it expires. */
export interface Capability {
  readonly purpose: LinkPurpose;
  readonly subject: string;
  readonly expiresAt: Date;
}

/** Who acts: a browser with its device cookie, or the server itself. */
export interface Actor {
  readonly kind: 'person' | 'system';
  /** Null for the server itself and for a browser that has not been given an identity yet. */
  readonly personId: string | null;
  readonly capabilities: readonly Capability[];
  readonly locale: Locale;
}

export const SYSTEM_ACTOR: Actor = Object.freeze({
  kind: 'system',
  personId: null,
  capabilities: Object.freeze([]),
  locale: 'zh-CN',
});

export function hasCapability(actor: Actor, purpose: LinkPurpose, subject: string): boolean {
  return actor.capabilities.some((held) => held.purpose === purpose && held.subject === subject);
}
