import { Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { ReceivesFile, type Upload, UploadedBytes } from '../../infra/http/upload.js';
import { Policy } from '../../infra/policy.js';
import { RosterUploads } from './roster-uploads.service.js';

/** The roster of a venue as a table; preview and commit stand under `/api/imports/:id`. */
@ApiTags('venues')
@Controller('api/venues')
export class RosterUploadsController {
  constructor(private readonly rosters: RosterUploads) {}

  @Post(':id/imports')
  @ReceivesFile('import', { field: 'table' })
  @Policy('venue.manage', { scope: 'party', of: 'venue', param: 'id' })
  begin(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('venue.not_found')) id: string,
    @UploadedBytes() table: Upload,
  ): Promise<{ id: string }> {
    return this.rosters.begin(actor, id, table);
  }
}
