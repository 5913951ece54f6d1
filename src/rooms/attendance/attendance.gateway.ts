import { ConnectedSocket, MessageBody, WebSocketGateway } from '@nestjs/websockets';
import { type BeatAnswer, BeatRequest } from '../../contracts/attendance.contract.js';
import { AppError } from '../../infra/errors.js';
import { Policy } from '../../infra/policy.js';
import { SocketCommand } from '../../infra/socket/socket-command.js';
import type { NewsSocket } from '../../infra/socket/socket-hub.js';
import { Attending } from './attending.service.js';

/** Beats over the socket, which cost less than half of a request (docs/performance.md). */
@WebSocketGateway()
export class AttendanceGateway {
  constructor(private readonly attending: Attending) {}

  /** With the ticket of an earlier beat; a page begins over HTTP, where its cookies tell who it is. */
  @SocketCommand('attendance.beat')
  @Policy('session.attend', { scope: 'public' })
  beat(@ConnectedSocket() { data }: NewsSocket, @MessageBody() request: BeatRequest): BeatAnswer {
    const next = this.attending.beat(data.actor.personId, data.subject, request);
    if (!next) throw new AppError('attendance.ticket_expired');
    return next;
  }
}
