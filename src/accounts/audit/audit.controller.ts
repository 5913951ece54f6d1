import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AuditChain,
  type AuditCheckAccepted,
  AuditCheckRequest,
  type AuditPage,
  AuditQuery,
} from '../../contracts/audit.contract.js';
import type { Actor } from '../../infra/actor.js';
import { CurrentActor } from '../../infra/http/parameters.js';
import { Policy } from '../../infra/policy.js';
import { AuditChecks } from './audit-checks.service.js';
import { AuditTrail } from './audit-trail.read-model.js';

/** The audit, for the audit administrator. Nobody changes it here: there is nothing but reading and checking. */
@ApiTags('audit')
@Controller('api/admin/audit')
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly checks: AuditChecks,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @Policy('audit.read', { scope: 'platform' })
  page(@Query() query: AuditQuery): Promise<AuditPage> {
    return this.trail.page(query);
  }

  @Get('chain')
  @Header('Cache-Control', 'no-store')
  @Policy('audit.read', { scope: 'platform' })
  chain(): Promise<AuditChain> {
    return this.trail.chain();
  }

  @Post('check')
  @HttpCode(202)
  @Policy('audit.read', { scope: 'platform' })
  check(@CurrentActor() actor: Actor, @Body() request: AuditCheckRequest): Promise<AuditCheckAccepted> {
    return this.checks.request(actor, request.expect);
  }
}
