import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JobQueueView } from '../../contracts/system.contract.js';
import { JobQueues } from '../job-queues.read-model.js';
import { Policy } from '../policy.js';

/** Deferred work, for the system administrator. */
@ApiTags('administration')
@Controller('api/admin/jobs')
export class JobsController {
  constructor(private readonly queues: JobQueues) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @Policy('system.read', { scope: 'platform' })
  list(): Promise<JobQueueView[]> {
    return this.queues.list();
  }
}
