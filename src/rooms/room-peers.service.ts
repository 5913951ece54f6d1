import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { MediaJson } from '../contracts/media.contract.js';
import { AppError } from '../infra/errors.js';
import type { NewsSocket } from '../infra/socket/socket-hub.js';
import { MediaProvider } from './media.provider.js';

/**
 * How long a peer's media outlives its socket. A change of network or an expired ticket breaks the socket for a moment,
 * while the media itself often flows on: a host on air must not go dark for that.
 */
const GRACE_MS = 15_000;

interface RoomPeer {
  /** Who it is on the stage. */
  participantId: string | null;
  socket: NewsSocket | null;
  leaving: NodeJS.Timeout | null;
  /** What the browser can decode; null until it begins to watch. */
  rtpCapabilities: MediaJson | null;
}

export interface PeerAddress {
  roomId: string;
  peerId: string;
}

/** The peers of the media rooms: one per browser tab, kept over short breaks of its socket. */
@Injectable()
export class RoomPeers implements OnApplicationShutdown {
  private readonly logger = new Logger(RoomPeers.name);
  private readonly peers = new Map<string, RoomPeer>();

  constructor(private readonly provider: MediaProvider) {}

  address(socket: NewsSocket): PeerAddress {
    return { roomId: socket.data.subject, peerId: socket.data.peerId };
  }

  /** The address of a socket that is still here: a peer made for one that left meanwhile would stay behind. */
  present(socket: NewsSocket): PeerAddress {
    if (!socket.connected) throw new AppError('access.ticket_invalid');
    return this.address(socket);
  }

  /** A tab that comes back takes its peer over; a half-dead earlier socket of the same tab is closed. */
  arrive(socket: NewsSocket): void {
    const { participantId } = socket.data;
    const peer = this.peers.get(keyOf(socket)) ?? { participantId, socket: null, leaving: null, rtpCapabilities: null };
    if (peer.leaving) clearTimeout(peer.leaving);
    const earlier = peer.socket;
    this.peers.set(keyOf(socket), Object.assign(peer, { participantId, socket, leaving: null }));
    earlier?.disconnect(true);
    socket.once('disconnect', (reason) => this.leave(socket, reason === 'client namespace disconnect'));
  }

  setCapabilities(socket: NewsSocket, rtpCapabilities: MediaJson): void {
    const peer = this.peers.get(keyOf(socket));
    if (peer) peer.rtpCapabilities = rtpCapabilities;
  }

  capabilities(socket: NewsSocket): MediaJson | null {
    return this.peers.get(keyOf(socket))?.rtpCapabilities ?? null;
  }

  /** Whose peer it is, also while its socket is broken for a moment; null for viewers and encoders. */
  participantOf(roomId: string, peerId: string): string | null {
    return this.peers.get(`${roomId} ${peerId}`)?.participantId ?? null;
  }

  /** Takes somebody off the stage who may not stay: their media ends at once, without grace. */
  expel(roomId: string, participantId: string): void {
    for (const [key, peer] of this.peers) {
      if (!key.startsWith(`${roomId} `) || peer.participantId !== participantId) continue;
      if (peer.leaving) clearTimeout(peer.leaving);
      this.remove({ roomId, peerId: key.slice(roomId.length + 1) });
    }
  }

  onApplicationShutdown(): void {
    for (const { leaving } of this.peers.values()) if (leaving) clearTimeout(leaving);
    this.peers.clear();
  }

  /** @param onPurpose the page was left or reloaded: its media is gone with it, there is nothing to wait for */
  private leave(socket: NewsSocket, onPurpose: boolean): void {
    const peer = this.peers.get(keyOf(socket));
    if (peer?.socket !== socket) return;
    peer.socket = null;
    if (onPurpose) this.remove(this.address(socket));
    else peer.leaving = setTimeout(() => this.remove(this.address(socket)), GRACE_MS).unref();
  }

  private remove({ roomId, peerId }: PeerAddress): void {
    this.peers.delete(`${roomId} ${peerId}`);
    this.provider.media
      .removePeer({ roomId, peerId })
      .catch((error: unknown) => this.logger.warn(`Peer not removed: ${String(error)}`));
  }
}

function keyOf({ data }: NewsSocket): string {
  return `${data.subject} ${data.peerId}`;
}
