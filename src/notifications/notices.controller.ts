import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ListNoticesQuery,
  type NoticeList,
  type ReadNoticesAnswer,
  ReadNoticesRequest,
} from '../contracts/notice.contract.js';
import type { Actor } from '../infra/actor.js';
import { CurrentActor } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { NoticeInbox } from './notice-inbox.service.js';

/** What the caller was told: registrants who only gave a phone number have notices, too, so nobody must sign in. */
@ApiTags('notices')
@Controller('api/notices')
export class NoticesController {
  constructor(private readonly inbox: NoticeInbox) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @Policy('notice.read', { scope: 'public' })
  list(@CurrentActor() actor: Actor, @Query() query: ListNoticesQuery): Promise<NoticeList> {
    return this.inbox.page(actor, query.before);
  }

  @Post('read')
  @HttpCode(200)
  @Policy('notice.read', { scope: 'public' })
  read(@CurrentActor() actor: Actor, @Body() request: ReadNoticesRequest): Promise<ReadNoticesAnswer> {
    return this.inbox.markRead(actor, request.ids);
  }
}
