import { Body, Controller, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AccessCodeRequest, type SessionEntryView } from '../contracts/registration.contract.js';
import type { Actor } from '../infra/actor.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { CurrentActor } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { SessionCodes } from './session-codes.service.js';

/** The way into a session that opens by a code. */
@ApiTags('sessions')
@Controller('api/sessions')
export class SessionCodesController {
  constructor(private readonly codes: SessionCodes) {}

  /** Ten wrong codes a minute, then 429. */
  @Post(':id/code')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('session.join', { scope: 'public' })
  enter(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('session.not_found')) id: string,
    @Body() { code }: AccessCodeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionEntryView> {
    return this.codes.enter(actor, id, code, response);
  }
}
