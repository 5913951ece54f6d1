import { Inject, Injectable } from '@nestjs/common';
import { Links } from '../accounts/links.js';
import { CONFIG, type Config } from '../config.js';
import type { StageLink, StageLinkRequest } from '../contracts/stage.contract.js';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { AppError } from '../infra/errors.js';
import { linkAddress } from './link-address.js';

const HOUR_S = 3600;
/** A session runs over its time, and is watched once more the day after. */
const AFTER_END_S = 24 * HOUR_S;

/** Signed links to a session, for speakers and viewers without an account. */
@Injectable()
export class StageLinks {
  constructor(
    private readonly links: Links,
    private readonly reads: ReadPool,
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `session.not_found` */
  async issue(sessionId: string, { purpose, hours }: StageLinkRequest): Promise<StageLink> {
    const [session] = await this.reads.query<{ endsAt: Date }>(
      `SELECT ends_at AS "endsAt" FROM session WHERE id = $1`,
      [sessionId],
    );
    if (!session) throw new AppError('session.not_found');
    const { token, expiresAt } = this.links.issue(purpose, sessionId, hours ? hours * HOUR_S : this.usual(session));
    return { url: linkAddress(this.config.publicUrl, purpose, sessionId, token), expiresAt: expiresAt.toISOString() };
  }

  /** In seconds; of a session that is over, a day. */
  private usual({ endsAt }: { endsAt: Date }): number {
    const ahead = Math.round((endsAt.getTime() - this.clock.now().getTime()) / 1000);
    return Math.max(ahead, 0) + AFTER_END_S;
  }
}
