import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { MediaJson, ProgrammeOffer, WatchOffer } from '../contracts/media.contract.js';
import type { JoinSessionAnswer, JoinSessionRequest } from '../contracts/session.contract.js';
import { SessionStates, type SessionStatus } from '../events/sessions/session-states.service.js';
import type { Actor } from '../infra/actor.js';
import { AppError } from '../infra/errors.js';
import type { NewsSocket } from '../infra/socket/socket-hub.js';
import type { Ticket } from '../infra/socket/ticket.js';
import { LiveRooms } from './live-rooms.service.js';
import { mayBeLive } from './live-states.js';
import { MediaProvider } from './media.provider.js';
import { RoomPeers } from './room-peers.service.js';
import { SessionBoards } from './session-boards.service.js';
import { SessionEntry } from './session-entry.service.js';
import { streamAddresses } from './session-pages.read-model.js';

/** Joining a session and receiving its programme. */
@Injectable()
export class Watching {
  constructor(
    private readonly states: SessionStates,
    private readonly boards: SessionBoards,
    private readonly rooms: LiveRooms,
    private readonly provider: MediaProvider,
    private readonly entry: SessionEntry,
    private readonly peers: RoomPeers,
  ) {}

  /** @throws AppError `session.not_found`, and what `SessionEntry.admit` throws */
  async join(
    actor: Actor,
    sessionId: string,
    request: JoinSessionRequest,
    response: Response,
  ): Promise<JoinSessionAnswer> {
    const status = await this.states.status(sessionId);
    await this.entry.admit(actor, status, request.link, response);
    const { ticket, expiresAt } = await this.entry.ticket(actor, claimOf(sessionId, request), response);
    const rtpCapabilities = request.webrtc ? await this.capabilities(status) : null;
    return {
      playback: rtpCapabilities ? 'webrtc' : 'hls',
      ticket,
      ticketExpiresAt: expiresAt.toISOString(),
      rtpCapabilities,
      streams: streamAddresses(sessionId),
      board: await this.boards.newest(sessionId),
    };
  }

  /** Opens (or opens anew) the receiving transport of a socket and offers what is on air. */
  async watch(socket: NewsSocket, rtpCapabilities: MediaJson): Promise<WatchOffer> {
    const sessionId = socket.data.subject;
    const { state } = await this.boards.newest(sessionId);
    if (!mayBeLive(state)) throw new AppError('session.wrong_state');
    await this.rooms.open(sessionId);
    const transport = await this.provider.media.openTransport({
      ...this.peers.present(socket),
      role: isOnStage(socket) ? 'publisher' : 'viewer',
      direction: 'receive',
    });
    this.peers.setCapabilities(socket, rtpCapabilities);
    return { transport, programme: await this.sync(socket) };
  }

  /** What the socket should be receiving now (viewers the programme, people on stage each other); creates and closes consumers accordingly. */
  async sync(socket: NewsSocket): Promise<ProgrammeOffer> {
    const sessionId = socket.data.subject;
    const rtpCapabilities = this.peers.capabilities(socket);
    const room = this.rooms.get(sessionId);
    if (!rtpCapabilities || !room) throw new AppError('media.transport_not_found');
    const version = room.programmeVersion;
    const { peerId } = socket.data;
    const producerIds = isOnStage(socket) ? room.producerIdsForStage(peerId) : room.producerIdsOnAir();
    const { consumers } = await this.provider.media.syncConsumers({
      roomId: sessionId,
      peerId,
      producerIds,
      // On stage only what is on air is seen in a large picture.
      small: isOnStage(socket) ? producerIds.filter((id) => !room.isShown(id)) : [],
      rtpCapabilities,
    });
    return { version, consumers };
  }

  /** Null when this viewer should begin with the broadcast: the room for WebRTC is full, or there is nothing live. */
  private async capabilities(status: SessionStatus): Promise<MediaJson | null> {
    if (!mayBeLive(status.state)) return null;
    try {
      await this.rooms.open(status.id);
      const { free } = await this.provider.media.viewerRoom({ roomId: status.id });
      return free > 0 ? await this.provider.media.capabilities({ roomId: status.id, role: 'viewer' }) : null;
    } catch (error) {
      // Without a working media node the broadcast that exists can still be watched.
      if ((error as Error).name === 'MediaError') return null;
      throw error;
    }
  }
}

function isOnStage({ data }: NewsSocket): boolean {
  return data.purpose !== 'viewer';
}

function claimOf(sessionId: string, { channel }: JoinSessionRequest): Omit<Ticket, 'personId'> {
  return { subject: sessionId, purpose: 'viewer', ...(channel && { channel }) };
}
