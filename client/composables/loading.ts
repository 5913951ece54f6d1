import { computed, onScopeDispose, shallowRef } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import type { RequestFailure } from '../connection/failure.js';
import { asFailure } from '../connection/failure.js';
import { retrying } from '../connection/retry.js';

export interface Loading<T> {
  data: ShallowRef<T | null>;
  failure: ShallowRef<RequestFailure | null>;
  failed: Readonly<Ref<boolean>>;
  load: () => Promise<void>;
}

/**
 * Something that a part of a page shows, asked for at once: `data` is null until it has come, `failed` when it did not.
 * The newest question wins, whichever answer comes first.
 */
export function useLoading<T>(fetch: (signal: AbortSignal) => Promise<T>): Loading<T> {
  const data = shallowRef<T | null>(null);
  const failure = shallowRef<RequestFailure | null>(null);
  const failed = computed(() => failure.value !== null);
  let asking: AbortController | undefined;

  async function load(): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    failure.value = null;
    try {
      const answer = await retrying(() => fetch(signal), { tries: 3, signal });
      if (!signal.aborted) data.value = answer;
    } catch (error) {
      if (!signal.aborted) failure.value = asFailure(error);
    }
  }

  onScopeDispose(() => asking?.abort());
  void load();
  return { data, failure, failed, load };
}
