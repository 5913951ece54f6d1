import { onScopeDispose, readonly, ref, shallowRef } from 'vue';
import type { HallView } from '../../src/contracts/index.js';
import type { RequestFailure } from '../connection/failure.js';
import { asFailure } from '../connection/failure.js';
import { between, pause } from '../connection/retry.js';
import { enterHall, fetchHall } from '../connection/summary-api.js';
import { setServerTime } from './clock.js';

const EVERY_MS = 5_000;

/**
 * What a wall shows, asked for every five seconds, for hours: one request at a time, the last answer kept, whatever
 * happens. Without an answer the last numbers stay and it is said that they are old.
 */
export function useHall(eventId: string, link: string | undefined) {
  const view = shallowRef<HallView | null>(null);
  const reconnecting = ref(false);
  /** Why the screen may not be seen. */
  const refused = shallowRef<RequestFailure | null>(null);
  const { signal, abort } = stopper();
  let isLinkOpen = link !== undefined;

  async function look(): Promise<void> {
    if (link !== undefined && isLinkOpen) await enterHall(eventId, link);
    isLinkOpen = false;
    const answer = await fetchHall(eventId, signal);
    setServerTime(answer.at);
    view.value = answer;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await look();
        reconnecting.value = false;
        refused.value = null;
      } catch (error) {
        const failure = asFailure(error);
        reconnecting.value = failure.isPassing;
        refused.value = failure.isPassing ? null : failure;
      }
      // Several walls of one house do not ask in step.
      await pause(between(EVERY_MS - 250, EVERY_MS + 250), { signal, wakeOnline: true });
    }
  }

  onScopeDispose(abort);
  void run();
  return { view: readonly(view), reconnecting: readonly(reconnecting), refused: readonly(refused) };
}

function stopper(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
