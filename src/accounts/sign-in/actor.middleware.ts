import { Injectable, type NestMiddleware } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { NextFunction, Response } from 'express';
import type { Actor, Capability, CapabilityPurpose } from '../../infra/actor.js';
import { isId } from '../../infra/id.js';
import { readLocale } from '../../infra/locale.js';
import type { ActorRequest } from '../../infra/policy.js';
import { SignedTokens } from '../../infra/signed-token.js';
import { ActorReader } from './actor-reader.service.js';
import {
  ACCESS_COOKIE,
  CAPABILITY_COOKIE_PREFIX,
  CAPABILITY_PURPOSE,
  DEVICE_COOKIE,
  DEVICE_PURPOSE,
} from './cookies.js';

/** Reads who acts from the request's cookies. A cookie that does not verify is as good as none. */
@Injectable()
export class ActorMiddleware implements NestMiddleware {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly accounts: ActorReader,
  ) {}

  use(request: ActorRequest, _response: Response, next: NextFunction): void {
    this.read(request).then((actor) => {
      request.actor = actor;
      next();
    }, next);
  }

  private async read(request: ActorRequest): Promise<Actor> {
    const cookies = parseCookie(request.headers.cookie ?? '');
    const access = cookies[ACCESS_COOKIE];
    const found = access ? await this.accounts.read(access) : null;
    const signedIn = found === 'unknown' ? null : found;
    return {
      kind: 'person',
      // Until the second factor is given the browser is who it was.
      personId: (signedIn?.owesTotp ? null : signedIn?.personId) ?? this.person(cookies[DEVICE_COOKIE]),
      accountId: signedIn?.accountId ?? null,
      tokenId: signedIn?.tokenId ?? null,
      grants: signedIn?.grants ?? [],
      owesTotp: signedIn?.owesTotp ?? false,
      accountUnknown: found === 'unknown',
      capabilities: this.capabilities(cookies),
      locale: readLocale(request.headers['accept-language']),
      address: request.ip ?? null,
      userAgent: request.headers['user-agent']?.slice(0, 200) ?? null,
    };
  }

  private person(cookie: string | undefined): string | null {
    const verified = this.tokens.verify<{ personId: string }>(DEVICE_PURPOSE, cookie);
    return verified.ok && isId(verified.payload.personId) ? verified.payload.personId : null;
  }

  private capabilities(cookies: Record<string, string | undefined>): Capability[] {
    return Object.keys(cookies)
      .filter((name) => name.startsWith(CAPABILITY_COOKIE_PREFIX))
      .flatMap((name) => {
        const verified = this.tokens.verify<{ purpose: CapabilityPurpose; subject: string }>(
          CAPABILITY_PURPOSE,
          cookies[name],
        );
        return verified.ok ? [{ ...verified.payload, expiresAt: verified.expiresAt }] : [];
      });
  }
}
