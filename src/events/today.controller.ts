import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TodayView } from '../contracts/today.contract.js';
import type { Actor } from '../infra/actor.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { CurrentActor } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { Today } from './today.read-model.js';

const OrganisationId = () => Param('id', new IdPipe('organisation.not_found'));

/** The first page of an organisation's console, as far as events go. */
@ApiTags('console')
@Controller('api/organisations')
export class TodayController {
  constructor(private readonly today: Today) {}

  @Get(':id/today')
  @Header('Cache-Control', 'no-store')
  @Policy('console.read', { scope: 'owner', of: 'organisation', param: 'id' })
  view(@CurrentActor() actor: Actor, @OrganisationId() id: string): Promise<TodayView> {
    return this.today.view(actor, id);
  }
}
