import type { SessionCard } from '../contracts/session.contract.js';

/** The house's own picture, a file of the client. */
export const DEFAULT_SHARE_IMAGE = '/share.png';

/** Picture of a share card; the still of a session that is not for everybody stays inside. */
export function shareImage({
  posterUrl,
  stillUrl,
  access,
}: Pick<SessionCard, 'posterUrl' | 'stillUrl' | 'access'>): string {
  return posterUrl ?? (access === 'public' ? stillUrl : null) ?? DEFAULT_SHARE_IMAGE;
}
