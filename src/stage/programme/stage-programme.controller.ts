import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SceneRequest, type StageView } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { HOST, SessionId } from '../stage-policies.js';
import { Scenes } from './scenes.service.js';

/** Directing: what goes on air, and rehearsing it. */
@ApiTags('stages')
@Controller('api/stages')
export class StageProgrammeController {
  constructor(private readonly scenes: Scenes) {}

  @Put(':id/scene')
  @Policy('stage.run', HOST)
  choose(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() request: SceneRequest): Promise<StageView> {
    return this.scenes.choose(actor, id, request);
  }

  @Post(':id/rehearsal/start')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  start(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<StageView> {
    return this.scenes.rehearse(actor, id, true);
  }

  @Post(':id/rehearsal/end')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  end(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<StageView> {
    return this.scenes.rehearse(actor, id, false);
  }
}
