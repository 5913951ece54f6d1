import { Injectable, type NestMiddleware } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { NextFunction, Response } from 'express';
import type { LinkPurpose } from '../contracts/vocabulary.js';
import type { Capability } from '../infra/actor.js';
import { isId } from '../infra/id.js';
import { readLocale } from '../infra/locale.js';
import type { ActorRequest } from '../infra/policy.js';
import { SignedTokens } from '../infra/signed-token.js';
import { CAPABILITY_COOKIE_PREFIX, CAPABILITY_PURPOSE, DEVICE_COOKIE, DEVICE_PURPOSE } from './cookies.js';

/** Reads who acts from the request's signed cookies. A cookie that does not verify is as good as none. */
@Injectable()
export class ActorMiddleware implements NestMiddleware {
  constructor(private readonly tokens: SignedTokens) {}

  use(request: ActorRequest, _response: Response, next: NextFunction): void {
    const cookies = parseCookie(request.headers.cookie ?? '');
    request.actor = {
      kind: 'person',
      personId: this.person(cookies[DEVICE_COOKIE]),
      capabilities: this.capabilities(cookies),
      accountId: null,
      tokenId: null,
      grants: [],
      owesTotp: false,
      locale: readLocale(request.headers['accept-language']),
      address: request.ip ?? null,
      userAgent: request.headers['user-agent']?.slice(0, 200) ?? null,
    };
    next();
  }

  private person(cookie: string | undefined): string | null {
    const verified = this.tokens.verify<{ personId: string }>(DEVICE_PURPOSE, cookie);
    return verified.ok && isId(verified.payload.personId) ? verified.payload.personId : null;
  }

  private capabilities(cookies: Record<string, string | undefined>): Capability[] {
    return Object.keys(cookies)
      .filter((name) => name.startsWith(CAPABILITY_COOKIE_PREFIX))
      .flatMap((name) => {
        const verified = this.tokens.verify<{ purpose: LinkPurpose; subject: string }>(
          CAPABILITY_PURPOSE,
          cookies[name],
        );
        return verified.ok ? [{ ...verified.payload, expiresAt: verified.expiresAt }] : [];
      });
  }
}
