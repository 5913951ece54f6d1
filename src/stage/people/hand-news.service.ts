import { Injectable, Logger } from '@nestjs/common';
import type { OwnHand } from '../../contracts/stage.contract.js';
import { type NewsSocket, SocketHub } from '../../infra/socket/socket-hub.js';
import { hostChannel, personChannel } from '../../rooms/channels.js';
import { StageNews } from '../stage-news.service.js';
import { HandLists, type HandOwner } from './hands.read-model.js';

/** Tells the hosts of raised hands, and each person of their own; nobody else hears of them. */
@Injectable()
export class HandNews {
  private readonly logger = new Logger(HandNews.name);

  constructor(
    private readonly lists: HandLists,
    private readonly hub: SocketHub,
    private readonly stage: StageNews,
  ) {}

  own(personId: string | null, sessionId: string): Promise<OwnHand> {
    return this.lists.own(personId, sessionId);
  }

  /** Whose hands are up, in all sessions. */
  owners(): Promise<HandOwner[]> {
    return this.lists.owners();
  }

  /** What was raised between the entrance of a host and the coming of their socket. */
  async greet(socket: NewsSocket): Promise<void> {
    try {
      socket.emit('hands.changed', { hands: await this.lists.open(socket.data.subject) });
    } catch (error) {
      this.logger.warn(`Host not told of raised hands: ${String(error)}`);
    }
  }

  /** After the commit. */
  async changed(sessionId: string, personId: string): Promise<OwnHand> {
    const [own, hands] = await Promise.all([this.lists.own(personId, sessionId), this.lists.open(sessionId)]);
    this.hub.publish(personChannel(sessionId, personId), 'hand.changed', own);
    this.hub.publish(hostChannel(sessionId), 'hands.changed', { hands });
    // Whoever accepted is backstage now.
    this.stage.tell(sessionId);
    return own;
  }
}
