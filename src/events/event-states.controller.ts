import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CancelRequest, type EventDetail } from '../contracts/event.contract.js';
import type { Actor } from '../infra/actor.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { CurrentActor } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { EventDetails } from './event-details.read-model.js';
import { EventStates } from './event-states.service.js';

const EventId = () => Param('id', new IdPipe('event.not_found'));
const PUBLISH = { scope: 'owner', of: 'event', param: 'id' } as const;

/** Publication and plan of an event. Of two who press at once one moves it, the other is told. */
@ApiTags('events')
@Controller('api/events')
export class EventStatesController {
  constructor(
    private readonly states: EventStates,
    private readonly details: EventDetails,
  ) {}

  @Post(':id/publish')
  @HttpCode(200)
  @Policy('event.publish', PUBLISH)
  publish(@CurrentActor() actor: Actor, @EventId() id: string): Promise<EventDetail> {
    return this.states.publish(actor, id).then(() => this.details.detail(actor, id));
  }

  @Post(':id/unpublish')
  @HttpCode(200)
  @Policy('event.publish', PUBLISH)
  unpublish(@CurrentActor() actor: Actor, @EventId() id: string): Promise<EventDetail> {
    return this.states.unpublish(actor, id).then(() => this.details.detail(actor, id));
  }

  @Post(':id/archive')
  @HttpCode(200)
  @Policy('event.publish', PUBLISH)
  archive(@CurrentActor() actor: Actor, @EventId() id: string): Promise<EventDetail> {
    return this.states.archive(actor, id).then(() => this.details.detail(actor, id));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Policy('event.publish', PUBLISH)
  cancel(@CurrentActor() actor: Actor, @EventId() id: string, @Body() request: CancelRequest): Promise<EventDetail> {
    return this.states.cancel(actor, id, request.reason).then(() => this.details.detail(actor, id));
  }
}
