import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Metrics } from '../metrics.js';
import { Policy } from '../policy.js';
import { Readiness } from '../readiness.js';

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** The process runs. */
  @Get('api/health/live')
  @Policy('health.read', { scope: 'public' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process may be sent people: 200, or 503 with the names of the failing parts. */
  @Get('api/health/ready')
  @Header('Cache-Control', 'no-store')
  @Policy('health.read', { scope: 'public' })
  async ready(@Res({ passthrough: true }) response: Response): Promise<{ status: string; failing: string[] }> {
    const failing = await this.readiness.failing();
    if (failing.length > 0) response.status(503).setHeader('Retry-After', '2');
    return { status: failing.length > 0 ? 'not_ready' : 'ok', failing };
  }

  @Get('metrics')
  @ApiExcludeEndpoint()
  @Policy('health.read', { scope: 'public' })
  async prometheus(@Res() response: Response): Promise<void> {
    response.setHeader('Content-Type', this.metrics.registry.contentType);
    response.end(await this.metrics.registry.metrics());
  }
}
