import { ConnectedSocket, MessageBody, type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { TransportOffer } from '../contracts/media.contract.js';
import { EmptyRequest, PauseProducerRequest, ProduceRequest, ProducerRequest } from '../contracts/socket.js';
import { Policy } from '../infra/policy.js';
import { SocketCommand } from '../infra/socket/socket-command.js';
import type { NewsSocket } from '../infra/socket/socket-hub.js';
import { stageChannel } from '../rooms/channels.js';
import { Publishing } from '../rooms/publishing.service.js';

/** The socket's own session is the subject: `param` names nothing here. */
const HOST = { scope: 'party', capability: 'host', param: 'id' } as const;

/** Publishing sound and picture. Only sockets with a host's ticket get past the policy; a viewer can never publish. */
@WebSocketGateway()
export class StageGateway implements OnGatewayConnection<NewsSocket> {
  constructor(private readonly publishing: Publishing) {}

  async handleConnection(socket: NewsSocket): Promise<void> {
    if (socket.data.purpose === 'host') await socket.join(stageChannel(socket.data.subject));
  }

  @SocketCommand('media.open_send')
  @Policy('media.publish', HOST)
  openSend(@ConnectedSocket() socket: NewsSocket, @MessageBody() _request: EmptyRequest): Promise<TransportOffer> {
    return this.publishing.open(socket);
  }

  @SocketCommand('media.produce')
  @Policy('media.publish', HOST)
  produce(
    @ConnectedSocket() socket: NewsSocket,
    @MessageBody() request: ProduceRequest,
  ): Promise<{ producerId: string }> {
    return this.publishing.produce(socket, request);
  }

  @SocketCommand('media.pause_producer')
  @Policy('media.publish', HOST)
  pauseProducer(@ConnectedSocket() socket: NewsSocket, @MessageBody() request: PauseProducerRequest): Promise<void> {
    return this.publishing.setPaused(socket, request.producerId, request.paused);
  }

  @SocketCommand('media.close_producer')
  @Policy('media.publish', HOST)
  closeProducer(@ConnectedSocket() socket: NewsSocket, @MessageBody() request: ProducerRequest): Promise<void> {
    return this.publishing.withdraw(socket, request.producerId);
  }
}
