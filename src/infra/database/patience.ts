import { setTimeout as wait } from 'node:timers/promises';
import { isUnavailable } from '../errors.js';

const PATIENCE_MS = 30_000;
const AGAIN_MS = 250;

/**
 * While a server starts nobody waits for an answer yet: what the database is too slow for is tried again for half a
 * minute, or a busy machine would end the start. Only for what may run twice.
 *
 * @throws what `work` threw, at once when the database is not the reason
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || performance.now() > until) throw error;
      await wait(AGAIN_MS);
    }
  }
}
