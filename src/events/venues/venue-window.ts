import type { SessionState } from '../../contracts/vocabulary.js';

const BEFORE_MS = 2 * 60 * 60_000;
const AFTER_MS = 2 * 60 * 60_000;

interface TimedSession {
  state: SessionState;
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
}

export interface SignInWindow {
  opensAt: Date;
  closesAt: Date;
}

/**
 * When people can sign in at an event's venues: from two hours before its first session until two hours after its last
 * one. A session that runs longer than planned keeps it open; null where none takes place at a known time.
 */
export function signInWindow(sessions: readonly TimedSession[], now: Date): SignInWindow | null {
  const held = sessions.filter(({ state }) => state !== 'cancelled' && state !== 'postponed');
  if (held.length === 0) return null;
  const starts = held.map(({ startsAt }) => startsAt.getTime());
  const ends = held.map(({ state, endsAt, endedAt }) =>
    Math.max(endsAt.getTime(), state === 'live' ? now.getTime() : (endedAt?.getTime() ?? 0)),
  );
  return { opensAt: new Date(Math.min(...starts) - BEFORE_MS), closesAt: new Date(Math.max(...ends) + AFTER_MS) };
}

export function isOpen(window: SignInWindow | null, now: Date): boolean {
  return window !== null && window.opensAt <= now && now < window.closesAt;
}
