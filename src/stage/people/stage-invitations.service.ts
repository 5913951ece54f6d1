import { Inject, Injectable } from '@nestjs/common';
import { Links } from '../../accounts/links.js';
import { CONFIG, type Config } from '../../config.js';
import type { StageInvitation as Invited, StageInvitationRequest } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { linkAddress } from '../link-address.js';
import { holdStage } from '../stage-holding.js';
import { StageInvitation } from './stage-invitation.entity.js';

const MOST = 60;
const DAY_MS = 24 * 60 * 60_000;

interface InvitationRow extends Record<string, unknown> {
  id: string;
  name: string;
  unit: string;
  expiresAt: Date;
  revokedAt: Date | null;
  used: boolean;
}

/** Links for speakers without an account: one each, so that one can be withdrawn without the others. */
@Injectable()
export class StageInvitations {
  constructor(
    private readonly transactions: Transactions,
    private readonly reads: ReadPool,
    private readonly links: Links,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Opens until a day after the session's planned end. @throws AppError `stage.invitations_full` */
  async invite(actor: Actor, sessionId: string, { name, unit }: StageInvitationRequest): Promise<Invited> {
    const row = await this.transactions.run(actor, async (tx) => {
      await holdStage(tx, sessionId);
      const open = await tx.query(`SELECT 1 FROM stage_invitation WHERE session_id = $1 AND revoked_at IS NULL`, [
        sessionId,
      ]);
      if (open.length >= MOST) throw new AppError('stage.invitations_full');
      const [session] = await tx.query<{ endsAt: Date }>(`SELECT ends_at AS "endsAt" FROM session WHERE id = $1`, [
        sessionId,
      ]);
      const now = this.clock.now();
      const expiresAt = new Date(Math.max(session?.endsAt.getTime() ?? 0, now.getTime()) + DAY_MS);
      const invitation = { id: newId(), sessionId, name, unit, createdAt: now, expiresAt, revokedAt: null };
      await tx.manager.insert(StageInvitation, invitation);
      return { ...invitation, used: false };
    });
    return this.view(sessionId, row);
  }

  async list(sessionId: string): Promise<Invited[]> {
    const rows = await this.reads.query<InvitationRow>(
      `SELECT i.id, i.name, i.unit, i.expires_at AS "expiresAt", i.revoked_at AS "revokedAt",
              EXISTS (SELECT 1 FROM stage_participant p WHERE p.invitation_id = i.id) AS used
       FROM stage_invitation i WHERE i.session_id = $1 ORDER BY i.id DESC`,
      [sessionId],
    );
    return rows.map((row) => this.view(sessionId, row));
  }

  /** Who came by it already stays until a host removes them. @throws AppError `stage.invitation_not_found` */
  async revoke(actor: Actor, sessionId: string, id: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const [row] = await tx.query(
        `UPDATE stage_invitation SET revoked_at = coalesce(revoked_at, $3) WHERE id = $1 AND session_id = $2 RETURNING id`,
        [id, sessionId, this.clock.now()],
      );
      if (!row) throw new AppError('stage.invitation_not_found');
    });
  }

  private view(sessionId: string, { id, name, unit, expiresAt, revokedAt, used }: InvitationRow): Invited {
    const left = Math.floor((expiresAt.getTime() - this.clock.now().getTime()) / 1000);
    const state = revokedAt ? 'revoked' : left <= 0 ? 'expired' : used ? 'used' : 'open';
    const opens = !revokedAt && left > 0;
    return {
      id,
      name,
      unit,
      state,
      url: opens
        ? linkAddress(
            this.config.publicUrl,
            'speaker',
            sessionId,
            this.links.issue('speaker', sessionId, left, id).token,
          )
        : null,
      expiresAt: expiresAt.toISOString(),
    };
  }
}
