import { createHash, randomBytes } from 'node:crypto';

/** A one-time secret for a link; only its digest is stored. */
export function newInvitationToken(): { token: string; digest: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, digest: invitationDigest(token) };
}

export function invitationDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
