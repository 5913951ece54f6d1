import { AppError } from './errors.js';

/** Lets so many pieces of work run at once; the others wait their turn, and beyond a bound they are sent away. */
export class Turns {
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param retryAfter seconds after which whoever was sent away may come again */
  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting: number,
    private readonly retryAfter: number,
  ) {}

  /** @throws AppError `server.unavailable` when too many wait already */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.underWay < this.atOnce) this.underWay += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      // Whoever has finished gives its place to the next.
      const next = this.waiting.shift();
      if (next) next();
      else this.underWay -= 1;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.mostWaiting) {
      throw new AppError('server.unavailable', { retryAfter: this.retryAfter });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
