import { Injectable, Logger } from '@nestjs/common';
import type { StageView } from '../contracts/stage.contract.js';
import { SocketHub } from '../infra/socket/socket-hub.js';
import { stageChannel } from '../rooms/channels.js';
import { LiveRooms } from '../rooms/live-rooms.service.js';
import { SessionBoards } from '../rooms/session-boards.service.js';
import { SessionPages } from '../rooms/session-pages.read-model.js';

/** What a studio shows, and telling every open studio of a session when it changes. */
@Injectable()
export class StageViews {
  private readonly logger = new Logger(StageViews.name);

  constructor(
    private readonly pages: SessionPages,
    private readonly boards: SessionBoards,
    private readonly rooms: LiveRooms,
    private readonly hub: SocketHub,
  ) {
    rooms.onChange(({ sessionId }) => {
      if (this.hub.socketsIn(stageChannel(sessionId)).length === 0) return;
      this.publish(sessionId).catch((error: unknown) => this.logger.warn(`Studio not told: ${String(error)}`));
    });
  }

  async view(sessionId: string): Promise<StageView> {
    const [session, board] = await Promise.all([this.pages.page(sessionId), this.boards.refresh(sessionId)]);
    return { session, board, tracks: this.rooms.get(sessionId)?.stageTracks() ?? [] };
  }

  /** Tells the studios of the session, and answers what it told them. */
  async publish(sessionId: string): Promise<StageView> {
    const view = await this.view(sessionId);
    this.hub.publish(stageChannel(sessionId), 'stage.changed', view);
    return view;
  }
}
