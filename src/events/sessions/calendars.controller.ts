import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { type CalendarDownload, Calendars } from './calendars.read-model.js';

/** Calendar files; opening one again brings the entry up to date. */
@ApiTags('calendars')
@Controller('api')
export class CalendarsController {
  constructor(private readonly calendars: Calendars) {}

  @Get('sessions/:id/calendar.ics')
  @Policy('session.calendar', { scope: 'public' })
  async session(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('session.not_found')) id: string,
    @Res() response: Response,
  ): Promise<void> {
    send(response, await this.calendars.ofSession(actor, id));
  }

  @Get('events/:id/calendar.ics')
  @Policy('event.calendar', { scope: 'public' })
  async event(@Param('id', new IdPipe('event.not_found')) id: string, @Res() response: Response): Promise<void> {
    send(response, await this.calendars.ofEvent(id));
  }
}

function send(response: Response, { name, text }: CalendarDownload): void {
  response.attachment(name).type('text/calendar').setHeader('Cache-Control', 'no-store');
  response.send(text);
}
