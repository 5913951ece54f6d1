import { Body, Controller, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import {
  type AccountAnswer,
  PasswordSignInRequest,
  type PhoneCodeSent,
  PhoneSignInRequest,
  RedeemPasswordLinkRequest,
  SendPhoneCodeRequest,
  type SignInWays,
  TotpRequest,
} from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { AccountDoor } from './account-door.service.js';
import { Passwords } from './passwords.service.js';
import { PhoneCodes } from './phone-codes.service.js';
import { SignIn, type SignedInAt } from './sign-in.service.js';
import { SignedInBrowsers } from './signed-in-browsers.service.js';

/** Ways in and out. Each step answers who is signed in now. */
@ApiTags('account')
@Controller('api/account')
export class SignInController {
  constructor(
    private readonly door: AccountDoor,
    private readonly signIn: SignIn,
    private readonly codes: PhoneCodes,
    private readonly passwords: Passwords,
    private readonly browsers: SignedInBrowsers,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @Policy('account.see', { scope: 'public' })
  see(@CurrentActor() actor: Actor): Promise<AccountAnswer> {
    return this.door.see(actor);
  }

  @Get('ways')
  @Policy('account.sign_in', { scope: 'public' })
  ways(): SignInWays {
    return this.door.ways();
  }

  @Post('phone-codes')
  @HttpCode(200)
  @Policy('account.sign_in', { scope: 'public' })
  sendCode(@CurrentActor() actor: Actor, @Body() request: SendPhoneCodeRequest): Promise<PhoneCodeSent> {
    return this.codes.send(actor, request.phone);
  }

  @Post('sign-in/phone')
  @HttpCode(200)
  @Policy('account.sign_in', { scope: 'public' })
  byPhone(
    @CurrentActor() actor: Actor,
    @Body() request: PhoneSignInRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AccountAnswer> {
    return this.door.after(this.signIn.byPhone(actor, request, response));
  }

  @Post('sign-in/password')
  @HttpCode(200)
  @Policy('account.sign_in', { scope: 'public' })
  byPassword(
    @CurrentActor() actor: Actor,
    @Body() request: PasswordSignInRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AccountAnswer> {
    return this.door.after(this.signIn.byPassword(actor, request, response));
  }

  @Post('sign-in/totp')
  @HttpCode(200)
  @Policy('account.sign_in', { scope: 'self', owing: true })
  totp(
    @CurrentActor() actor: Actor & SignedInAt,
    @Body() request: TotpRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AccountAnswer> {
    return this.door.after(this.signIn.passTotp(actor, request.code, response));
  }

  @Post('password-links/redeem')
  @HttpCode(204)
  @Policy('account.sign_in', { scope: 'public' })
  redeem(@CurrentActor() actor: Actor, @Body() request: RedeemPasswordLinkRequest): Promise<void> {
    return this.passwords.redeem(actor, request);
  }

  @Post('sign-out')
  @HttpCode(204)
  @Policy('account.sign_out', { scope: 'public' })
  signOut(@CurrentActor() actor: Actor, @Res({ passthrough: true }) response: Response): Promise<void> {
    return this.browsers.signOut(actor, response);
  }
}
