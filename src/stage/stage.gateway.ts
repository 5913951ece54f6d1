import { ConnectedSocket, MessageBody, type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { TransportOffer } from '../contracts/media.contract.js';
import { EmptyRequest, PauseProducerRequest, ProduceRequest, ProducerRequest } from '../contracts/socket.js';
import { Policy } from '../infra/policy.js';
import { SocketCommand } from '../infra/socket/socket-command.js';
import type { NewsSocket } from '../infra/socket/socket-hub.js';
import { stageChannel } from '../rooms/channels.js';
import { LiveRooms } from '../rooms/live-rooms.service.js';
import { MediaProvider } from '../rooms/media.provider.js';
import { RoomPeers } from '../rooms/room-peers.service.js';

/** The socket's own session is the subject: `param` names nothing here. */
const HOST = { scope: 'party', capability: 'host', param: 'id' } as const;

/** Publishing sound and picture. Only sockets with a host's ticket get past the policy; a viewer can never publish. */
@WebSocketGateway()
export class StageGateway implements OnGatewayConnection<NewsSocket> {
  constructor(
    private readonly provider: MediaProvider,
    private readonly rooms: LiveRooms,
    private readonly peers: RoomPeers,
  ) {}

  async handleConnection(socket: NewsSocket): Promise<void> {
    if (socket.data.purpose === 'host') await socket.join(stageChannel(socket.data.subject));
  }

  @SocketCommand('media.open_send')
  @Policy('media.publish', HOST)
  async openSend(
    @ConnectedSocket() socket: NewsSocket,
    @MessageBody() _request: EmptyRequest,
  ): Promise<TransportOffer> {
    await this.rooms.open(socket.data.subject);
    return this.provider.media.openTransport({ ...this.peers.address(socket), role: 'publisher', direction: 'send' });
  }

  @SocketCommand('media.produce')
  @Policy('media.publish', HOST)
  produce(
    @ConnectedSocket() socket: NewsSocket,
    @MessageBody() request: ProduceRequest,
  ): Promise<{ producerId: string }> {
    const { transportId, kind, source, rtpParameters } = request;
    return this.provider.media.produce({ ...this.peers.address(socket), transportId, kind, source, rtpParameters });
  }

  @SocketCommand('media.pause_producer')
  @Policy('media.publish', HOST)
  async pauseProducer(
    @ConnectedSocket() socket: NewsSocket,
    @MessageBody() request: PauseProducerRequest,
  ): Promise<void> {
    await this.rooms.setPaused(socket.data.subject, socket.data.peerId, request.producerId, request.paused);
  }

  @SocketCommand('media.close_producer')
  @Policy('media.publish', HOST)
  async closeProducer(@ConnectedSocket() socket: NewsSocket, @MessageBody() request: ProducerRequest): Promise<void> {
    await this.provider.media.closeProducer({ ...this.peers.address(socket), producerId: request.producerId });
  }
}
