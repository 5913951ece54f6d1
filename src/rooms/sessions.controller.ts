import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import {
  type JoinSessionAnswer,
  JoinSessionRequest,
  type SessionBoard,
  type SessionPage,
} from '../contracts/session.contract.js';
import { SessionStates } from '../events/sessions/session-states.service.js';
import type { Actor } from '../infra/actor.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { CurrentActor } from '../infra/http/parameters.js';
import { Policy } from '../infra/policy.js';
import { SessionBoards } from './session-boards.service.js';
import { SessionEntry } from './session-entry.service.js';
import { SessionPages } from './session-pages.read-model.js';
import { Watching } from './watching.service.js';

const SessionId = () => Param('id', new IdPipe('session.not_found'));

/** What an audience needs: lists, a session's page, its board, and the way in. */
@ApiTags('sessions')
@Controller('api')
export class SessionsController {
  constructor(
    private readonly pages: SessionPages,
    private readonly boards: SessionBoards,
    private readonly watching: Watching,
    private readonly states: SessionStates,
    private readonly entry: SessionEntry,
  ) {}

  /** `link` opens a session whose access is by link; it has no page without. */
  @Get('sessions/:id')
  @Header('Cache-Control', 'no-cache')
  @Policy('session.read', { scope: 'public' })
  async page(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Query('link') link: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionPage> {
    const status = await this.states.status(id);
    const entry = await this.entry.view(actor, status, typeof link === 'string' ? link : undefined, response);
    return { ...(await this.pages.page(id)), entry };
  }

  /** The newest board, or with `v` exactly that version, which never changes and may be cached for ever. */
  @Get('sessions/:id/board')
  @Policy('session.read', { scope: 'public' })
  async board(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Query('v') version: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionBoard> {
    const status = await this.states.status(id);
    if (!(await this.entry.stays(actor, status, response))) await this.entry.admit(actor, status, undefined, response);
    const scope = status.access === 'public' ? 'public' : 'private';
    response.setHeader('Cache-Control', version ? `${scope}, max-age=86400, immutable` : 'no-cache');
    return version ? this.boards.at(id, String(version)) : this.boards.newest(id);
  }

  @Post('sessions/:id/join')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('session.join', { scope: 'public' })
  join(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() request: JoinSessionRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JoinSessionAnswer> {
    return this.watching.join(actor, id, request, response);
  }
}
