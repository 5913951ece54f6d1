import { Injectable } from '@nestjs/common';
import { AppError } from '../../infra/errors.js';

/** Each holds a connection for long statements, of which there are three: one is left to the figures. */
const AT_ONCE = 2;
const RETRY_AFTER = 10;

/** How many exports run at once on this server, and that nobody has more than one of them. */
@Injectable()
export class ExportSlots {
  private readonly people = new Set<string>();

  /**
   * @returns gives the slot back
   * @throws AppError `request.too_many` for one person's second, `server.unavailable` when all are taken
   */
  take(person: string): () => void {
    if (this.people.has(person)) throw new AppError('request.too_many', { retryAfter: RETRY_AFTER });
    if (this.people.size >= AT_ONCE) throw new AppError('server.unavailable', { retryAfter: RETRY_AFTER });
    this.people.add(person);
    return () => void this.people.delete(person);
  }
}
