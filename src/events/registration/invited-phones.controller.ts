import { Body, Controller, Get, Header, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type InvitedPhoneList, InvitedPhonesRequest } from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { InvitedPhones } from './invited-phones.service.js';

const SessionId = () => Param('id', new IdPipe('session.not_found'));

/** Who is invited to a session that is open to a list of phones only. */
@ApiTags('registrations')
@Controller('api/sessions')
export class InvitedPhonesController {
  constructor(private readonly invited: InvitedPhones) {}

  @Get(':id/phones')
  @Header('Cache-Control', 'no-store')
  @Policy('registration.read', { scope: 'owner', of: 'session', param: 'id' })
  list(@SessionId() id: string): Promise<InvitedPhoneList> {
    return this.invited.list(id);
  }

  @Put(':id/phones')
  @Policy('event.edit', { scope: 'owner', of: 'session', param: 'id' })
  async replace(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() { lines }: InvitedPhonesRequest,
  ): Promise<InvitedPhoneList> {
    await this.invited.replace(actor, id, lines);
    return this.invited.list(id);
  }
}
