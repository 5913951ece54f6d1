import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ShowAgendaItemRequest } from '../contracts/event.contract.js';
import type { StageView } from '../contracts/stage.contract.js';
import type { Actor } from '../infra/actor.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { CurrentActor } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { AgendaNow } from './agenda-now.service.js';

/** The agenda item on now: set by the host in the studio, or by the staff of the window. */
@ApiTags('stages')
@Controller('api/sessions')
export class AgendaNowController {
  constructor(private readonly now: AgendaNow) {}

  @Post(':id/agenda/current')
  @HttpCode(200)
  @Policy('stage.run', { scope: 'party', of: 'session', capability: 'host', param: 'id' })
  show(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('session.not_found')) id: string,
    @Body() { itemId }: ShowAgendaItemRequest,
  ): Promise<StageView> {
    return this.now.show(actor, id, itemId ?? null);
  }
}
