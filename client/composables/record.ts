import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { asFailure } from '../connection/failure.js';
import { retrying } from '../connection/retry.js';

/**
 * The record that is open beside its list: fetched anew whenever `id` changes, `data` null while there is none or it has
 * not come. `code` says why it did not come: an error code, or '' without an answer.
 */
export function useRecord<T>(id: () => string | undefined, fetch: (id: string, signal: AbortSignal) => Promise<T>) {
  const data = shallowRef<T | null>(null);
  const failed = ref(false);
  const code = ref('');
  let asking: AbortController | undefined;

  async function load(): Promise<void> {
    asking?.abort();
    const wanted = id();
    failed.value = false;
    if (wanted === undefined) return;
    const { signal } = (asking = new AbortController());
    try {
      const answer = await retrying(() => fetch(wanted, signal), { tries: 3, signal });
      if (!signal.aborted) data.value = answer;
    } catch (error) {
      if (signal.aborted) return;
      failed.value = true;
      code.value = asFailure(error).code ?? '';
    }
  }

  watch(
    id,
    () => {
      data.value = null;
      void load();
    },
    { immediate: true },
  );
  onScopeDispose(() => asking?.abort());
  return { data, failed, code, load };
}
