import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  BelowQuery,
  MergeOrganisationRequest,
  type OrganisationDetail,
  type OrganisationList,
  OrganisationRequest,
  ServiceItemRequest,
  type ServiceItemView,
} from '../contracts/organisation.contract.js';
import type { Actor } from '../infra/actor.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { CurrentActor, IdempotencyKey } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { Merging } from './merging/merging.service.js';
import { Organisations } from './organisations.service.js';
import { OrganisationViews } from './organisations.read-model.js';
import { ServiceItems } from './service-items.service.js';

const OrganisationId = () => Param('id', new IdPipe('organisation.not_found'));
const ItemId = () => Param('id', new IdPipe('service_item.not_found'));

/** Organisations with what they offer. */
@ApiTags('organisations')
@Controller('api')
export class OrganisationsController {
  constructor(
    private readonly views: OrganisationViews,
    private readonly organisations: Organisations,
    private readonly services: ServiceItems,
    private readonly merging: Merging,
  ) {}

  @Get('organisations/:id')
  @Header('Cache-Control', 'no-store')
  @Policy('organisation.read', { scope: 'party', of: 'organisation', param: 'id' })
  detail(@CurrentActor() actor: Actor, @OrganisationId() id: string): Promise<OrganisationDetail> {
    return this.views.detail(actor, id);
  }

  @Get('organisations/:id/below')
  @Header('Cache-Control', 'no-store')
  @Policy('organisation.read', { scope: 'owner', of: 'organisation', param: 'id' })
  below(@OrganisationId() id: string, @Query() query: BelowQuery): Promise<OrganisationList> {
    return this.views.below(id, query);
  }

  @Put('organisations/:id')
  @HttpCode(204)
  @Policy('organisation.edit', { scope: 'owner', of: 'organisation', param: 'id' })
  edit(
    @CurrentActor() actor: Actor,
    @OrganisationId() id: string,
    @Body() request: OrganisationRequest,
  ): Promise<void> {
    return this.organisations.edit(actor, id, request);
  }

  @Post('organisations/:id/merge')
  @HttpCode(204)
  @Policy('organisation.merge', { scope: 'owner', of: 'organisation', param: 'id' })
  merge(
    @CurrentActor() actor: Actor,
    @IdempotencyKey() key: string | undefined,
    @OrganisationId() id: string,
    @Body() request: MergeOrganisationRequest,
  ): Promise<void> {
    return this.merging.merge(actor, key, id, request);
  }

  @Get('organisations/:id/services')
  @Header('Cache-Control', 'no-cache')
  @Policy('service_item.read', { scope: 'public' })
  list(@OrganisationId() id: string): Promise<ServiceItemView[]> {
    return this.services.list(id);
  }

  @Post('organisations/:id/services')
  @Policy('service_item.edit', { scope: 'owner', of: 'organisation', param: 'id' })
  add(
    @CurrentActor() actor: Actor,
    @IdempotencyKey() key: string | undefined,
    @OrganisationId() id: string,
    @Body() request: ServiceItemRequest,
  ): Promise<ServiceItemView> {
    return this.services.create(actor, key, id, request);
  }

  @Put('services/:id')
  @Policy('service_item.edit', { scope: 'owner', of: 'service_item', param: 'id' })
  change(
    @CurrentActor() actor: Actor,
    @ItemId() id: string,
    @Body() request: ServiceItemRequest,
  ): Promise<ServiceItemView> {
    return this.services.change(actor, id, request);
  }

  @Delete('services/:id')
  @HttpCode(204)
  @Policy('service_item.edit', { scope: 'owner', of: 'service_item', param: 'id' })
  withdraw(@CurrentActor() actor: Actor, @ItemId() id: string): Promise<void> {
    return this.services.withdraw(actor, id);
  }
}
