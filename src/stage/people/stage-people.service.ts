import { Injectable } from '@nestjs/common';
import type { StageNameRequest, StageView } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { SocketHub } from '../../infra/socket/socket-hub.js';
import { stageChannel } from '../../rooms/channels.js';
import { RoomPeers } from '../../rooms/room-peers.service.js';
import { type HeldStage, holdStage } from '../stage-holding.js';
import { StageNews } from '../stage-news.service.js';
import { Participants } from './participants.service.js';

type HostCommand = 'bringOn' | 'takeOff' | 'mute' | 'unmute' | 'remove';

/** What is done with the people on a stage, by the hosts and by themselves. */
@Injectable()
export class StagePeople {
  constructor(
    private readonly transactions: Transactions,
    private readonly participants: Participants,
    private readonly news: StageNews,
    private readonly peers: RoomPeers,
    private readonly hub: SocketHub,
  ) {}

  /** @throws AppError `stage.person_not_found`, `stage.full`, `stage.wrong_state` when a host would remove himself */
  command(actor: Actor, sessionId: string, command: HostCommand, id: string): Promise<StageView> {
    return this.change(actor, sessionId, async (tx, stage) => {
      if (command === 'mute' || command === 'unmute') {
        await this.participants.mute(tx, stage, id, command === 'mute');
        return;
      }
      await this.participants[command](tx, stage, id);
      if (command === 'remove') tx.afterCommit(() => this.showOut(sessionId, id, 'removed'));
    });
  }

  rename(actor: Actor, sessionId: string, { name, unit }: StageNameRequest): Promise<StageView> {
    return this.change(actor, sessionId, async (tx, stage) => {
      await this.participants.rename(tx, await this.participants.own(tx, stage), { name, unit });
    });
  }

  /** Leaving on purpose gives the place on stage up; closing the page does not. */
  async leave(actor: Actor, sessionId: string): Promise<void> {
    await this.change(actor, sessionId, async (tx, stage) => {
      const own = await this.participants.own(tx, stage);
      await this.participants.leave(tx, stage, own);
      // A guest's other pages would go on seeing what is backstage.
      if (own.role === 'guest') tx.afterCommit(() => this.showOut(sessionId, own.id, 'left'));
      else tx.afterCommit(() => this.peers.expel(sessionId, own.id));
    });
  }

  private async change(
    actor: Actor,
    sessionId: string,
    work: (tx: Tx, stage: HeldStage) => Promise<void>,
  ): Promise<StageView> {
    await this.transactions.run(actor, async (tx) => work(tx, await holdStage(tx, sessionId)));
    return this.news.changed(sessionId);
  }

  private showOut(sessionId: string, participantId: string, reason: 'removed' | 'left'): void {
    for (const socket of this.hub.socketsIn(stageChannel(sessionId))) {
      if (socket.data.participantId !== participantId) continue;
      socket.emit('goodbye', { reason, retry: false });
      socket.disconnect(true);
    }
    this.peers.expel(sessionId, participantId);
  }
}
