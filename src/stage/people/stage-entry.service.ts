import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import type { EnterStageRequest } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { SocketHub } from '../../infra/socket/socket-hub.js';
import { stageChannel } from '../../rooms/channels.js';
import type { Admission } from '../stage-admission.service.js';
import { holdStage } from '../stage-holding.js';
import { Participants } from './participants.service.js';
import { StageInvitation } from './stage-invitation.entity.js';
import type { StageParticipant } from './stage-participant.entity.js';

type Words = Pick<EnterStageRequest, 'name' | 'unit'>;

/** Coming onto a stage: the row that keeps one's place, and the name that is asked for once. */
@Injectable()
export class StageEntry {
  constructor(
    private readonly transactions: Transactions,
    private readonly participants: Participants,
    private readonly hub: SocketHub,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @throws AppError `stage.name_required` while a speaker has no name, `stage.backstage_full`, `stage.removed`,
   *   `stage.invitation_revoked`, `session.not_found`
   */
  async enter(
    actor: Actor & { personId: string },
    sessionId: string,
    admission: Admission,
    words: Words,
  ): Promise<StageParticipant> {
    const participant = await this.transactions.run(actor, async (tx) => {
      // Who comes late sees that it is over.
      const stage = await holdStage(tx, sessionId, { alsoOver: true });
      const invited = await this.invited(tx, sessionId, admission.invitationId);
      const known = await this.nameOf(tx, actor);
      const arrival = {
        personId: actor.personId,
        role: admission.role,
        name: words.name ?? (invited?.name || known),
        unit: words.unit ?? invited?.unit ?? '',
        invitationId: admission.invitationId,
      };
      const entered = await this.participants.enter(tx, stage, arrival);
      if (words.name === undefined) return entered;
      const named = { name: words.name, unit: words.unit ?? entered.unit };
      await this.participants.rename(tx, entered, named);
      return { ...entered, ...named };
    });
    // The row stays: whoever comes back with a name is known as invited by that link.
    if (participant.role !== 'host' && participant.name === '') throw new AppError('stage.name_required');
    this.refuseCrowd(sessionId, participant);
    return participant;
  }

  private async invited(tx: Tx, sessionId: string, id: string | null): Promise<StageInvitation | null> {
    if (!id) return null;
    const row = await tx.manager.findOneBy(StageInvitation, { id, sessionId });
    if (!row || row.revokedAt || row.expiresAt <= this.clock.now()) throw new AppError('stage.invitation_revoked');
    return row;
  }

  /** What an account is called; hosts by a link are asked for nothing. */
  private async nameOf(tx: Tx, { accountId }: Actor): Promise<string> {
    if (!accountId) return '';
    const [row] = await tx.query<{ name: string }>(`SELECT display_name AS name FROM account WHERE id = $1`, [
      accountId,
    ]);
    return row?.name ?? '';
  }

  /** Those who are here already are not counted again: a second page or a reload is always let in. */
  private refuseCrowd(sessionId: string, { id, place }: StageParticipant): void {
    if (place === 'on_stage') return;
    const here = this.hub.socketsIn(stageChannel(sessionId)).map(({ data }) => data.participantId);
    const others = new Set(here.filter((other) => other !== id));
    if (!here.includes(id) && others.size >= this.config.stage.backstage + this.config.stage.onStage) {
      throw new AppError('stage.backstage_full');
    }
  }
}
