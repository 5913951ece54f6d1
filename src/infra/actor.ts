import { permits, type Right } from '../contracts/rights.js';
import type { LinkPurpose, Locale, Role } from '../contracts/vocabulary.js';

/** What a browser may carry: what a link was for, or that it knew the access code of a session. */
export type CapabilityPurpose = LinkPurpose | 'code';

/** A right that a signed link or a code gave: `purpose` on the row `subject` (an id), until it expires. */
export interface Capability {
  readonly purpose: CapabilityPurpose;
  readonly subject: string;
  readonly expiresAt: Date;
}

/** A role on the organisation at `path` ('/' for the platform itself). */
export interface HeldGrant {
  readonly role: Role;
  readonly path: string;
  readonly organisationId: string | null;
}

/** Who acts: a browser with its device cookie, perhaps signed in, or the server itself. */
export interface Actor {
  readonly kind: 'person' | 'system';
  /** The account's person when signed in; null for the server and for a browser without an identity yet. */
  readonly personId: string | null;
  /** The signed-in account, and the access token by which it is signed in. */
  readonly accountId: string | null;
  readonly tokenId: string | null;
  /** Empty until a second factor that is asked for has been given. */
  readonly grants: readonly HeldGrant[];
  /** Signed in, but the second factor is still owed. */
  readonly owesTotp: boolean;
  /** Carries an access token that could not be looked up: the database is away. */
  readonly accountUnknown: boolean;
  readonly capabilities: readonly Capability[];
  readonly locale: Locale;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export const SYSTEM_ACTOR: Actor = Object.freeze({
  kind: 'system',
  personId: null,
  accountId: null,
  tokenId: null,
  grants: Object.freeze([]),
  owesTotp: false,
  accountUnknown: false,
  capabilities: Object.freeze([]),
  locale: 'zh-CN',
  address: null,
  userAgent: null,
});

export function hasCapability(actor: Actor, purpose: CapabilityPurpose, subject: string): boolean {
  return actor.capabilities.some((held) => held.purpose === purpose && held.subject === subject);
}

/** Whether a link let the browser onto the stage of a session: who may be there may also watch. */
export function mayBeOnStage(actor: Actor, sessionId: string): boolean {
  return hasCapability(actor, 'host', sessionId) || hasCapability(actor, 'speaker', sessionId);
}

/** Whether one of the actor's grants gives the right on a row at that path. */
export function hasRight(actor: Actor, right: Right, path: string): boolean {
  return actor.grants.some((grant) => permits(right, grant.role, grant.path, path));
}

/** The paths at which the actor has the right, for lists: a row belongs to it if its path is one or lies below one. */
export function pathsWithRight(actor: Actor, right: Right): { path: string; below: boolean }[] {
  return actor.grants
    .filter((grant) => permits(right, grant.role, grant.path, grant.path))
    .map(({ role, path }) => ({ path, below: permits(right, role, path, `${path}x/`) }));
}
