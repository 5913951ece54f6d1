import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { CONFIG, type Config } from '../../config.js';
import { AppError } from '../errors.js';
import type { ActorRequest } from '../policy.js';
import { RateLimit } from './rate-limit.js';
import { isSameOrigin } from './same-origin.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What every API request passes: requests of foreign pages are refused, floods are cut off. The device is counted
 * first; the address is only a wide outer bucket, because a whole office sits behind one.
 */
@Injectable()
export class GateMiddleware implements NestMiddleware {
  private readonly perDevice: RateLimit;
  private readonly perAddress: RateLimit;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.perDevice = new RateLimit(config.limits.requestsPerMinute);
    this.perAddress = new RateLimit(config.limits.requestsPerMinutePerAddress);
  }

  use(request: ActorRequest, _response: Response, next: NextFunction): void {
    if (!SAFE_METHODS.has(request.method) && !isSameOrigin(request, this.config.publicUrl)) {
      next(new AppError('origin.refused'));
      return;
    }
    this.consume(request).then(() => next(), next);
  }

  private async consume({ actor, ip, path, originalUrl }: ActorRequest): Promise<void> {
    // Segments are fetched twice in two seconds by every tab of a device; they have only the wide bucket.
    const isCommandOrRead = (originalUrl ?? path).startsWith('/api/');
    if (actor.personId && isCommandOrRead) await this.perDevice.take(actor.personId);
    await this.perAddress.take(ip);
  }
}
