import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { Clock } from './clock.js';
import { LongPool } from './database/long-pool.js';
import { ReadPool, ReportPool } from './database/read-pool.js';
import { StartLock } from './database/start-lock.js';
import { Transactions } from './database/transactions.js';
import { HealthController } from './http/health.controller.js';
import { JobsController } from './http/jobs.controller.js';
import { PageHeads } from './http/page-heads.js';
import { ProblemFilter } from './http/problem.filter.js';
import { UploadSlots } from './http/upload-slots.js';
import { IdempotentCommands } from './idempotency.js';
import { JobQueues } from './job-queues.read-model.js';
import { Jobs } from './jobs.js';
import { Metrics } from './metrics.js';
import { PolicyCheck, PolicyGuard } from './policy.js';
import { Readiness } from './readiness.js';
import { SealedText } from './sealed-text.js';
import { Refusals } from './refusals.js';
import { Resources } from './resources.js';
import { SignedTokens } from './signed-token.js';
import { SocketHub } from './socket/socket-hub.js';
import { FileSweep } from './storage/file-sweep.service.js';
import { Files } from './storage/files.service.js';
import { Storage } from './storage/storage.js';
import { requestValidation } from './validation.js';

const SHARED = [
  Clock,
  Files,
  IdempotentCommands,
  Jobs,
  LongPool,
  Metrics,
  PageHeads,
  ReadPool,
  ReportPool,
  Readiness,
  Refusals,
  Resources,
  SealedText,
  SignedTokens,
  SocketHub,
  StartLock,
  Storage,
  Transactions,
  UploadSlots,
];

/** What every feature stands on; no business word in it. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [HealthController, JobsController],
  providers: [
    ...SHARED,
    FileSweep,
    JobQueues,
    PolicyCheck,
    { provide: APP_GUARD, useClass: PolicyGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: requestValidation },
  ],
  exports: SHARED,
})
export class InfraModule {}
