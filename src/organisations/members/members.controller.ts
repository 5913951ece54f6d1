import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AnswerInvitationRequest,
  ChangeMembershipRequest,
  EndMembershipRequest,
  type InvitationPage,
  type InvitationView,
  InviteMemberRequest,
  type MemberList,
  OpenInvitationRequest,
} from '../../contracts/organisation.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor, IdempotencyKey } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { InvitationAnswers } from './invitation-answers.service.js';
import { InvitationDesk } from './invitation-desk.service.js';
import { MemberViews } from './members.read-model.js';
import { Staff } from './staff.service.js';

const OrganisationId = () => Param('id', new IdPipe('organisation.not_found'));
const MembershipId = () => Param('id', new IdPipe('membership.not_found'));

/** Who works for an organisation: invitations and their answers, roles, leaving. */
@ApiTags('members')
@Controller('api')
export class MembersController {
  constructor(
    private readonly views: MemberViews,
    private readonly desk: InvitationDesk,
    private readonly answers: InvitationAnswers,
    private readonly staff: Staff,
  ) {}

  @Get('organisations/:id/members')
  @Header('Cache-Control', 'no-store')
  @Policy('member.read', { scope: 'owner', of: 'organisation', param: 'id' })
  list(@OrganisationId() id: string): Promise<MemberList> {
    return this.views.list(id);
  }

  @Post('organisations/:id/invitations')
  @Header('Cache-Control', 'no-store')
  @Policy('member.manage', { scope: 'owner', of: 'organisation', param: 'id' })
  invite(
    @CurrentActor() actor: Actor,
    @OrganisationId() id: string,
    @Body() request: InviteMemberRequest,
  ): Promise<InvitationView> {
    return this.desk.invite(actor, id, request);
  }

  @Delete('invitations/:id')
  @HttpCode(204)
  @Policy('member.manage', { scope: 'owner', of: 'invitation', param: 'id' })
  revoke(@CurrentActor() actor: Actor, @Param('id', new IdPipe('invitation.not_found')) id: string): Promise<void> {
    return this.desk.revoke(actor, id);
  }

  /** The bearer of a link looks at what it is. */
  @Post('invitations/open')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('invitation.read', { scope: 'public' })
  open(@Body() { token }: OpenInvitationRequest): Promise<InvitationPage> {
    return this.views.page(token);
  }

  @Post('invitations/answer')
  @HttpCode(200)
  @Policy('invitation.answer', { scope: 'self' })
  answer(@CurrentActor() actor: Actor, @Body() request: AnswerInvitationRequest): Promise<{ organisationId: string }> {
    return this.answers.answer(actor, request);
  }

  @Patch('memberships/:id')
  @HttpCode(204)
  @Policy('member.manage', { scope: 'owner', of: 'membership', param: 'id' })
  change(
    @CurrentActor() actor: Actor,
    @IdempotencyKey() key: string | undefined,
    @MembershipId() id: string,
    @Body() request: ChangeMembershipRequest,
  ): Promise<void> {
    return this.staff.change(actor, key, id, request);
  }

  @Post('memberships/:id/end')
  @HttpCode(204)
  @Policy('member.manage', { scope: 'owner', of: 'membership', param: 'id' })
  end(
    @CurrentActor() actor: Actor,
    @IdempotencyKey() key: string | undefined,
    @MembershipId() id: string,
    @Body() request: EndMembershipRequest,
  ): Promise<void> {
    return this.staff.end(actor, key, id, request);
  }
}
