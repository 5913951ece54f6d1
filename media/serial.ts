import { MediaError } from './types.js';

/** Runs tasks one after another, in the order in which they came. A failed task does not stop the next one. */
export class Serial {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(private readonly limit: number) {}

  run<T>(task: () => Promise<T>): Promise<T> {
    if (this.waiting >= this.limit) {
      return Promise.reject(new MediaError('media.limit_reached', 'too many requests are waiting'));
    }
    this.waiting += 1;
    const result = this.last.then(task);
    this.last = result.then(
      () => (this.waiting -= 1),
      () => (this.waiting -= 1),
    );
    return result;
  }
}
