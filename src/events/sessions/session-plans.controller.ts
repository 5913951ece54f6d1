import { Body, Controller, Delete, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AddedSession,
  AgendaRequest,
  CancelRequest,
  type EventDetail,
  PostponeRequest,
  SessionRequest,
} from '../../contracts/event.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor, IdempotencyKey } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { Agendas } from '../agenda/agendas.service.js';
import { EventDetails } from '../event-details.read-model.js';
import { SessionPlans } from './session-plans.service.js';

const EventId = () => Param('id', new IdPipe('event.not_found'));
const SessionId = () => Param('id', new IdPipe('session.not_found'));
const EDIT = { scope: 'owner', of: 'session', param: 'id' } as const;

/** The sessions of an event with their agendas. Each command answers the event as it is then. */
@ApiTags('events')
@Controller('api')
export class SessionPlansController {
  constructor(
    private readonly plans: SessionPlans,
    private readonly agendas: Agendas,
    private readonly details: EventDetails,
  ) {}

  @Post('events/:id/sessions')
  @Policy('event.edit', { scope: 'owner', of: 'event', param: 'id' })
  async add(
    @CurrentActor() actor: Actor,
    @EventId() eventId: string,
    @Body() request: SessionRequest,
    @IdempotencyKey() key?: string,
  ): Promise<AddedSession> {
    const id = await this.plans.add(actor, eventId, request, key);
    return { id, event: await this.details.detail(actor, eventId) };
  }

  @Put('sessions/:id')
  @Policy('event.edit', EDIT)
  change(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: SessionRequest,
    @IdempotencyKey() key?: string,
  ): Promise<EventDetail> {
    return this.plans.change(actor, id, request, key).then((event) => this.details.detail(actor, event));
  }

  @Delete('sessions/:id')
  @Policy('event.edit', EDIT)
  remove(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<EventDetail> {
    return this.plans.remove(actor, id).then((event) => this.details.detail(actor, event));
  }

  @Post('sessions/:id/postpone')
  @HttpCode(200)
  @Policy('event.publish', EDIT)
  postpone(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: PostponeRequest,
    @IdempotencyKey() key?: string,
  ): Promise<EventDetail> {
    return this.plans.postpone(actor, id, request, key).then((event) => this.details.detail(actor, event));
  }

  @Post('sessions/:id/cancel')
  @HttpCode(200)
  @Policy('event.publish', EDIT)
  cancel(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: CancelRequest,
    @IdempotencyKey() key?: string,
  ): Promise<EventDetail> {
    return this.plans.cancel(actor, id, request.reason, key).then((event) => this.details.detail(actor, event));
  }

  @Put('sessions/:id/agenda')
  @Policy('event.edit', EDIT)
  replaceAgenda(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: AgendaRequest,
    @IdempotencyKey() key?: string,
  ): Promise<EventDetail> {
    return this.agendas.replace(actor, id, request, key).then((event) => this.details.detail(actor, event));
  }
}
