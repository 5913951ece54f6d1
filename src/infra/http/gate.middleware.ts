import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from '../../config.js';
import { AppError } from '../errors.js';
import type { ActorRequest } from '../policy.js';
import { isSameOrigin } from './same-origin.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What every API request passes: requests of foreign pages are refused, floods are cut off. The device is counted
 * first; the address is only a wide outer bucket, because a whole office sits behind one.
 */
@Injectable()
export class GateMiddleware implements NestMiddleware {
  private readonly perDevice: RateLimiterMemory;
  private readonly perAddress: RateLimiterMemory;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.perDevice = new RateLimiterMemory({ points: config.limits.requestsPerMinute, duration: 60 });
    this.perAddress = new RateLimiterMemory({ points: config.limits.requestsPerMinutePerAddress, duration: 60 });
  }

  use(request: ActorRequest, _response: Response, next: NextFunction): void {
    if (!SAFE_METHODS.has(request.method) && !isSameOrigin(request, this.config.publicUrl)) {
      next(new AppError('origin.refused'));
      return;
    }
    this.consume(request).then(() => next(), next);
  }

  private async consume(request: ActorRequest): Promise<void> {
    try {
      if (request.actor.personId) await this.perDevice.consume(request.actor.personId);
      await this.perAddress.consume(request.ip ?? 'unknown');
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection;
      throw new AppError('request.too_many', { retryAfter: Math.ceil(rejection.msBeforeNext / 1000) });
    }
  }
}
