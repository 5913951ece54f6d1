import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor, Capability } from '../infra/actor.js';
import { Transactions } from '../infra/database/transactions.js';
import { newId } from '../infra/id.js';
import { SignedTokens } from '../infra/signed-token.js';
import {
  CAPABILITY_PURPOSE,
  capabilityCookieName,
  Cookies,
  DEVICE_COOKIE,
  DEVICE_PURPOSE,
  DEVICE_TTL_SECONDS,
} from './cookies.js';
import { Person } from './person.entity.js';

/** Gives whoever acts for the first time an identity, and remembers what a link allowed. */
@Injectable()
export class Persons {
  constructor(
    private readonly transactions: Transactions,
    private readonly tokens: SignedTokens,
    private readonly cookies: Cookies,
  ) {}

  /** The actor with a person: an existing one, or one minted now and left with the browser as a signed cookie. */
  async identify(actor: Actor, response: Response): Promise<Actor & { personId: string }> {
    const personId = actor.personId ?? newId();
    await this.transactions.run(actor, async (tx) => {
      await tx.manager.createQueryBuilder().insert().into(Person).values({ id: personId }).orIgnore().execute();
    });
    if (!actor.personId) {
      const { token } = this.tokens.sign(DEVICE_PURPOSE, { personId }, DEVICE_TTL_SECONDS);
      this.cookies.set(response, DEVICE_COOKIE, token, { path: '/', maxAgeSeconds: DEVICE_TTL_SECONDS });
    }
    return { ...actor, personId };
  }

  /** Leaves a capability with the browser until the link that gave it expires. */
  remember(response: Response, { purpose, subject, expiresAt }: Capability, now: Date): void {
    const maxAgeSeconds = Math.max(1, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
    const { token } = this.tokens.sign(CAPABILITY_PURPOSE, { purpose, subject }, maxAgeSeconds);
    this.cookies.set(response, capabilityCookieName(purpose, subject), token, { path: '/', maxAgeSeconds });
  }
}
