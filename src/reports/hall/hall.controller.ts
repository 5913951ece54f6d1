import { Body, Controller, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { HallEntryRequest, type HallLink, type HallView } from '../../contracts/summary.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { HallLinks } from './hall-links.service.js';
import { HallScreens } from './hall-screens.service.js';

const EventId = () => Param('id', new IdPipe('event.not_found'));

/** 数据大屏: for staff of the host and of co-hosts, and for the wall's computer by a signed link. */
@ApiTags('statistics')
@Controller('api/events')
export class HallController {
  constructor(
    private readonly screens: HallScreens,
    private readonly links: HallLinks,
  ) {}

  @Get(':id/hall')
  @Header('Cache-Control', 'no-store')
  @Policy('attendance.read', { scope: 'party', of: 'event', capability: 'hall', param: 'id' })
  read(@EventId() id: string): Promise<HallView> {
    return this.screens.of(id);
  }

  @Post(':id/hall/links')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('attendance.read', { scope: 'owner', of: 'event', param: 'id' })
  link(@EventId() id: string): Promise<HallLink> {
    return this.links.issue(id);
  }

  /** Opens the screen to the browser that brings a link. */
  @Post(':id/hall/enter')
  @HttpCode(204)
  @Policy('hall.enter', { scope: 'public' })
  enter(
    @CurrentActor() actor: Actor,
    @EventId() id: string,
    @Body() { link }: HallEntryRequest,
    @Res({ passthrough: true }) response: Response,
  ): void {
    this.links.enter(actor, id, link, response);
  }
}
