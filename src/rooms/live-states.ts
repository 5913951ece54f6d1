import type { SessionState } from '../contracts/vocabulary.js';

const MAY_BE_LIVE: readonly SessionState[] = ['scheduled', 'postponed', 'live'];

/** Whether a session may have a room: it is live, or will be. A replay is always played from its segments. */
export function mayBeLive(state: SessionState): boolean {
  return MAY_BE_LIVE.includes(state);
}
