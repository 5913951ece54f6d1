import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Clock } from './clock.js';

export type TokenFailure = 'invalid' | 'expired';

export type VerifiedToken<T> = { ok: true; payload: T; expiresAt: Date } | { ok: false; reason: TokenFailure };

const MAX_TOKEN_LENGTH = 1024;

/**
 * Signed, expiring, stateless tokens: `base64url(JSON).base64url(HMAC-SHA256)`. Each purpose has a key of its own
 * (HKDF over SECRET_KEY), so that a token for one thing never opens another.
 */
@Injectable()
export class SignedTokens {
  private readonly keys = new Map<string, KeyObject>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** @param ttlSeconds time to live from now */
  sign(purpose: string, payload: object, ttlSeconds: number): { token: string; expiresAt: Date } {
    const expires = Math.floor(this.clock.now().getTime() / 1000) + ttlSeconds;
    const body = Buffer.from(JSON.stringify({ ...payload, exp: expires })).toString('base64url');
    return { token: `${body}.${this.mac(purpose, body)}`, expiresAt: new Date(expires * 1000) };
  }

  /** Checks signature first, then the time; says which of the two failed. */
  verify<T>(purpose: string, token: unknown): VerifiedToken<T> {
    if (typeof token !== 'string' || token.length > MAX_TOKEN_LENGTH) return { ok: false, reason: 'invalid' };
    const dot = token.indexOf('.');
    if (dot < 1) return { ok: false, reason: 'invalid' };
    const body = token.slice(0, dot);
    // Compared as text: several texts decode to the same bytes, and only one of them was given out.
    const given = Buffer.from(token.slice(dot + 1));
    const expected = Buffer.from(this.mac(purpose, body));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { ok: false, reason: 'invalid' };
    const { exp, ...payload } = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as { exp: number } & T;
    if (exp * 1000 <= this.clock.now().getTime()) return { ok: false, reason: 'expired' };
    return { ok: true, payload: payload as T, expiresAt: new Date(exp * 1000) };
  }

  private mac(purpose: string, body: string): string {
    return createHmac('sha256', this.key(purpose)).update(body).digest('base64url');
  }

  /** As a KeyObject: bytes would be made into one again for each token, which costs five times the signature. */
  private key(purpose: string): KeyObject {
    let key = this.keys.get(purpose);
    if (!key) {
      key = createSecretKey(Buffer.from(hkdfSync('sha256', this.config.secretKey, 'yunqiao', purpose, 32)));
      this.keys.set(purpose, key);
    }
    return key;
  }
}
