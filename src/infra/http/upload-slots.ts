import { Injectable } from '@nestjs/common';
import { AppError } from '../errors.js';

/** Uploads are received in memory: so much of it at once, whoever sends. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_PER_PERSON = 2;
const RETRY_AFTER = 5;

/** Bounds what uploads on their way may hold of this process's memory. */
@Injectable()
export class UploadSlots {
  private bytes = 0;
  private readonly persons = new Map<string, number>();

  /**
   * @param most bytes that the upload may have
   * @returns gives the slot back; call it once
   * @throws AppError `request.too_many` for one person's third, `server.unavailable` when all memory is taken
   */
  take(person: string, most: number): () => void {
    const own = this.persons.get(person) ?? 0;
    if (own >= MOST_PER_PERSON) throw new AppError('request.too_many', { retryAfter: RETRY_AFTER });
    if (this.bytes + most > MOST_BYTES) throw new AppError('server.unavailable', { retryAfter: RETRY_AFTER });
    this.bytes += most;
    this.persons.set(person, own + 1);
    return () => this.release(person, most);
  }

  private release(person: string, most: number): void {
    const left = (this.persons.get(person) ?? 1) - 1;
    if (left > 0) this.persons.set(person, left);
    else this.persons.delete(person);
    this.bytes -= most;
  }
}
