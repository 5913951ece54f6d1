import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { TransportOffer } from '../contracts/media.contract.js';
import { EmptyRequest, PauseProducerRequest, ProduceRequest, ProducerRequest } from '../contracts/socket.js';
import { Policy } from '../infra/policy.js';
import { SocketCommand } from '../infra/socket/socket-command.js';
import type { NewsSocket } from '../infra/socket/socket-hub.js';
import { hostChannel, stageChannel } from '../rooms/channels.js';
import { Publishing } from '../rooms/publishing.service.js';
import { StageNews } from './stage-news.service.js';
import { HandNews } from './people/hand-news.service.js';
import { StagePresence } from './people/stage-presence.service.js';

/** The socket's own session is the subject: `param` names nothing here. */
const ON_STAGE = { scope: 'party', capability: ['host', 'speaker'], param: 'id' } as const;

/** Publishing sound and picture. Only sockets with a ticket of the stage get past the policy; a viewer can never publish. */
@WebSocketGateway()
export class StageGateway implements OnGatewayConnection<NewsSocket>, OnGatewayDisconnect<NewsSocket> {
  constructor(
    private readonly publishing: Publishing,
    private readonly presence: StagePresence,
    private readonly news: StageNews,
    private readonly hands: HandNews,
  ) {}

  async handleConnection(socket: NewsSocket): Promise<void> {
    const { purpose, subject } = socket.data;
    if (purpose === 'viewer') return;
    if (!(await this.presence.stays(socket))) return;
    await socket.join(purpose === 'host' ? [stageChannel(subject), hostChannel(subject)] : stageChannel(subject));
    this.news.tell(subject);
    if (purpose === 'host') await this.hands.greet(socket);
  }

  handleDisconnect({ data }: NewsSocket): void {
    if (data.purpose !== 'viewer') this.news.tell(data.subject);
  }

  @SocketCommand('media.open_send')
  @Policy('media.publish', ON_STAGE)
  openSend(@ConnectedSocket() socket: NewsSocket, @MessageBody() _request: EmptyRequest): Promise<TransportOffer> {
    return this.publishing.open(socket);
  }

  @SocketCommand('media.produce')
  @Policy('media.publish', ON_STAGE)
  produce(
    @ConnectedSocket() socket: NewsSocket,
    @MessageBody() request: ProduceRequest,
  ): Promise<{ producerId: string }> {
    return this.publishing.produce(socket, request);
  }

  @SocketCommand('media.pause_producer')
  @Policy('media.publish', ON_STAGE)
  pauseProducer(@ConnectedSocket() socket: NewsSocket, @MessageBody() request: PauseProducerRequest): Promise<void> {
    return this.publishing.setPaused(socket, request.producerId, request.paused);
  }

  @SocketCommand('media.close_producer')
  @Policy('media.publish', ON_STAGE)
  closeProducer(@ConnectedSocket() socket: NewsSocket, @MessageBody() request: ProducerRequest): Promise<void> {
    return this.publishing.withdraw(socket, request.producerId);
  }
}
