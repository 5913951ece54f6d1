import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AttendanceExportQuery } from '../../contracts/statistics.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { AttendanceExport } from './attendance-export.service.js';

const SessionId = () => Param('id', new IdPipe('session.not_found'));
const MayExport = () => Policy('attendance.export', { scope: 'owner', of: 'session', param: 'id' });

/** Who attended, as files: the filters are those of the list, `columns` chooses among the columns. */
@ApiTags('statistics')
@Controller('api/sessions/:id')
export class AttendanceExportController {
  constructor(private readonly exports: AttendanceExport) {}

  @Get('attendance.csv')
  @MayExport()
  csv(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Query() query: AttendanceExportQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.exports.send(actor, id, { format: 'csv', query }, response);
  }

  @Get('attendance.xlsx')
  @MayExport()
  xlsx(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Query() query: AttendanceExportQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.exports.send(actor, id, { format: 'xlsx', query }, response);
  }

  /** 县市区参会名单: a sheet for each county. */
  @Get('attendance-by-county.xlsx')
  @MayExport()
  countySheets(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Query() query: AttendanceExportQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.exports.send(actor, id, { format: 'county-xlsx', query }, response);
  }

  /** 县市区参会名单: a CSV file for each county. */
  @Get('attendance-by-county.zip')
  @MayExport()
  countyFiles(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Query() query: AttendanceExportQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.exports.send(actor, id, { format: 'county-zip', query }, response);
  }
}
