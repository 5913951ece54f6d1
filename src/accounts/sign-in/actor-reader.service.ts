import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { type HeldGrant, SYSTEM_ACTOR } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions } from '../../infra/database/transactions.js';
import { isUnavailable } from '../../infra/errors.js';
import { inTime } from '../../infra/in-time.js';
import { IDLE_SECONDS, tokenDigest } from './access-tokens.service.js';
import { ActorCache, type SignedIn } from './actor-cache.js';

const TOUCH_MS = 60_000;
/** Every request of somebody signed in waits for this first; while the database hangs, the answer still comes in 2 s. */
const DEADLINE_MS = 600;

interface TokenRow {
  tokenId: string;
  accountId: string;
  personId: string;
  totpAt: Date | null;
  totpConfirmedAt: Date | null;
  expiresAt: Date;
  lastUsedAt: Date;
  grants: HeldGrant[];
}

/** From an access token to who is signed in. */
@Injectable()
export class ActorReader {
  private readonly logger = new Logger(ActorReader.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly cache: ActorCache,
    private readonly reads: ReadPool,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @returns null for a token that is unknown, revoked or over; `unknown` while the database is away */
  async read(token: string): Promise<SignedIn | null | 'unknown'> {
    const digest = tokenDigest(token);
    const now = this.clock.now();
    const known = this.cache.get(digest, now);
    if (known) return known;
    const { generation } = this.cache;
    try {
      const row = await inTime(DEADLINE_MS, this.row(digest, now));
      if (!row) {
        this.cache.drop(digest);
        return null;
      }
      const signedIn = this.toSignedIn(row);
      this.cache.set(digest, signedIn, now.getTime(), generation);
      if (now.getTime() - row.lastUsedAt.getTime() > TOUCH_MS) this.touch(row.tokenId, now);
      return signedIn;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // Who was active just now goes on; nobody can be found to be idle while nothing can be written down.
      return this.cache.get(digest, now, IDLE_SECONDS * 1000) ?? 'unknown';
    }
  }

  private async row(digest: string, now: Date): Promise<TokenRow | undefined> {
    const [row] = await this.reads.query<TokenRow & Record<string, unknown>>(
      `SELECT t.id AS "tokenId", t.account_id AS "accountId", a.person_id AS "personId", t.totp_at AS "totpAt",
              a.totp_confirmed_at AS "totpConfirmedAt", t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt",
              coalesce((SELECT json_agg(json_build_object('role', g.role, 'path', g.path, 'organisationId', g.organisation_id))
                        FROM role_grant g WHERE g.account_id = a.id AND g.revoked_at IS NULL), '[]') AS grants
       FROM access_token t JOIN account a ON a.id = t.account_id
       WHERE t.digest = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 AND a.state = 'active'
         AND t.last_used_at > $2::timestamptz - make_interval(secs => $3)`,
      [digest, now, IDLE_SECONDS],
    );
    return row;
  }

  /** A second factor is owed where one is set up, and where staff must have one; without it no grant counts. */
  private toSignedIn(row: TokenRow): SignedIn {
    const isStaff = row.grants.length > 0;
    const isAsked = row.totpConfirmedAt !== null || (isStaff && this.config.staffTotp);
    const owesTotp = isAsked && row.totpAt === null;
    const { tokenId, accountId, personId, expiresAt, lastUsedAt } = row;
    return { tokenId, accountId, personId, owesTotp, grants: owesTotp ? [] : row.grants, expiresAt, lastUsedAt };
  }

  /** Keeps the token from going idle; nobody waits for it. */
  private touch(tokenId: string, now: Date): void {
    this.transactions
      .run(SYSTEM_ACTOR, (tx) => tx.query(`UPDATE access_token SET last_used_at = $2 WHERE id = $1`, [tokenId, now]))
      .catch((error: unknown) => this.logger.warn(`An access token was not marked as used: ${String(error)}`));
  }
}
