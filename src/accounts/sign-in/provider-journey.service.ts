import { Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { SignedTokens } from '../../infra/signed-token.js';
import { Cookies } from './cookies.js';
import type { ProviderChecks } from './provider-client.service.js';

const COOKIE = 'yq_provider';
const PURPOSE = 'provider-cookie';
const PATH = '/api/account/provider';
const TTL_SECONDS = 600;

/** What a browser that has been sent to the provider is expected to come back with, and what it wanted. */
export interface ProviderJourney extends ProviderChecks {
  /** Own path to go to afterwards. */
  to: string | null;
  /** The account to which the identity is to be bound; null: somebody wants to sign in. */
  link: string | null;
}

/** Remembers a journey to the provider in a cookie of the browser that makes it: good for one return within ten minutes. */
@Injectable()
export class ProviderJourneys {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly cookies: Cookies,
  ) {}

  begin(response: Response, wish: Pick<ProviderJourney, 'to' | 'link'>): ProviderJourney {
    const journey = { ...wish, state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const { token } = this.tokens.sign(PURPOSE, journey, TTL_SECONDS);
    this.cookies.set(response, COOKIE, token, { path: PATH, maxAgeSeconds: TTL_SECONDS });
    return journey;
  }

  /** The browser's journey, which ends here; null if it made none, or too long ago. */
  end(request: Request, response: Response): ProviderJourney | null {
    const verified = this.tokens.verify<ProviderJourney>(PURPOSE, parseCookie(request.headers.cookie ?? '')[COOKIE]);
    this.cookies.remove(response, COOKIE, PATH);
    return verified.ok ? verified.payload : null;
  }
}
