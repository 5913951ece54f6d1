import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AccountPage,
  AccountQuery,
  CreateAccountRequest,
  GiveGrantRequest,
  type PasswordLink,
} from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { IdPipe } from '../../infra/http/id.pipe.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { AccountAdministration } from './account-administration.service.js';
import { AccountList } from './account-list.read-model.js';
import { AccountSecurity } from './account-security.service.js';

const AccountId = () => Param('id', new IdPipe('account.not_found'));

/** Accounts: made and disabled by the system administrator, given roles and unlocked by the security administrator. */
@ApiTags('administration')
@Controller('api/admin')
export class AccountAdministrationController {
  constructor(
    private readonly list: AccountList,
    private readonly administration: AccountAdministration,
    private readonly security: AccountSecurity,
  ) {}

  @Get('accounts')
  @Header('Cache-Control', 'no-store')
  @Policy('account.read', { scope: 'platform' })
  page(@Query() query: AccountQuery): Promise<AccountPage> {
    return this.list.page(query.q ?? '', query.after ?? null);
  }

  @Post('accounts')
  @Policy('account.manage', { scope: 'platform' })
  create(@CurrentActor() actor: Actor, @Body() request: CreateAccountRequest): Promise<PasswordLink> {
    return this.administration.create(actor, request);
  }

  @Post('accounts/:id/password-link')
  @HttpCode(200)
  @Policy('account.manage', { scope: 'platform' })
  passwordLink(@CurrentActor() actor: Actor, @AccountId() id: string): Promise<PasswordLink> {
    return this.administration.passwordLink(actor, id);
  }

  @Post('accounts/:id/disable')
  @HttpCode(204)
  @Policy('account.manage', { scope: 'platform' })
  disable(@CurrentActor() actor: Actor, @AccountId() id: string): Promise<void> {
    return this.administration.setDisabled(actor, id, true);
  }

  @Post('accounts/:id/enable')
  @HttpCode(204)
  @Policy('account.manage', { scope: 'platform' })
  enable(@CurrentActor() actor: Actor, @AccountId() id: string): Promise<void> {
    return this.administration.setDisabled(actor, id, false);
  }

  @Post('accounts/:id/unlock')
  @HttpCode(204)
  @Policy('account.secure', { scope: 'platform' })
  unlock(@CurrentActor() actor: Actor, @AccountId() id: string): Promise<void> {
    return this.security.unlock(actor, id);
  }

  @Post('accounts/:id/reset-totp')
  @HttpCode(204)
  @Policy('account.secure', { scope: 'platform' })
  resetTotp(@CurrentActor() actor: Actor, @AccountId() id: string): Promise<void> {
    return this.security.resetTotp(actor, id);
  }

  @Post('grants')
  @HttpCode(204)
  @Policy('grant.manage', { scope: 'platform' })
  give(@CurrentActor() actor: Actor, @Body() request: GiveGrantRequest): Promise<void> {
    return this.security.give(actor, request);
  }

  @Delete('grants/:id')
  @HttpCode(204)
  @Policy('grant.manage', { scope: 'platform' })
  revoke(@CurrentActor() actor: Actor, @Param('id', new IdPipe('grant.not_found')) id: string): Promise<void> {
    return this.security.revoke(actor, id);
  }
}
