import { Body, Controller, Delete, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type OwnHand, RaiseHandRequest } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { SessionId } from '../stage-policies.js';
import { HandRaising } from './hand-raising.service.js';

/** A viewer's own hand. Whoever may watch may raise it. */
@ApiTags('sessions')
@Controller('api/sessions')
export class HandsController {
  constructor(private readonly hands: HandRaising) {}

  @Get(':id/hand')
  @Header('Cache-Control', 'no-store')
  @Policy('hand.raise', { scope: 'public' })
  own(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<OwnHand> {
    return this.hands.own(actor, id);
  }

  @Post(':id/hand')
  @HttpCode(200)
  @Policy('hand.raise', { scope: 'public' })
  raise(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: RaiseHandRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OwnHand> {
    return this.hands.raise(actor, id, request, response);
  }

  @Delete(':id/hand')
  @Policy('hand.raise', { scope: 'public' })
  lower(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<OwnHand> {
    return this.hands.lower(actor, id);
  }

  @Post(':id/hand/accept')
  @HttpCode(200)
  @Policy('hand.raise', { scope: 'public' })
  accept(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OwnHand> {
    return this.hands.accept(actor, id, response);
  }

  @Post(':id/hand/decline')
  @HttpCode(200)
  @Policy('hand.raise', { scope: 'public' })
  decline(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<OwnHand> {
    return this.hands.decline(actor, id);
  }
}
