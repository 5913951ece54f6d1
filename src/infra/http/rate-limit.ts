import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors.js';

/** So many per minute of a key, then `request.too_many` with the time to wait. Keys are forgotten after their minute. */
export class RateLimit {
  private readonly limiter: RateLimiterMemory;

  constructor(perMinute: number) {
    this.limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  }

  /** @throws AppError `request.too_many` */
  async take(key: string | undefined): Promise<void> {
    try {
      await this.limiter.consume(key ?? 'unknown');
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection;
      throw new AppError('request.too_many', { retryAfter: Math.ceil(rejection.msBeforeNext / 1000) });
    }
  }

  /** What was taken turned out not to count: where only failures are limited. */
  async giveBack(key: string | undefined): Promise<void> {
    await this.limiter.reward(key ?? 'unknown');
  }
}
