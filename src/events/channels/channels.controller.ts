import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ChannelRequest, type ChannelView } from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { Channels } from './channels.service.js';

const OrganisationId = () => Param('id', new IdPipe('organisation.not_found'));
const OF_ORGANISATION = { scope: 'owner', of: 'organisation', param: 'id' } as const;

/** Channel codes of a window or an agency. */
@ApiTags('channels')
@Controller('api')
export class ChannelsController {
  constructor(private readonly channels: Channels) {}

  @Get('organisations/:id/channels')
  @Header('Cache-Control', 'no-store')
  @Policy('channel.manage', OF_ORGANISATION)
  list(@OrganisationId() id: string): Promise<ChannelView[]> {
    return this.channels.list(id);
  }

  @Post('organisations/:id/channels')
  @Policy('channel.manage', OF_ORGANISATION)
  open(
    @CurrentActor() actor: Actor,
    @OrganisationId() id: string,
    @Body() { name }: ChannelRequest,
  ): Promise<ChannelView> {
    return this.channels.open(actor, id, name);
  }

  @Post('channels/:id/close')
  @HttpCode(200)
  @Policy('channel.manage', { scope: 'owner', of: 'channel', param: 'id' })
  close(@CurrentActor() actor: Actor, @Param('id', new IdPipe('channel.not_found')) id: string): Promise<ChannelView> {
    return this.channels.close(actor, id);
  }
}
