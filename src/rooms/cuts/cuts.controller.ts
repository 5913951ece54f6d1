import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { CutRequest, type CutView, LiftCutRequest } from '../../contracts/cut.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor, IdempotencyKey } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { CutViews } from './cut-views.read-model.js';
import { Cuts } from './cuts.service.js';

const SessionId = () => Param('id', new IdPipe('session.not_found'));
const PARTY = { scope: 'party', capability: 'host', of: 'session', param: 'id' } as const;

/** One-key cut (紧急切断). Hosts and staff press it, windows above as well; only a responsible account lifts it. */
@ApiTags('stages')
@ApiHeader({ name: 'Idempotency-Key', required: false, description: '8 to 128 printable ASCII characters' })
@Controller('api/stages')
export class CutsController {
  constructor(
    private readonly cuts: Cuts,
    private readonly views: CutViews,
  ) {}

  @Get(':id/cut')
  @Header('Cache-Control', 'no-store')
  @Policy('stage.cut', PARTY)
  view(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<CutView> {
    return this.views.view(actor, id);
  }

  @Post(':id/cut')
  @HttpCode(200)
  @Policy('stage.cut', PARTY)
  cut(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: CutRequest,
    @IdempotencyKey() key?: string,
  ): Promise<CutView> {
    return this.cuts.cut(actor, id, request, key).then(() => this.views.view(actor, id));
  }

  @Post(':id/cut/lift')
  @HttpCode(200)
  @Policy('stage.lift_cut', { scope: 'owner', of: 'session', param: 'id' })
  lift(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: LiftCutRequest,
    @IdempotencyKey() key?: string,
  ): Promise<CutView> {
    return this.cuts.lift(actor, id, request, key).then(() => this.views.view(actor, id));
  }
}
