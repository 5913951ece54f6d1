import { Logger } from '@nestjs/common';
import { isUnavailable } from './errors.js';

const RETRY_MS = 2_000;
/** Hours of facts, far more than the database is ever away. */
const MOST_WAITING = 10_000;

/**
 * Facts that happen whether or not the database is there: written in their order, and tried again while it is away. One
 * that can never be written is left out, so that it does not hold up the others.
 */
export class WriteQueue<Fact> {
  private readonly logger: Logger;
  private readonly waiting: Fact[] = [];
  private writing: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly name: string,
    private readonly write: (fact: Fact) => Promise<void>,
  ) {
    this.logger = new Logger(name);
  }

  keep(fact: Fact): void {
    if (this.waiting.length >= MOST_WAITING) {
      this.logger.error(`Too many facts wait for the database; one is lost: ${JSON.stringify(fact)}`);
      return;
    }
    this.waiting.push(fact);
    this.writing ??= this.writeAll().finally(() => {
      this.writing = null;
    });
  }

  /** Resolves when everything told so far is written. */
  async flushed(): Promise<void> {
    await this.writing;
  }

  /** Writes what is there; what comes later is not kept. */
  async close(): Promise<void> {
    await this.writing;
    this.stopped = true;
  }

  private async writeAll(): Promise<void> {
    for (let fact = this.waiting[0]; fact !== undefined && !this.stopped; fact = this.waiting[0]) {
      try {
        await this.write(fact);
        this.waiting.shift();
      } catch (error) {
        if (isUnavailable(error)) {
          this.logger.warn(`${this.name} not written, it will be tried again: ${String(error)}`);
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
          continue;
        }
        this.logger.error(error, `Left out, because it cannot be written: ${JSON.stringify(fact)}`);
        this.waiting.shift();
      }
    }
  }
}
