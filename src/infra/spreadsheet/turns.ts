import { AppError } from '../errors.js';

/** At most so many at a time, at most so many waiting behind them. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {}

  /** @throws AppError `server.unavailable` when too many wait already */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.most) this.running += 1;
    else await this.wait();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private wait(): Promise<void> {
    if (this.waiting.length >= this.mostWaiting) throw new AppError('server.unavailable', { retryAfter: 10 });
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
