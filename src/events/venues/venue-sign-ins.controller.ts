import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { VenueKeyQuery, type VenueSignInPage, VenueSignInRequest } from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { VenueSignInDesk } from './venue-sign-in-desk.service.js';

const VenueId = () => Param('id', new IdPipe('venue.not_found'));

/** The page behind the QR code at a venue's door. The code itself is the right to be there. */
@ApiTags('venues')
@Controller('api/venues')
export class VenueSignInsController {
  constructor(private readonly desk: VenueSignInDesk) {}

  @Get(':id/sign-in')
  @Header('Cache-Control', 'no-store')
  @Policy('venue.sign_in', { scope: 'public' })
  page(@CurrentActor() actor: Actor, @VenueId() id: string, @Query() { key }: VenueKeyQuery): Promise<VenueSignInPage> {
    return this.desk.page(actor, id, key);
  }

  @Post(':id/sign-in')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('venue.sign_in', { scope: 'public' })
  signIn(
    @CurrentActor() actor: Actor,
    @VenueId() id: string,
    @Body() request: VenueSignInRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<VenueSignInPage> {
    return this.desk.signIn(actor, id, request, response);
  }
}
