import type { SessionLinkPurpose } from '../contracts/vocabulary.js';

/** The address that a signed link is sent as: the studio for hosts and speakers, the session's page for viewers. */
export function linkAddress(publicUrl: string, purpose: SessionLinkPurpose, sessionId: string, token: string): string {
  return `${publicUrl}/${purpose === 'viewer' ? 's' : 'studio'}/${sessionId}?link=${token}`;
}
