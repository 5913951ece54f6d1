import { Injectable } from '@nestjs/common';
import { LINK_PURPOSES, type LinkPurpose } from '../contracts/vocabulary.js';
import type { Capability } from '../infra/actor.js';
import { AppError } from '../infra/errors.js';
import { SignedTokens } from '../infra/signed-token.js';

const TOKEN_PURPOSE = 'link';
/** What else a link opens: whoever may come on stage may watch. */
const INCLUDES: Record<LinkPurpose, readonly LinkPurpose[]> = {
  host: ['host', 'viewer'],
  speaker: ['speaker', 'viewer'],
  viewer: ['viewer'],
  hall: ['hall'],
};

interface LinkPayload {
  purpose: LinkPurpose;
  subject: string;
  invitation?: string;
}

/** What a link allows, and by whose invitation. */
export interface Redeemed extends Capability {
  purpose: LinkPurpose;
  invitation: string | null;
}

/** Signed links that expire: whoever opens one may do `purpose` on the row `subject`. */
@Injectable()
export class Links {
  constructor(private readonly tokens: SignedTokens) {}

  /** @param invitation id of the row that can be revoked */
  issue(
    purpose: LinkPurpose,
    subject: string,
    ttlSeconds: number,
    invitation?: string,
  ): { token: string; expiresAt: Date } {
    return this.tokens.sign(TOKEN_PURPOSE, { purpose, subject, ...(invitation && { invitation }) }, ttlSeconds);
  }

  /**
   * What the link allows on that subject: the first of the wanted purposes that it is good for.
   *
   * @throws AppError `access.link_invalid` (forged, or for something else), `access.link_expired`
   */
  redeem(token: string, wanted: LinkPurpose | readonly LinkPurpose[], subject: string): Redeemed {
    const verified = this.tokens.verify<LinkPayload>(TOKEN_PURPOSE, token);
    if (!verified.ok) throw new AppError(verified.reason === 'expired' ? 'access.link_expired' : 'access.link_invalid');
    const { payload, expiresAt } = verified;
    const opens = LINK_PURPOSES.includes(payload.purpose) ? INCLUDES[payload.purpose] : [];
    const purpose = [wanted].flat().find((one) => opens.includes(one));
    if (!purpose || payload.subject !== subject) throw new AppError('access.link_invalid');
    return { purpose, subject, expiresAt, invitation: payload.invitation ?? null };
  }
}
