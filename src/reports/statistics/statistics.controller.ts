import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AttendeeList,
  AttendeePageQuery,
  EffectivePercentRequest,
  type SessionStatistics,
} from '../../contracts/statistics.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { AttendanceRollups } from '../attendance/attendance-rollups.service.js';
import { AttendeeLists } from './attendee-lists.read-model.js';
import { EffectivePercents } from './effective-percents.service.js';
import { SessionFactsReader } from './session-facts.read-model.js';
import { SessionStatisticsReader } from './session-statistics.read-model.js';

const SessionId = () => Param('id', new IdPipe('session.not_found'));

/** Who attended, for those who answer for the session and those who supervise them. */
@ApiTags('statistics')
@Controller('api')
export class StatisticsController {
  constructor(
    private readonly statistics: SessionStatisticsReader,
    private readonly facts: SessionFactsReader,
    private readonly lists: AttendeeLists,
    private readonly rollups: AttendanceRollups,
    private readonly percents: EffectivePercents,
  ) {}

  @Get('sessions/:id/statistics')
  @Header('Cache-Control', 'no-store')
  @Policy('attendance.read', { scope: 'owner', of: 'session', param: 'id' })
  read(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<SessionStatistics> {
    return this.statistics.of(id, actor);
  }

  /** The people behind a figure; phone numbers masked. */
  @Get('sessions/:id/attendees')
  @Header('Cache-Control', 'no-store')
  @Policy('attendance.read', { scope: 'owner', of: 'session', param: 'id' })
  async attendees(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Query() query: AttendeePageQuery,
  ): Promise<AttendeeList> {
    return this.lists.page(actor, await this.facts.of(id), query);
  }

  /** Computes all figures anew from the intervals; they come out the same, unless something had gone wrong. */
  @Post('sessions/:id/statistics/rebuild')
  @HttpCode(200)
  @Policy('attendance.edit', { scope: 'owner', of: 'session', param: 'id' })
  async rebuild(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<SessionStatistics> {
    await this.rollups.recompute(id, { whole: true });
    return this.statistics.of(id, actor);
  }

  @Put('events/:id/effective-percent')
  @HttpCode(204)
  @Policy('attendance.edit', { scope: 'owner', of: 'event', param: 'id' })
  setPercent(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('event.not_found')) id: string,
    @Body() request: EffectivePercentRequest,
  ): Promise<void> {
    return this.percents.set(actor, id, request.percent ?? null);
  }
}
