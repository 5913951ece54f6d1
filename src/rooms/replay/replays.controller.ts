import { Body, Controller, Get, Header, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { EvidenceExportRequest, ReplayEditRequest, type ReplayView } from '../../contracts/replay.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { sendFile } from '../../infra/http/send-file.js';
import { type ActorRequest, Policy } from '../../infra/policy.js';
import { ReplayDownloads } from './replay-downloads.service.js';
import { ReplayViews } from './replay-views.read-model.js';
import { Replays } from './replays.service.js';

const SessionId = () => Param('id', new IdPipe('session.not_found'));
const ExportId = () => Param('exportId', new IdPipe('file.not_found'));
const OWNER = { scope: 'owner', of: 'session', param: 'id' } as const;

/** The replay of a session: trimmed, hidden, exported; and the evidence of cuts. */
@ApiTags('replays')
@Controller('api/sessions')
export class ReplaysController {
  constructor(
    private readonly replays: Replays,
    private readonly views: ReplayViews,
    private readonly downloads: ReplayDownloads,
  ) {}

  @Get(':id/replay')
  @Header('Cache-Control', 'no-store')
  @Policy('replay.read', OWNER)
  view(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<ReplayView> {
    return this.views.view(actor, id);
  }

  @Patch(':id/replay')
  @Policy('replay.edit', OWNER)
  edit(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() request: ReplayEditRequest): Promise<ReplayView> {
    return this.replays.edit(actor, id, request).then(() => this.views.view(actor, id));
  }

  @Post(':id/replay/exports')
  @HttpCode(202)
  @Policy('replay.edit', OWNER)
  export(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<ReplayView> {
    return this.replays.export(actor, id, null).then(() => this.views.view(actor, id));
  }

  @Get(':id/replay/exports/:exportId')
  @Policy('replay.read', OWNER)
  async file(@SessionId() id: string, @ExportId() exportId: string, @Res() response: Response): Promise<void> {
    await sendFile(response, await this.downloads.forStaff(id, exportId), { inline: false });
  }

  /** The newest file of the replay, where viewers may have it. */
  @Get(':id/replay/download')
  @Policy('stream.read', { scope: 'public' })
  async download(@Req() request: ActorRequest, @SessionId() id: string, @Res() response: Response): Promise<void> {
    await sendFile(response, await this.downloads.forViewer(request.actor, id, response), { inline: false });
  }

  @Post(':id/evidence/exports')
  @HttpCode(202)
  @Policy('stage.evidence', OWNER)
  exportEvidence(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Body() { cutId }: EvidenceExportRequest,
  ): Promise<ReplayView> {
    return this.replays.export(actor, id, cutId.toLowerCase()).then(() => this.views.view(actor, id));
  }

  @Get(':id/evidence/exports/:exportId')
  @Policy('stage.evidence', OWNER)
  async evidence(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @ExportId() exportId: string,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(response, await this.downloads.evidence(actor, id, exportId), { inline: false });
  }
}
