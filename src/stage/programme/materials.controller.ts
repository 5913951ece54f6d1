import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { MaterialRequest, type StageMaterial, type StageView, TurnRequest } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { AppError } from '../../infra/errors.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { sendFile } from '../../infra/http/send-file.js';
import { ReceivesFile, type Upload, UploadedBytes } from '../../infra/http/upload.js';
import { Policy } from '../../infra/policy.js';
import { ON_STAGE, SessionId } from '../stage-policies.js';
import { MaterialPages } from './material-pages.read-model.js';
import { Materials } from './materials.service.js';

const MaterialId = () => Param('materialId', new IdPipe('material.not_found'));
const Page = () => Param('page', new ParseIntPipe({ exceptionFactory: () => new AppError('material.page_not_found') }));

/** Slides (a picture per page), pictures and videos: announced first, then sent page by page, then turned. */
@ApiTags('stages')
@Controller('api/stages')
export class MaterialsController {
  constructor(
    private readonly materials: Materials,
    private readonly pages: MaterialPages,
  ) {}

  @Post(':id/materials')
  @Policy('stage.take_part', ON_STAGE)
  add(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() request: MaterialRequest): Promise<StageMaterial> {
    return this.materials.add(actor, id, request);
  }

  @Put(':id/materials/:materialId/pages/:page')
  @HttpCode(204)
  @ReceivesFile('stage_page')
  @Policy('stage.take_part', ON_STAGE)
  uploadPage(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @MaterialId() materialId: string,
    @Page() page: number,
    @UploadedBytes() upload: Upload,
  ): Promise<void> {
    return this.materials.upload(actor, id, materialId, page, upload);
  }

  @Put(':id/materials/:materialId/clip')
  @HttpCode(204)
  @ReceivesFile('stage_clip')
  @Policy('stage.take_part', ON_STAGE)
  uploadClip(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @MaterialId() materialId: string,
    @UploadedBytes() upload: Upload,
  ): Promise<void> {
    return this.materials.upload(actor, id, materialId, 1, upload);
  }

  @Get(':id/materials/:materialId/pages/:page')
  @Policy('stage.take_part', ON_STAGE)
  async page(
    @SessionId() id: string,
    @MaterialId() materialId: string,
    @Page() page: number,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(response, await this.pages.open(id, materialId, page), { inline: true });
  }

  @Post(':id/materials/:materialId/turn')
  @HttpCode(200)
  @Policy('stage.take_part', ON_STAGE)
  turn(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @MaterialId() materialId: string,
    @Body() { page }: TurnRequest,
  ): Promise<StageView> {
    return this.materials.turn(actor, id, materialId, page);
  }

  @Delete(':id/materials/:materialId')
  @Policy('stage.take_part', ON_STAGE)
  remove(@CurrentActor() actor: Actor, @SessionId() id: string, @MaterialId() materialId: string): Promise<StageView> {
    return this.materials.remove(actor, id, materialId);
  }
}
