import { Controller, Delete, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { EventDetail } from '../contracts/event.contract.js';
import type { Actor } from '../infra/actor.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { CurrentActor } from '../infra/http/parameters.js';
import { sendFile } from '../infra/http/send-file.js';
import { ReceivesFile, type Upload, UploadedBytes } from '../infra/http/upload.js';
import { Policy } from '../infra/policy.js';
import { EventDetails } from './event-details.read-model.js';
import { EventPosters } from './event-posters.service.js';
import { PosterFiles } from './poster-files.read-model.js';

const EventId = () => Param('id', new IdPipe('event.not_found'));
const EDIT = { scope: 'owner', of: 'event', param: 'id' } as const;

/** The poster of an event: PNG, JPEG or WebP. */
@ApiTags('events')
@Controller('api/events')
export class EventPostersController {
  constructor(
    private readonly posters: EventPosters,
    private readonly files: PosterFiles,
    private readonly details: EventDetails,
  ) {}

  @Get(':id/poster')
  @Policy('event.poster', { scope: 'public' })
  async send(@CurrentActor() actor: Actor, @EventId() id: string, @Res() response: Response): Promise<void> {
    await sendFile(response, await this.files.open(actor, id), { inline: true });
  }

  @Put(':id/poster')
  @ReceivesFile('poster', { field: 'poster' })
  @Policy('event.edit', EDIT)
  replace(@CurrentActor() actor: Actor, @EventId() id: string, @UploadedBytes() upload: Upload): Promise<EventDetail> {
    return this.posters.replace(actor, id, upload).then(() => this.details.detail(actor, id));
  }

  @Delete(':id/poster')
  @Policy('event.edit', EDIT)
  remove(@CurrentActor() actor: Actor, @EventId() id: string): Promise<EventDetail> {
    return this.posters.replace(actor, id, null).then(() => this.details.detail(actor, id));
  }
}
