import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AnswerCohostRequest,
  type CohostInvitation,
  type EventDetail,
  InviteCohostRequest,
} from '../../contracts/event.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor, IdempotencyKey } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { CohostLists } from './cohosts.read-model.js';
import { Cohosts } from './cohosts.service.js';
import { EventDetails } from '../event-details.read-model.js';

/** Inviting co-hosts and answering. */
@ApiTags('events')
@Controller('api')
export class CohostsController {
  constructor(
    private readonly cohosts: Cohosts,
    private readonly lists: CohostLists,
    private readonly details: EventDetails,
  ) {}

  @Post('events/:id/cohosts')
  @HttpCode(200)
  @Policy('event.edit', { scope: 'owner', of: 'event', param: 'id' })
  invite(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('event.not_found')) id: string,
    @Body() request: InviteCohostRequest,
    @IdempotencyKey() key?: string,
  ): Promise<EventDetail> {
    return this.cohosts.invite(actor, id, request, key).then(() => this.details.detail(actor, id));
  }

  @Post('cohosts/:id/answer')
  @HttpCode(204)
  @Policy('cohost.answer', { scope: 'owner', of: 'cohost', param: 'id' })
  answer(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('cohost.not_found')) id: string,
    @Body() request: AnswerCohostRequest,
  ): Promise<void> {
    return this.cohosts.answer(actor, id, request);
  }

  @Get('organisations/:id/cohost-invitations')
  @Header('Cache-Control', 'no-store')
  @Policy('console.read', { scope: 'owner', of: 'organisation', param: 'id' })
  waiting(@Param('id', new IdPipe('organisation.not_found')) id: string): Promise<CohostInvitation[]> {
    return this.lists.waiting(id);
  }
}
