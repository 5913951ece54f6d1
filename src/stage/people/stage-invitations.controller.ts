import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type StageInvitation, StageInvitationRequest } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { HOST, SessionId } from '../stage-policies.js';
import { StageInvitations } from './stage-invitations.service.js';

/** Speakers' links, given out by the hosts. */
@ApiTags('stages')
@Controller('api/stages')
export class StageInvitationsController {
  constructor(private readonly invitations: StageInvitations) {}

  @Get(':id/invitations')
  @Header('Cache-Control', 'no-store')
  @Policy('stage.run', HOST)
  list(@SessionId() id: string): Promise<StageInvitation[]> {
    return this.invitations.list(id);
  }

  @Post(':id/invitations')
  @Header('Cache-Control', 'no-store')
  @Policy('stage.run', HOST)
  invite(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: StageInvitationRequest,
  ): Promise<StageInvitation> {
    return this.invitations.invite(actor, id, request);
  }

  @Delete(':id/invitations/:invitationId')
  @HttpCode(204)
  @Policy('stage.run', HOST)
  revoke(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Param('invitationId', new IdPipe('stage.invitation_not_found')) invitationId: string,
  ): Promise<void> {
    return this.invitations.revoke(actor, id, invitationId);
  }
}
