import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AreaChoice,
  type EnterpriseSuggestion,
  type Partner,
  PartnerQuery,
  SuggestionQuery,
  type WindowPage,
  WindowRequest,
} from '../../contracts/organisation.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { Partners } from '../partners.read-model.js';
import { PublicNetwork } from './public-network.read-model.js';
import { Windows } from './windows.service.js';

/** The network of windows: as everybody may see it, and as the system administrator arranges it. */
@ApiTags('network')
@Controller('api')
export class NetworkController {
  constructor(
    private readonly network: PublicNetwork,
    private readonly partners: Partners,
    private readonly windows: Windows,
  ) {}

  @Get('areas')
  @Header('Cache-Control', 'public, max-age=300')
  @Policy('network.read', { scope: 'public' })
  areas(): Promise<AreaChoice[]> {
    return this.network.areas();
  }

  @Get('enterprises/suggestions')
  @Header('Cache-Control', 'no-store')
  @Policy('network.read', { scope: 'public' })
  suggestions(@Query() { q }: SuggestionQuery): Promise<EnterpriseSuggestion[]> {
    return this.network.suggestions(q);
  }

  @Get('partners')
  @Header('Cache-Control', 'no-store')
  @Policy('network.read', { scope: 'self' })
  search(@Query() query: PartnerQuery): Promise<Partner[]> {
    return this.partners.search(query);
  }

  /** By id or area code. */
  @Get('windows/:key')
  @Header('Cache-Control', 'no-cache')
  @Policy('network.read', { scope: 'public' })
  window(@Param('key') key: string): Promise<WindowPage> {
    return this.network.window(key);
  }

  @Post('admin/windows')
  @Policy('organisation.arrange', { scope: 'platform' })
  create(@CurrentActor() actor: Actor, @Body() request: WindowRequest): Promise<{ id: string }> {
    return this.windows.create(actor, request);
  }

  @Put('admin/windows/:id')
  @HttpCode(204)
  @Policy('organisation.arrange', { scope: 'platform' })
  arrange(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('organisation.not_found')) id: string,
    @Body() request: WindowRequest,
  ): Promise<void> {
    return this.windows.arrange(actor, id, request);
  }
}
