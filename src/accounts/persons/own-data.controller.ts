import { Body, Controller, Delete, Get, Header, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import {
  ConsentRequest,
  type ConsentView,
  DeleteAccountRequest,
  ProfileRequest,
  type ProfileView,
} from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { OwnData } from './own-data.service.js';
import { OwnProfile } from './own-profile.service.js';

type Self = Actor & { accountId: string; personId: string };

/** What the house knows of the caller: to see, to change, to take along, to have deleted. */
@ApiTags('account')
@Controller('api/account')
export class OwnDataController {
  constructor(
    private readonly profile: OwnProfile,
    private readonly data: OwnData,
  ) {}

  @Get('profile')
  @Header('Cache-Control', 'no-store')
  @Policy('account.own', { scope: 'self' })
  readProfile(@CurrentActor() actor: Self): Promise<ProfileView> {
    return this.profile.read(actor);
  }

  @Put('profile')
  @Policy('account.own', { scope: 'self' })
  saveProfile(@CurrentActor() actor: Self, @Body() request: ProfileRequest): Promise<ProfileView> {
    return this.profile.save(actor, request);
  }

  @Get('consents')
  @Header('Cache-Control', 'no-store')
  @Policy('account.own', { scope: 'self' })
  consents(@CurrentActor() actor: Self): Promise<ConsentView[]> {
    return this.profile.consents(actor);
  }

  @Post('consents')
  @HttpCode(200)
  @Policy('account.own', { scope: 'self' })
  consent(@CurrentActor() actor: Self, @Body() request: ConsentRequest): Promise<ConsentView[]> {
    return this.profile.consent(actor, request);
  }

  @Get('data')
  @Header('Cache-Control', 'no-store')
  @Header('Content-Disposition', 'attachment; filename="yunqiao-data.json"')
  @Policy('account.own', { scope: 'self' })
  export(@CurrentActor() actor: Self): Promise<Record<string, unknown>> {
    return this.data.export(actor);
  }

  @Delete()
  @HttpCode(204)
  @Policy('account.own', { scope: 'self' })
  delete(
    @CurrentActor() actor: Self,
    @Body() _request: DeleteAccountRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    return this.data.delete(actor, response);
  }
}
