import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { MediaJson, ProgrammeOffer, WatchOffer } from '../contracts/media.contract.js';
import {
  ConnectTransportRequest,
  EmptyRequest,
  ResumeRequest,
  TransportRequest,
  WatchRequest,
} from '../contracts/socket.js';
import { Policy } from '../infra/policy.js';
import { SocketCommand } from '../infra/socket/socket-command.js';
import type { NewsSocket } from '../infra/socket/socket-hub.js';
import { personChannel, sessionChannel } from './channels.js';
import { MediaProvider } from './media.provider.js';
import { RoomPeers } from './room-peers.service.js';
import { SessionBoards } from './session-boards.service.js';
import { Watching } from './watching.service.js';

/** Media signalling of everybody at a session. A ticket decided at the handshake who this socket is. */
@WebSocketGateway()
export class MediaGateway implements OnGatewayConnection<NewsSocket>, OnGatewayDisconnect<NewsSocket> {
  constructor(
    private readonly watching: Watching,
    private readonly provider: MediaProvider,
    private readonly boards: SessionBoards,
    private readonly peers: RoomPeers,
  ) {}

  async handleConnection(socket: NewsSocket): Promise<void> {
    this.peers.arrive(socket);
    const { subject, actor } = socket.data;
    await socket.join([sessionChannel(subject), personChannel(subject, actor.personId)]);
    this.boards.markDirty(socket.data.subject);
  }

  handleDisconnect(socket: NewsSocket): void {
    this.boards.markDirty(socket.data.subject);
  }

  @SocketCommand('media.watch')
  @Policy('media.watch', { scope: 'public' })
  watch(@ConnectedSocket() socket: NewsSocket, @MessageBody() request: WatchRequest): Promise<WatchOffer> {
    return this.watching.watch(socket, request.rtpCapabilities);
  }

  @SocketCommand('media.sync')
  @Policy('media.watch', { scope: 'public' })
  sync(@ConnectedSocket() socket: NewsSocket, @MessageBody() _request: EmptyRequest): Promise<ProgrammeOffer> {
    return this.watching.sync(socket);
  }

  @SocketCommand('media.connect')
  @Policy('media.connect', { scope: 'public' })
  async connect(@ConnectedSocket() socket: NewsSocket, @MessageBody() request: ConnectTransportRequest): Promise<void> {
    const { transportId, dtlsParameters } = request;
    await this.provider.media.connectTransport({ ...this.peers.address(socket), transportId, dtlsParameters });
  }

  @SocketCommand('media.resume')
  @Policy('media.watch', { scope: 'public' })
  async resume(@ConnectedSocket() socket: NewsSocket, @MessageBody() request: ResumeRequest): Promise<void> {
    await this.provider.media.resumeConsumers({ ...this.peers.address(socket), consumerIds: request.consumerIds });
  }

  @SocketCommand('media.restart_ice')
  @Policy('media.connect', { scope: 'public' })
  restartIce(
    @ConnectedSocket() socket: NewsSocket,
    @MessageBody() request: TransportRequest,
  ): Promise<{ iceParameters: MediaJson }> {
    return this.provider.media.restartIce({ ...this.peers.address(socket), transportId: request.transportId });
  }

  @SocketCommand('media.leave')
  @Policy('media.watch', { scope: 'public' })
  async leave(@ConnectedSocket() socket: NewsSocket, @MessageBody() _request: EmptyRequest): Promise<void> {
    await this.provider.media.closeTransport({ ...this.peers.address(socket), direction: 'receive' });
  }
}
