import { Body, Controller, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import {
  type EnterStageAnswer,
  EnterStageRequest,
  type StageLink,
  StageLinkRequest,
  type StageView,
} from '../contracts/stage.contract.js';
import type { Actor } from '../infra/actor.js';
import { CurrentActor, IdempotencyKey } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { StageEntrance } from './stage-entrance.service.js';
import { StageLinks } from './stage-links.service.js';
import { HOST, SessionId } from './stage-policies.js';
import { StageService } from './stage.service.js';

/**
 * The studio's commands. All but `enter` need the capability that entering by a host's link leaves, or an account of the
 * window that hosts the session.
 */
@ApiTags('stages')
@ApiHeader({ name: 'Idempotency-Key', required: false, description: '8 to 128 printable ASCII characters' })
@Controller('api/stages')
export class StagesController {
  constructor(
    private readonly stage: StageService,
    private readonly entrance: StageEntrance,
    private readonly links: StageLinks,
  ) {}

  @Post(':id/enter')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('stage.enter', { scope: 'public' })
  enter(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: EnterStageRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EnterStageAnswer> {
    return this.entrance.enter(actor, id, request, response);
  }

  @Post(':id/start')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  start(@CurrentActor() actor: Actor, @SessionId() id: string, @IdempotencyKey() key?: string): Promise<StageView> {
    return this.stage.command(actor, id, 'start', key);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  pause(@CurrentActor() actor: Actor, @SessionId() id: string, @IdempotencyKey() key?: string): Promise<StageView> {
    return this.stage.command(actor, id, 'pause', key);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  resume(@CurrentActor() actor: Actor, @SessionId() id: string, @IdempotencyKey() key?: string): Promise<StageView> {
    return this.stage.command(actor, id, 'resume', key);
  }

  @Post(':id/end')
  @HttpCode(200)
  @Policy('stage.run', HOST)
  end(@CurrentActor() actor: Actor, @SessionId() id: string, @IdempotencyKey() key?: string): Promise<StageView> {
    return this.stage.command(actor, id, 'end', key);
  }

  /** Only for staff: whoever came by a link hands none on. */
  @Post(':id/links')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('stage.run', { scope: 'owner', of: 'session', param: 'id' })
  link(@SessionId() id: string, @Body() request: StageLinkRequest): Promise<StageLink> {
    return this.links.issue(id, request);
  }
}
