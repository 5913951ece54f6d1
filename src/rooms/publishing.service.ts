import { Injectable } from '@nestjs/common';
import type { MediaJson, TransportOffer } from '../contracts/media.contract.js';
import type { ProduceRequest } from '../contracts/socket.js';
import { AppError } from '../infra/errors.js';
import type { NewsSocket } from '../infra/socket/socket-hub.js';
import { LiveRooms } from './live-rooms.service.js';
import { type IngestOffer, MediaProvider } from './media.provider.js';
import { RoomPeers } from './room-peers.service.js';
import { SessionBoards } from './session-boards.service.js';
import { mayBeLive } from './live-states.js';

/** Sending sound and picture into a session's room, from a browser or from an encoder on this machine. */
@Injectable()
export class Publishing {
  constructor(
    private readonly provider: MediaProvider,
    private readonly rooms: LiveRooms,
    private readonly boards: SessionBoards,
    private readonly peers: RoomPeers,
  ) {}

  /** What the room takes from a publisher and sends to one. */
  async capabilities(sessionId: string): Promise<MediaJson> {
    await this.rooms.open(sessionId);
    return this.provider.media.capabilities({ roomId: sessionId, role: 'publisher' });
  }

  /** @throws AppError `session.wrong_state` once the session is over */
  async open(socket: NewsSocket): Promise<TransportOffer> {
    await this.assertMayBeLive(socket.data.subject);
    await this.rooms.open(socket.data.subject);
    return this.provider.media.openTransport({ ...this.peers.present(socket), role: 'publisher', direction: 'send' });
  }

  async produce(socket: NewsSocket, request: ProduceRequest): Promise<{ producerId: string }> {
    await this.assertMayBeLive(socket.data.subject);
    const { transportId, kind, source, rtpParameters } = request;
    return this.provider.media.produce({ ...this.peers.address(socket), transportId, kind, source, rtpParameters });
  }

  async setPaused(socket: NewsSocket, producerId: string, paused: boolean): Promise<void> {
    await this.rooms.setPaused(socket.data.subject, socket.data.peerId, producerId, paused);
  }

  async withdraw(socket: NewsSocket, producerId: string): Promise<void> {
    await this.provider.media.closeProducer({ ...this.peers.address(socket), producerId });
  }

  /** Two ports for the RTP of an encoder; what the same encoder had before is closed. */
  async plugIn(sessionId: string, encoder: string): Promise<IngestOffer> {
    await this.rooms.open(sessionId);
    await this.unplug(sessionId, encoder);
    return this.provider.media.openIngest({ roomId: sessionId, peerId: encoder });
  }

  async unplug(sessionId: string, encoder: string): Promise<void> {
    await this.provider.media.removePeer({ roomId: sessionId, peerId: encoder });
  }

  private async assertMayBeLive(sessionId: string): Promise<void> {
    const { state } = await this.boards.newest(sessionId);
    if (!mayBeLive(state)) throw new AppError('session.wrong_state');
  }
}
