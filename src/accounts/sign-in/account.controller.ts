import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import {
  type AccessTokenView,
  type AccountAnswer,
  PhoneSignInRequest,
  SetPasswordRequest,
  TotpRequest,
  type TotpSetUp,
} from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { AccessTokens } from './access-tokens.service.js';
import { AccountDoor } from './account-door.service.js';
import { OwnPhone } from './own-phone.service.js';
import { Passwords } from './passwords.service.js';
import { SecondFactor } from './second-factor.service.js';
import { SignIn, type SignedInAt } from './sign-in.service.js';

type Self = Actor & SignedInAt & { personId: string };

/** How one signs in oneself, and where one is signed in. */
@ApiTags('account')
@Controller('api/account')
export class AccountController {
  constructor(
    private readonly door: AccountDoor,
    private readonly tokens: AccessTokens,
    private readonly passwords: Passwords,
    private readonly factor: SecondFactor,
    private readonly ownPhone: OwnPhone,
  ) {}

  @Put('password')
  @HttpCode(204)
  @Policy('account.own', { scope: 'self' })
  setPassword(@CurrentActor() actor: Self, @Body() request: SetPasswordRequest): Promise<void> {
    return this.passwords.change(actor, request);
  }

  @Put('phone')
  @Policy('account.own', { scope: 'self' })
  setPhone(@CurrentActor() actor: Self, @Body() request: PhoneSignInRequest): Promise<AccountAnswer> {
    return this.door.after(this.ownPhone.set(actor, request).then(() => actor));
  }

  @Post('totp')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Policy('account.own', { scope: 'self', owing: true })
  beginTotp(@CurrentActor() actor: Self): Promise<TotpSetUp> {
    return this.factor.begin(actor);
  }

  @Delete('totp')
  @HttpCode(204)
  @Policy('account.own', { scope: 'self' })
  removeTotp(@CurrentActor() actor: Self): Promise<void> {
    return this.factor.remove(actor);
  }

  @Get('tokens')
  @Header('Cache-Control', 'no-store')
  @Policy('account.own', { scope: 'self' })
  listTokens(@CurrentActor() actor: Self): Promise<AccessTokenView[]> {
    return this.tokens.list(actor);
  }

  @Delete('tokens')
  @HttpCode(204)
  @Policy('account.own', { scope: 'self' })
  endOtherTokens(@CurrentActor() actor: Self): Promise<void> {
    return this.tokens.endOthers(actor);
  }

  @Delete('tokens/:id')
  @HttpCode(204)
  @Policy('account.own', { scope: 'self' })
  endToken(@CurrentActor() actor: Self, @Param('id', new IdPipe()) id: string): Promise<void> {
    return this.tokens.endOwn(actor, id);
  }
}

/** The first code of a new authenticator. */
@ApiTags('account')
@Controller('api/account/totp')
export class TotpController {
  constructor(
    private readonly door: AccountDoor,
    private readonly signIn: SignIn,
  ) {}

  @Post('confirm')
  @HttpCode(200)
  @Policy('account.own', { scope: 'self', owing: true })
  confirm(
    @CurrentActor() actor: Self,
    @Body() request: TotpRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AccountAnswer> {
    return this.door.after(this.signIn.confirmTotp(actor, request.code, response));
  }
}
