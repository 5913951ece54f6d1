import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import {
  type ApplicationList,
  ApplicationQuery,
  ApplicationRequest,
  type ApplicationView,
  ApproveApplicationRequest,
  ReturnApplicationRequest,
} from '../../contracts/organisation.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor, IdempotencyKey } from '../../infra/http/parameters.js';
import { sendFile } from '../../infra/http/send-file.js';
import { ReceivesFile, type Upload, UploadedBytes } from '../../infra/http/upload.js';
import { Policy } from '../../infra/policy.js';
import { ApplicantDesk } from './applicant-desk.service.js';
import { ApplicationReview } from './application-review.service.js';
import { ApplicationViews } from './applications.read-model.js';

const ApplicationId = () => Param('id', new IdPipe('application.not_found'));

/** Being let in: 注册, 认领 and 机构入驻, and their review by the window of the county. */
@ApiTags('applications')
@Controller('api')
export class ApplicationsController {
  constructor(
    private readonly desk: ApplicantDesk,
    private readonly review: ApplicationReview,
    private readonly views: ApplicationViews,
  ) {}

  @Post('applications')
  @ReceivesFile('licence', { field: 'licence', body: ApplicationRequest })
  @Policy('application.submit', { scope: 'self' })
  submit(
    @CurrentActor() actor: Actor,
    @IdempotencyKey() key: string | undefined,
    @Body() request: ApplicationRequest,
    @UploadedBytes() licence: Upload,
  ): Promise<{ id: string }> {
    return this.desk.submit(actor, key, request, licence);
  }

  /** A returned one, corrected; with a new licence or the old one. */
  @Put('applications/:id')
  @ReceivesFile('licence', { field: 'licence', body: ApplicationRequest })
  @Policy('application.submit', { scope: 'self' })
  submitAgain(
    @CurrentActor() actor: Actor,
    @ApplicationId() id: string,
    @Body() request: ApplicationRequest,
    @UploadedBytes('optional') licence: Upload | undefined,
  ): Promise<{ id: string }> {
    return this.desk.submitAgain(actor, id, request, licence);
  }

  @Post('applications/:id/withdraw')
  @HttpCode(204)
  @Policy('application.submit', { scope: 'self' })
  withdraw(@CurrentActor() actor: Actor, @ApplicationId() id: string): Promise<void> {
    return this.desk.withdraw(actor, id);
  }

  @Get('account/applications')
  @Header('Cache-Control', 'no-store')
  @Policy('application.submit', { scope: 'self' })
  own(@CurrentActor() actor: Actor): Promise<ApplicationList> {
    return this.views.own(actor);
  }

  /** For the applicant and the reviewing windows. */
  @Get('applications/:id')
  @Header('Cache-Control', 'no-store')
  @Policy('application.read', { scope: 'self' })
  one(@CurrentActor() actor: Actor, @ApplicationId() id: string): Promise<ApplicationView> {
    return this.views.one(actor, id);
  }

  /** For the applicant and the reviewing windows. */
  @Get('applications/:id/licence')
  @Policy('application.read', { scope: 'self' })
  async licence(@CurrentActor() actor: Actor, @ApplicationId() id: string, @Res() response: Response): Promise<void> {
    await sendFile(response, await this.views.licence(actor, id), { inline: true });
  }

  @Get('organisations/:id/applications')
  @Header('Cache-Control', 'no-store')
  @Policy('application.review', { scope: 'owner', of: 'organisation', param: 'id' })
  ofWindow(
    @Param('id', new IdPipe('organisation.not_found')) id: string,
    @Query() query: ApplicationQuery,
  ): Promise<ApplicationList> {
    return this.views.ofWindow(id, query);
  }

  @Post('applications/:id/approve')
  @HttpCode(200)
  @Policy('application.review', { scope: 'owner', of: 'application', param: 'id' })
  approve(
    @CurrentActor() actor: Actor,
    @ApplicationId() id: string,
    @Body() request: ApproveApplicationRequest,
  ): Promise<{ organisationId: string }> {
    return this.review.approve(actor, id, request);
  }

  @Post('applications/:id/return')
  @HttpCode(204)
  @Policy('application.review', { scope: 'owner', of: 'application', param: 'id' })
  return(
    @CurrentActor() actor: Actor,
    @ApplicationId() id: string,
    @Body() request: ReturnApplicationRequest,
  ): Promise<void> {
    return this.review.return(actor, id, request);
  }
}
