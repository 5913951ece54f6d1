import { Inject, Injectable } from '@nestjs/common';
import type { CookieOptions, Response } from 'express';
import { CONFIG, type Config } from '../../config.js';
import type { CapabilityPurpose } from '../../infra/actor.js';

export const DEVICE_COOKIE = 'yq_device';
export const DEVICE_PURPOSE = 'device-cookie';
/** The access token: where an account is signed in. */
export const ACCESS_COOKIE = 'yq_access';
export const ACCESS_TTL_SECONDS = 12 * 60 * 60;
export const CAPABILITY_COOKIE_PREFIX = 'yq_cap_';
export const CAPABILITY_PURPOSE = 'capability-cookie';

export const DEVICE_TTL_SECONDS = 365 * 24 * 60 * 60;

export function capabilityCookieName(purpose: CapabilityPurpose, subject: string): string {
  return `${CAPABILITY_COOKIE_PREFIX}${purpose}_${subject}`;
}

/** How the house sets its cookies: never readable by a script, sent over TLS only where there is TLS, not to other sites. */
@Injectable()
export class Cookies {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  set(response: Response, name: string, value: string, options: { path: string; maxAgeSeconds: number }): void {
    const settings: CookieOptions = {
      httpOnly: true,
      sameSite: 'lax',
      secure: this.config.publicUrl.startsWith('https:'),
      path: options.path,
      maxAge: options.maxAgeSeconds * 1000,
    };
    response.cookie(name, value, settings);
  }

  remove(response: Response, name: string, path: string): void {
    response.clearCookie(name, { path });
  }
}
