import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { EventPage } from '../contracts/event.contract.js';
import { type FrontPage, type SessionList, SessionListQuery } from '../contracts/session.contract.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { Policy } from '../infra/policy.js';
import { EventPages } from './event-pages.read-model.js';
import { SessionPages } from './session-pages.read-model.js';
import { SessionSearch } from './session-search.read-model.js';

/** Finding what is on: the front page, search with filters, and an event with its sessions. */
@ApiTags('sessions')
@Controller('api')
export class SessionListsController {
  constructor(
    private readonly pages: SessionPages,
    private readonly search: SessionSearch,
    private readonly events: EventPages,
  ) {}

  @Get('front-page')
  @Header('Cache-Control', 'no-cache')
  @Policy('session.list', { scope: 'public' })
  frontPage(): Promise<FrontPage> {
    return this.pages.frontPage();
  }

  @Get('sessions')
  @Header('Cache-Control', 'no-cache')
  @Policy('session.list', { scope: 'public' })
  list(@Query() query: SessionListQuery): Promise<SessionList> {
    return this.search.list(query);
  }

  @Get('events/:id')
  @Header('Cache-Control', 'no-cache')
  @Policy('event.page', { scope: 'public' })
  event(@Param('id', new IdPipe('event.not_found')) id: string): Promise<EventPage> {
    return this.events.page(id);
  }
}
