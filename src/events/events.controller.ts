import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CloneAnswer,
  CloneEventRequest,
  type EventDetail,
  type EventList,
  EventListQuery,
  EventRequest,
  KeyEventRequest,
} from '../contracts/event.contract.js';
import type { Actor } from '../infra/actor.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { CurrentActor, IdempotencyKey } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { EventClones } from './event-clones.service.js';
import { EventDetails } from './event-details.read-model.js';
import { EventLines } from './event-lines.read-model.js';
import { Events } from './events.service.js';

const EventId = () => Param('id', new IdPipe('event.not_found'));
const OrganisationId = () => Param('id', new IdPipe('organisation.not_found'));
const EDIT = { scope: 'owner', of: 'event', param: 'id' } as const;

/** Events as they are planned: declared, listed, read, changed, repeated. */
@ApiTags('events')
@Controller('api')
export class EventsController {
  constructor(
    private readonly events: Events,
    private readonly clones: EventClones,
    private readonly lines: EventLines,
    private readonly details: EventDetails,
  ) {}

  @Get('organisations/:id/events')
  @Header('Cache-Control', 'no-store')
  @Policy('event.read', { scope: 'owner', of: 'organisation', param: 'id' })
  list(@CurrentActor() actor: Actor, @OrganisationId() id: string, @Query() query: EventListQuery): Promise<EventList> {
    return this.lines.list(actor, id, query);
  }

  @Post('organisations/:id/events')
  @Policy('event.declare', { scope: 'owner', of: 'organisation', param: 'id' })
  declare(
    @CurrentActor() actor: Actor,
    @OrganisationId() id: string,
    @Body() request: EventRequest,
    @IdempotencyKey() key?: string,
  ): Promise<EventDetail> {
    return this.events.declare(actor, id, request, key).then((event) => this.details.detail(actor, event));
  }

  @Get('events/:id/detail')
  @Header('Cache-Control', 'no-store')
  @Policy('event.read', { scope: 'party', of: 'event', param: 'id' })
  detail(@CurrentActor() actor: Actor, @EventId() id: string): Promise<EventDetail> {
    return this.details.detail(actor, id);
  }

  @Put('events/:id')
  @Policy('event.edit', EDIT)
  change(@CurrentActor() actor: Actor, @EventId() id: string, @Body() request: EventRequest): Promise<EventDetail> {
    return this.events.change(actor, id, request).then(() => this.details.detail(actor, id));
  }

  @Put('events/:id/key')
  @Policy('event.edit', EDIT)
  setKey(@CurrentActor() actor: Actor, @EventId() id: string, @Body() request: KeyEventRequest): Promise<EventDetail> {
    return this.events.setKey(actor, id, request).then(() => this.details.detail(actor, id));
  }

  @Post('events/:id/clone')
  @HttpCode(201)
  @Policy('event.edit', EDIT)
  clone(
    @CurrentActor() actor: Actor,
    @EventId() id: string,
    @Body() request: CloneEventRequest,
    @IdempotencyKey() key?: string,
  ): Promise<CloneAnswer> {
    return this.clones.clone(actor, id, request, key).then((copy) => this.answer(actor, copy));
  }

  private async answer(actor: Actor, { id, leftOut }: { id: string; leftOut: CloneAnswer['leftOut'] }) {
    return { event: await this.details.detail(actor, id), leftOut };
  }
}
