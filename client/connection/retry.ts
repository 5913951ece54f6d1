import { asFailure } from './failure.js';

export interface BackOff {
  /** Upper bound of the first wait, milliseconds; it doubles with each attempt. */
  base: number;
  cap: number;
}

/**
 * Full-jitter back-off: anywhere between 0 and the (doubling, capped) bound. After an outage a hall of viewers must not
 * come back in one wave.
 */
export function fullJitter(attempt: number, { base, cap }: BackOff, random: () => number = Math.random): number {
  return random() * Math.min(cap, base * 2 ** Math.min(attempt, 30));
}

/** Somewhere between the two, evenly. */
export function between(low: number, high: number, random: () => number = Math.random): number {
  return low + random() * (high - low);
}

/** Waits; ends early when the signal aborts or, if asked, when the browser says that the network is back. */
export function pause(ms: number, { signal, wakeOnline = false }: { signal?: AbortSignal; wakeOnline?: boolean } = {}) {
  return new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      if (wakeOnline) globalThis.removeEventListener?.('online', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal?.aborted) return end();
    signal?.addEventListener('abort', end);
    if (wakeOnline) globalThis.addEventListener?.('online', end);
  });
}

/**
 * Tries again while the failure is a passing one; the last failure is thrown. So is one after which the server asks to
 * wait longer than the person who pressed has patience.
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  {
    tries = 4,
    backOff = { base: 500, cap: 8000 },
    patienceMs = Infinity,
    signal,
  }: { tries?: number; backOff?: BackOff; patienceMs?: number; signal?: AbortSignal } = {},
): Promise<T> {
  for (let count = 0; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const failure = asFailure(error);
      const isOver = count + 1 >= tries || failure.retryAfterMs > patienceMs;
      if (!failure.isPassing || isOver || signal?.aborted) throw failure;
      await pause(Math.max(failure.retryAfterMs, fullJitter(count, backOff)), { signal, wakeOnline: true });
    }
  }
}
