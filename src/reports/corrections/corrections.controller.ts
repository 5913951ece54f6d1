import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { type Correction, CorrectionRequest, WithdrawCorrectionRequest } from '../../contracts/correction.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor, IdempotencyKey } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { CorrectionLists } from './correction-lists.read-model.js';
import { Corrections } from './corrections.service.js';

const SessionId = () => Param('session', new IdPipe('session.not_found'));
const IDEMPOTENCY = { name: 'Idempotency-Key', required: false, description: '8 to 128 printable ASCII characters' };
const OF_SESSION = { scope: 'owner', of: 'session', param: 'session' } as const;

/** Corrections of a session's attendance; each answer is the whole list. */
@ApiTags('statistics')
@Controller('api/sessions/:session/corrections')
export class CorrectionsController {
  constructor(
    private readonly corrections: Corrections,
    private readonly lists: CorrectionLists,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @Policy('attendance.read', OF_SESSION)
  list(@SessionId() session: string): Promise<Correction[]> {
    return this.lists.of(session);
  }

  @Post()
  @HttpCode(200)
  @Policy('attendance.edit', OF_SESSION)
  @ApiHeader(IDEMPOTENCY)
  async add(
    @CurrentActor() actor: Actor,
    @SessionId() session: string,
    @Body() request: CorrectionRequest,
    @IdempotencyKey() key?: string,
  ): Promise<Correction[]> {
    await this.corrections.add(actor, session, request, key);
    return this.lists.of(session);
  }

  @Post(':id/withdrawal')
  @HttpCode(200)
  @Policy('attendance.edit', OF_SESSION)
  @ApiHeader(IDEMPOTENCY)
  async withdraw(
    @CurrentActor() actor: Actor,
    @SessionId() session: string,
    @Param('id', new IdPipe('correction.not_found')) id: string,
    @Body() { reason }: WithdrawCorrectionRequest,
    @IdempotencyKey() key?: string,
  ): Promise<Correction[]> {
    await this.corrections.withdraw(actor, session, id, reason, key);
    return this.lists.of(session);
  }
}
