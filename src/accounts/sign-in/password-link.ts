import { createHash, randomBytes } from 'node:crypto';

const HOURS = 24;

export function passwordLinkDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** A one-time link by which somebody sets a password; only the digest is stored. */
export function newPasswordLink(publicUrl: string, now: Date): { url: string; digest: string; expiresAt: Date } {
  const token = randomBytes(32).toString('base64url');
  return {
    // After the #, so that no proxy writes the token into its log.
    url: `${publicUrl}/set-password#${token}`,
    digest: passwordLinkDigest(token),
    expiresAt: new Date(now.getTime() + HOURS * 3_600_000),
  };
}
