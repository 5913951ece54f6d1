import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import {
  type MyRegistration,
  RegisterRequest,
  type RegistrationForm,
  type RegistrationList,
  RegistrationQuery,
  type RevealedPhone,
  RevealPhoneRequest,
} from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { RegistrationExport } from './registration-export.service.js';
import { RegistrationForms } from './registration-forms.read-model.js';
import { RegistrationLists } from './registration-lists.read-model.js';
import { RegistrationPhones } from './registration-phones.service.js';
import { Registrations } from './registration.service.js';

const EventId = () => Param('id', new IdPipe('event.not_found'));

/** Registering for an event, for those who come and for those who organise. */
@ApiTags('registrations')
@Controller('api')
export class RegistrationController {
  constructor(
    private readonly registrations: Registrations,
    private readonly forms: RegistrationForms,
    private readonly lists: RegistrationLists,
    private readonly file: RegistrationExport,
    private readonly phones: RegistrationPhones,
  ) {}

  @Get('events/:id/registration')
  @Header('Cache-Control', 'no-store')
  @Policy('registration.form', { scope: 'public' })
  form(@CurrentActor() actor: Actor, @EventId() id: string): Promise<RegistrationForm> {
    return this.forms.form(actor, id);
  }

  /** Open to whoever has verified a phone; registering again changes what was told. */
  @Post('events/:id/registration')
  @HttpCode(200)
  @Policy('registration.make', { scope: 'public' })
  async register(
    @CurrentActor() actor: Actor,
    @EventId() id: string,
    @Body() request: RegisterRequest,
  ): Promise<RegistrationForm> {
    await this.registrations.register(actor, id, request);
    return this.forms.form(actor, id);
  }

  @Delete('events/:id/registration')
  @Policy('registration.make', { scope: 'public' })
  async cancel(@CurrentActor() actor: Actor, @EventId() id: string): Promise<RegistrationForm> {
    await this.registrations.cancel(actor, id);
    return this.forms.form(actor, id);
  }

  @Get('account/registrations')
  @Header('Cache-Control', 'no-store')
  @Policy('registration.mine', { scope: 'self' })
  mine(@CurrentActor() actor: Actor): Promise<MyRegistration[]> {
    return this.forms.mine(actor);
  }

  @Get('events/:id/registrations')
  @Header('Cache-Control', 'no-store')
  @Policy('registration.read', { scope: 'owner', of: 'event', param: 'id' })
  list(@EventId() id: string, @Query() query: RegistrationQuery): Promise<RegistrationList> {
    return this.lists.list(id, query);
  }

  @Get('events/:id/registrations.csv')
  @Policy('registration.export', { scope: 'owner', of: 'event', param: 'id' })
  export(
    @CurrentActor() actor: Actor,
    @EventId() id: string,
    @Query() { state, county, channel }: RegistrationQuery,
    @Res() response: Response,
  ): Promise<void> {
    const filter = { ...(state && { state }), ...(county && { county }), ...(channel && { channel }) };
    return this.file.send(actor, id, filter, response);
  }

  @Post('registrations/:id/phone')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('phone.reveal', { scope: 'owner', of: 'registration', param: 'id' })
  reveal(
    @CurrentActor() actor: Actor,
    @Param('id', new IdPipe('registration.not_found')) id: string,
    @Body() { reason }: RevealPhoneRequest,
  ): Promise<RevealedPhone> {
    return this.phones.reveal(actor, id, reason);
  }
}
