import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RaisedHand } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { HOST, SessionId } from '../stage-policies.js';
import { HandCalling } from './hand-calling.service.js';

const HandId = () => Param('handId', new IdPipe('hand.not_found'));

/** Raised hands, as the hosts see and answer them. */
@ApiTags('stages')
@Controller('api/stages')
export class HandCallingController {
  constructor(private readonly hands: HandCalling) {}

  @Get(':id/hands')
  @Header('Cache-Control', 'no-store')
  @Policy('stage.run', HOST)
  list(@SessionId() id: string): Promise<RaisedHand[]> {
    return this.hands.list(id);
  }

  @Post(':id/hands/:handId/call')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  call(@CurrentActor() actor: Actor, @SessionId() id: string, @HandId() handId: string): Promise<RaisedHand[]> {
    return this.hands.settle(actor, id, handId, 'call');
  }

  @Post(':id/hands/:handId/dismiss')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  dismiss(@CurrentActor() actor: Actor, @SessionId() id: string, @HandId() handId: string): Promise<RaisedHand[]> {
    return this.hands.settle(actor, id, handId, 'dismiss');
  }
}
