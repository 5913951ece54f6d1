import { Module } from '@nestjs/common';
import { ActorMiddleware } from './actor.middleware.js';
import { AuditChecks } from './audit-checks.service.js';
import { AuditSealer } from './audit-sealer.service.js';
import { AuditTrail } from './audit-trail.read-model.js';
import { AuditController } from './audit.controller.js';
import { Audit } from './audit.service.js';
import { Cookies } from './cookies.js';
import { Links } from './links.js';
import { NewcomerLimit } from './newcomer-limit.js';
import { Persons } from './persons.service.js';
import { RefusalLimit } from './refusal-limit.js';

@Module({
  controllers: [AuditController],
  providers: [
    Audit,
    AuditChecks,
    AuditSealer,
    AuditTrail,
    RefusalLimit,
    ActorMiddleware,
    Cookies,
    Links,
    NewcomerLimit,
    Persons,
  ],
  exports: [Audit, ActorMiddleware, Links, Persons],
})
export class AccountsModule {}
