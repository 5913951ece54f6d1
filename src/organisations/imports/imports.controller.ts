import { Controller, Get, Header, HttpCode, Param, ParseEnumPipe, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import {
  type ImportLineList,
  ImportLineQuery,
  type ImportList,
  ImportListQuery,
  ImportQuery,
  type ImportView,
} from '../../contracts/organisation.contract.js';
import { FILE_KINDS, IMPORT_KINDS, type ImportKind } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { AppError } from '../../infra/errors.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { sendStream } from '../../infra/http/send-stream.js';
import { ReceivesFile, type Upload, UploadedBytes } from '../../infra/http/upload.js';
import { Policy } from '../../infra/policy.js';
import { ImportLists } from './import-list.read-model.js';
import { ImportTemplates } from './import-templates.service.js';
import { ImportViews } from './imports.read-model.js';
import { Imports } from './imports.service.js';

const ImportId = () => Param('id', new IdPipe('import.not_found'));
const Kind = () =>
  Param(
    'kind',
    new ParseEnumPipe(Object.fromEntries(IMPORT_KINDS.map((kind) => [kind, kind])), {
      exceptionFactory: () => new AppError('request.not_found'),
    }),
  );

/** Tables of windows, agencies, enterprises and the like: uploaded, previewed, imported whole or not at all. */
@ApiTags('imports')
@Controller('api')
export class ImportsController {
  constructor(
    private readonly imports: Imports,
    private readonly views: ImportViews,
    private readonly lists: ImportLists,
    private readonly templates: ImportTemplates,
  ) {}

  @Get('imports/templates/:kind')
  @Policy('import.template', { scope: 'self' })
  async template(@Kind() kind: ImportKind, @Res() response: Response): Promise<void> {
    const { name, bytes } = await this.templates.make(kind);
    response.attachment(name).type(FILE_KINDS.xlsx).send(bytes);
  }

  /** Reading and checking go on in the background: `GET /api/imports/:id` says how far they are. */
  @Post('organisations/:id/imports')
  @ReceivesFile('import', { field: 'table' })
  @Policy('organisation.import', { scope: 'owner', of: 'organisation', param: 'id' })
  begin(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('organisation.not_found')) organisationId: string,
    @Query() { kind }: ImportQuery,
    @UploadedBytes() table: Upload,
  ): Promise<{ id: string }> {
    return this.imports.begin(actor, { kind, organisationId }, table);
  }

  // Whose right it takes depends on the kind of the import, which only its row knows: the services check it.

  @Get('imports')
  @Header('Cache-Control', 'no-store')
  @Policy('import.read', { scope: 'self' })
  list(@CurrentActor() actor: Actor, @Query() query: ImportListQuery): Promise<ImportList> {
    return this.lists.list(actor, query);
  }

  @Get('imports/:id')
  @Header('Cache-Control', 'no-store')
  @Policy('import.read', { scope: 'self' })
  one(@CurrentActor() actor: Actor, @ImportId() id: string): Promise<ImportView> {
    return this.views.one(actor, id);
  }

  @Get('imports/:id/lines')
  @Header('Cache-Control', 'no-store')
  @Policy('import.read', { scope: 'self' })
  lines(
    @CurrentActor() actor: Actor,
    @ImportId() id: string,
    @Query() query: ImportLineQuery,
  ): Promise<ImportLineList> {
    return this.views.lines(actor, id, query);
  }

  @Get('imports/:id/wrong-lines.csv')
  @Header('Cache-Control', 'no-store')
  @Policy('import.read', { scope: 'self' })
  async wrongLines(@CurrentActor() actor: Actor, @ImportId() id: string, @Res() response: Response): Promise<void> {
    const table = await this.views.wrongLines(actor, id);
    await sendStream(response.attachment('错误行.csv').type('text/csv'), table);
  }

  @Post('imports/:id/commit')
  @HttpCode(202)
  @Policy('import.commit', { scope: 'self' })
  commit(@CurrentActor() actor: Actor, @ImportId() id: string): Promise<void> {
    return this.imports.commit(actor, id);
  }

  @Post('imports/:id/discard')
  @HttpCode(204)
  @Policy('import.commit', { scope: 'self' })
  discard(@CurrentActor() actor: Actor, @ImportId() id: string): Promise<void> {
    return this.imports.discard(actor, id);
  }
}
