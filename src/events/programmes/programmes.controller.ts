import { Body, Controller, Get, Header, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ProgrammeList, type ProgrammePage, ProgrammeRequest } from '../../contracts/programme.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor, IdempotencyKey } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { ProgrammePages } from './programme-pages.read-model.js';
import { Programmes } from './programmes.service.js';

const ProgrammeId = () => Param('id', new IdPipe('programme.not_found'));
const EDIT = { scope: 'owner', of: 'programme', param: 'id' } as const;

/** Programmes (专项) and their pages. */
@ApiTags('programmes')
@Controller('api')
export class ProgrammesController {
  constructor(
    private readonly pages: ProgrammePages,
    private readonly programmes: Programmes,
  ) {}

  @Get('programmes')
  @Header('Cache-Control', 'no-cache')
  @Policy('programme.read', { scope: 'public' })
  list(): Promise<ProgrammeList> {
    return this.pages.list();
  }

  @Get('programmes/:slug')
  @Header('Cache-Control', 'no-cache')
  @Policy('programme.read', { scope: 'public' })
  page(@Param('slug') slug: string): Promise<ProgrammePage> {
    return this.pages.page(slug);
  }

  @Post('organisations/:id/programmes')
  @Policy('programme.edit', { scope: 'owner', of: 'organisation', param: 'id' })
  create(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('organisation.not_found')) id: string,
    @Body() request: ProgrammeRequest,
    @IdempotencyKey() key?: string,
  ): Promise<ProgrammePage> {
    return this.programmes.create(actor, id, request, key).then((slug) => this.pages.page(slug));
  }

  @Put('programmes/:id')
  @Policy('programme.edit', EDIT)
  change(
    @CurrentActor() actor: Actor,
    @ProgrammeId() id: string,
    @Body() request: ProgrammeRequest,
    @IdempotencyKey() key?: string,
  ): Promise<ProgrammePage> {
    return this.programmes.change(actor, id, request, key).then((slug) => this.pages.page(slug));
  }

  @Post('programmes/:id/close')
  @HttpCode(204)
  @Policy('programme.edit', EDIT)
  close(@CurrentActor() actor: Actor, @ProgrammeId() id: string): Promise<void> {
    return this.programmes.setClosed(actor, id, true);
  }

  @Post('programmes/:id/reopen')
  @HttpCode(204)
  @Policy('programme.edit', EDIT)
  reopen(@CurrentActor() actor: Actor, @ProgrammeId() id: string): Promise<void> {
    return this.programmes.setClosed(actor, id, false);
  }
}
