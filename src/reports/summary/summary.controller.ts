import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { EventSummary } from '../../contracts/summary.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { EventSummaries } from './event-summary.read-model.js';
import { SummaryExport } from './summary-export.service.js';

const EventId = () => Param('id', new IdPipe('event.not_found'));

/** 活动总结: what an event was and who came, as data and as a document. */
@ApiTags('statistics')
@Controller('api/events')
export class SummaryController {
  constructor(
    private readonly summaries: EventSummaries,
    private readonly file: SummaryExport,
  ) {}

  @Get(':id/summary')
  @Header('Cache-Control', 'no-store')
  @Policy('attendance.read', { scope: 'owner', of: 'event', param: 'id' })
  read(@CurrentActor() actor: Actor, @EventId() id: string): Promise<EventSummary> {
    return this.summaries.of(id, actor.locale);
  }

  @Get(':id/summary.docx')
  @Policy('attendance.read', { scope: 'owner', of: 'event', param: 'id' })
  document(@CurrentActor() actor: Actor, @EventId() id: string, @Res() response: Response): Promise<void> {
    return this.file.send(actor, id, response);
  }
}
