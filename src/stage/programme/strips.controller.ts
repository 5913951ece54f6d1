import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { StripSpan } from '../../contracts/session.contract.js';
import type { Actor } from '../../infra/actor.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { SessionId } from '../stage-policies.js';
import { StripAudience } from './strip-audience.service.js';

/** For players that are behind, and for the replay: the name strips of a session with their times. */
@ApiTags('sessions')
@Controller('api/sessions')
export class StripsController {
  constructor(private readonly strips: StripAudience) {}

  @Get(':id/strips')
  @Header('Cache-Control', 'no-cache')
  @Policy('session.read', { scope: 'public' })
  list(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StripSpan[]> {
    return this.strips.list(actor, id, response);
  }
}
