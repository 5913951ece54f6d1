import { Injectable, Logger } from '@nestjs/common';
import type { StageView } from '../contracts/stage.contract.js';
import { SocketHub } from '../infra/socket/socket-hub.js';
import { stageChannel } from '../rooms/channels.js';
import { LiveRooms } from '../rooms/live-rooms.service.js';
import { Director } from './director.service.js';
import { StageViews } from './stage-views.service.js';

/** Tells every open studio of a session what its stage has become. */
@Injectable()
export class StageNews {
  private readonly logger = new Logger(StageNews.name);
  /** Sessions that are being told, and whether something changed meanwhile. */
  private readonly telling = new Map<string, { again: boolean }>();

  constructor(
    private readonly director: Director,
    private readonly views: StageViews,
    private readonly hub: SocketHub,
    rooms: LiveRooms,
  ) {
    rooms.onChange(({ sessionId }) => this.tell(sessionId));
  }

  /** After a command, once it is committed: the programme follows, the studios hear of it. */
  async changed(sessionId: string): Promise<StageView> {
    await this.director.follow(sessionId);
    this.tell(sessionId);
    return this.views.view(sessionId);
  }

  /** Reads and tells, one after the other: an older view never comes after a newer one. */
  tell(sessionId: string): void {
    if (this.hub.socketsIn(stageChannel(sessionId)).length === 0) return;
    const underWay = this.telling.get(sessionId);
    if (underWay) underWay.again = true;
    else void this.tellUntilSettled(sessionId);
  }

  private async tellUntilSettled(sessionId: string): Promise<void> {
    const turn = { again: false };
    this.telling.set(sessionId, turn);
    do {
      turn.again = false;
      try {
        this.hub.publish(stageChannel(sessionId), 'stage.changed', await this.views.view(sessionId));
      } catch (error) {
        this.logger.warn(`Studio not told: ${String(error)}`);
      }
    } while (turn.again);
    this.telling.delete(sessionId);
  }
}
