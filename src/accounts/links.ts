import { Injectable } from '@nestjs/common';
import type { LinkPurpose } from '../contracts/vocabulary.js';
import type { Capability } from '../infra/actor.js';
import { AppError } from '../infra/errors.js';
import { SignedTokens } from '../infra/signed-token.js';

const TOKEN_PURPOSE = 'link';
const PURPOSES: readonly unknown[] = ['host', 'viewer'] satisfies LinkPurpose[];

/** Signed links that expire: whoever opens one may do `purpose` on the row `subject`. */
@Injectable()
export class Links {
  constructor(private readonly tokens: SignedTokens) {}

  issue(purpose: LinkPurpose, subject: string, ttlSeconds: number): { token: string; expiresAt: Date } {
    return this.tokens.sign(TOKEN_PURPOSE, { purpose, subject }, ttlSeconds);
  }

  /**
   * What the link allows on that subject.
   *
   * @throws AppError `access.link_invalid` (forged, or for something else), `access.link_expired`
   */
  redeem(token: string, purpose: LinkPurpose, subject: string): Capability {
    const verified = this.tokens.verify<{ purpose: LinkPurpose; subject: string }>(TOKEN_PURPOSE, token);
    if (!verified.ok) throw new AppError(verified.reason === 'expired' ? 'access.link_expired' : 'access.link_invalid');
    const { payload, expiresAt } = verified;
    // A host's link opens the session for watching, too.
    const allowed = payload.purpose === purpose || (payload.purpose === 'host' && purpose === 'viewer');
    if (!PURPOSES.includes(payload.purpose) || !allowed || payload.subject !== subject) {
      throw new AppError('access.link_invalid');
    }
    return { purpose, subject, expiresAt };
  }
}
