import { Controller, Delete, Get, Header, HttpCode, Query, Redirect, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ProviderQuery } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { ProviderSignIn } from './provider-sign-in.service.js';

/** The provincial account (OpenID Connect): there, back again, and taken off. */
@ApiTags('account')
@Controller('api/account/provider')
export class ProviderController {
  constructor(private readonly provider: ProviderSignIn) {}

  @Get()
  @Redirect()
  @Header('Cache-Control', 'no-store')
  @Policy('account.sign_in', { scope: 'public' })
  begin(
    @CurrentActor() actor: Actor,
    @Query() query: ProviderQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ url: string }> {
    return this.provider.begin(actor, query, request, response);
  }

  @Get('callback')
  @Redirect()
  @Header('Cache-Control', 'no-store')
  @Policy('account.sign_in', { scope: 'public' })
  finish(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ url: string }> {
    return this.provider.finish(actor, request, response);
  }

  @Delete()
  @HttpCode(204)
  @Policy('account.own', { scope: 'self' })
  unbind(@CurrentActor() actor: Actor & { accountId: string }): Promise<void> {
    return this.provider.unbind(actor);
  }
}
