import { Body, Controller, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type BeatAnswer, BeatRequest } from '../../contracts/attendance.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { Attending } from './attending.service.js';

/** For pages with and without a socket, and for the last beat of a page that is closed (`sendBeacon`). */
@ApiTags('sessions')
@Controller('api')
export class AttendanceController {
  constructor(private readonly attending: Attending) {}

  /** Without a ticket a page begins; with one it goes on. */
  @Post('sessions/:id/beats')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('session.attend', { scope: 'public' })
  async beat(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('session.not_found')) id: string,
    @Body() request: BeatRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BeatAnswer> {
    const next = request.ticket === undefined ? null : this.attending.beat(actor.personId, id, request);
    return next ?? this.attending.begin(actor, id, request, response);
  }
}
