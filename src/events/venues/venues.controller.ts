import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  VenueRequest,
  type VenueSignInList,
  VenueSignInQuery,
  type VenueView,
} from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { VenuePlans } from './venue-plans.service.js';
import { Venues } from './venues.read-model.js';

const EventId = () => Param('id', new IdPipe('event.not_found'));
const VenueId = () => Param('id', new IdPipe('venue.not_found'));
const OF_EVENT = { scope: 'owner', of: 'event', param: 'id' } as const;
const OF_VENUE = { scope: 'owner', of: 'venue', param: 'id' } as const;
/** The window whose place it is, too. */
const AT_VENUE = { scope: 'party', of: 'venue', param: 'id' } as const;

/** Venues (分会场) of an event, for those who organise them. */
@ApiTags('venues')
@Controller('api')
export class VenuesController {
  constructor(
    private readonly venues: Venues,
    private readonly plans: VenuePlans,
  ) {}

  @Get('events/:id/venues')
  @Header('Cache-Control', 'no-store')
  @Policy('venue.manage', OF_EVENT)
  list(@EventId() id: string): Promise<VenueView[]> {
    return this.venues.list(id);
  }

  @Post('events/:id/venues')
  @Policy('venue.manage', OF_EVENT)
  async add(@CurrentActor() actor: Actor, @EventId() id: string, @Body() request: VenueRequest): Promise<VenueView> {
    return this.venues.one(await this.plans.add(actor, id, request));
  }

  @Get('venues/:id')
  @Header('Cache-Control', 'no-store')
  @Policy('venue.manage', AT_VENUE)
  one(@VenueId() id: string): Promise<VenueView> {
    return this.venues.one(id);
  }

  @Put('venues/:id')
  @Policy('venue.manage', OF_VENUE)
  async change(@CurrentActor() actor: Actor, @VenueId() id: string, @Body() request: VenueRequest): Promise<VenueView> {
    await this.plans.change(actor, id, request);
    return this.venues.one(id);
  }

  @Delete('venues/:id')
  @HttpCode(204)
  @Policy('venue.manage', OF_VENUE)
  withdraw(@CurrentActor() actor: Actor, @VenueId() id: string): Promise<void> {
    return this.plans.withdraw(actor, id);
  }

  @Get('venues/:id/sign-ins')
  @Header('Cache-Control', 'no-store')
  @Policy('registration.read', AT_VENUE)
  signIns(@VenueId() id: string, @Query() { after }: VenueSignInQuery): Promise<VenueSignInList> {
    return this.venues.signIns(id, after);
  }
}
