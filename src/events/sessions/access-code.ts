import { randomInt } from 'node:crypto';

/** Digits only, without a leading zero: read out on the telephone, typed on a phone. */
export function newAccessCode(): string {
  return String(randomInt(100_000, 1_000_000));
}
