import { Body, Controller, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { StageNameRequest, type StageView } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { HOST, ON_STAGE, SessionId } from '../stage-policies.js';
import { StagePeople } from './stage-people.service.js';

const ParticipantId = () => Param('participantId', new IdPipe('stage.person_not_found'));

/** Who is on stage: brought on, taken off, muted and removed by the host; named and left by oneself. Safe to repeat. */
@ApiTags('stages')
@Controller('api/stages')
export class StagePeopleController {
  constructor(private readonly people: StagePeople) {}

  @Patch(':id/people/me')
  @Policy('stage.take_part', ON_STAGE)
  rename(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() request: StageNameRequest): Promise<StageView> {
    return this.people.rename(actor, id, request);
  }

  @Post(':id/leave')
  @HttpCode(204)
  @Policy('stage.take_part', ON_STAGE)
  leave(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<void> {
    return this.people.leave(actor, id);
  }

  @Post(':id/people/:participantId/bring-on')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  bringOn(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @ParticipantId() participantId: string,
  ): Promise<StageView> {
    return this.people.command(actor, id, 'bringOn', participantId);
  }

  @Post(':id/people/:participantId/take-off')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  takeOff(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @ParticipantId() participantId: string,
  ): Promise<StageView> {
    return this.people.command(actor, id, 'takeOff', participantId);
  }

  @Post(':id/people/:participantId/mute')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  mute(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @ParticipantId() participantId: string,
  ): Promise<StageView> {
    return this.people.command(actor, id, 'mute', participantId);
  }

  @Post(':id/people/:participantId/unmute')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  unmute(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @ParticipantId() participantId: string,
  ): Promise<StageView> {
    return this.people.command(actor, id, 'unmute', participantId);
  }

  @Post(':id/people/:participantId/remove')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  remove(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @ParticipantId() participantId: string,
  ): Promise<StageView> {
    return this.people.command(actor, id, 'remove', participantId);
  }
}
