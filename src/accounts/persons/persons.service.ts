import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor, Capability } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions } from '../../infra/database/transactions.js';
import { newId } from '../../infra/id.js';
import { SignedTokens } from '../../infra/signed-token.js';
import {
  CAPABILITY_PURPOSE,
  capabilityCookieName,
  Cookies,
  DEVICE_COOKIE,
  DEVICE_PURPOSE,
  DEVICE_TTL_SECONDS,
} from '../sign-in/cookies.js';
import { NewcomerLimit } from '../sign-in/newcomer-limit.js';
import { Person } from './person.entity.js';

/** Capabilities that one browser carries: about 300 bytes each, in a header of at most 16 KB. */
const MAX_CAPABILITIES = 20;
/** Persons of whom is kept in mind that they have a row: a crowd that comes back causes no writes. */
const MAX_KNOWN = 100_000;

/** Gives whoever acts for the first time an identity, and remembers what a link allowed. */
@Injectable()
export class Persons {
  private readonly known = new Set<string>();

  constructor(
    private readonly transactions: Transactions,
    private readonly reads: ReadPool,
    private readonly tokens: SignedTokens,
    private readonly cookies: Cookies,
    private readonly newcomers: NewcomerLimit,
  ) {}

  /** The actor with a person: an existing one, or one minted now and left with the browser as a signed cookie. */
  async identify(actor: Actor, response: Response): Promise<Actor & { personId: string }> {
    if (actor.personId && (await this.isKnown(actor.personId))) return { ...actor, personId: actor.personId };
    if (!actor.personId) await this.newcomers.take(response.req.ip);
    const personId = actor.personId ?? newId();
    await this.transactions.run(actor, async (tx) => {
      await tx.manager.createQueryBuilder().insert().into(Person).values({ id: personId }).orIgnore().execute();
    });
    if (!actor.personId) this.leaveWith(response, personId);
    this.keepInMind(personId);
    return { ...actor, personId };
  }

  /** A cookie can outlive its row where the database was restored from a backup; then the row is made again. */
  private async isKnown(personId: string): Promise<boolean> {
    if (this.known.has(personId)) return true;
    const rows = await this.reads.query(`SELECT 1 FROM person WHERE id = $1`, [personId]);
    if (rows.length > 0) this.keepInMind(personId);
    return rows.length > 0;
  }

  /** Rows of persons are never deleted, so what is in mind stays true. */
  private keepInMind(personId: string): void {
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.add(personId);
  }

  /** Makes the browser carry that person from now on. */
  leaveWith(response: Response, personId: string): void {
    const { token } = this.tokens.sign(DEVICE_PURPOSE, { personId }, DEVICE_TTL_SECONDS);
    this.cookies.set(response, DEVICE_COOKIE, token, { path: '/', maxAgeSeconds: DEVICE_TTL_SECONDS });
  }

  /**
   * Leaves a capability with the browser until the link that gave it expires. Cookies travel with every request, so a
   * browser keeps a bounded number: those that expire first make room.
   */
  remember(actor: Actor, response: Response, { purpose, subject, expiresAt }: Capability, now: Date): void {
    const maxAgeSeconds = Math.max(1, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
    const { token } = this.tokens.sign(CAPABILITY_PURPOSE, { purpose, subject }, maxAgeSeconds);
    const name = capabilityCookieName(purpose, subject);
    this.cookies.set(response, name, token, { path: '/', maxAgeSeconds });
    const others = actor.capabilities.filter((held) => capabilityCookieName(held.purpose, held.subject) !== name);
    const byExpiry = [...others].sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
    for (const held of byExpiry.slice(0, Math.max(0, byExpiry.length + 1 - MAX_CAPABILITIES))) {
      this.cookies.remove(response, capabilityCookieName(held.purpose, held.subject), '/');
    }
  }
}
