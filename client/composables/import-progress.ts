import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ImportView } from '../../src/contracts/index.js';
import { asFailure } from '../connection/failure.js';
import { fetchImport } from '../connection/organisations-api.js';

/** As often as a bar looks alive. */
const EVERY_MS = 800;
/** After an answer that did not come. */
const AGAIN_MS = 3000;
const isMoving = ({ state }: ImportView) => state === 'reading' || state === 'importing';

/**
 * How far an import is: asked again and again while the server works on it, so that a reload or another device sees the
 * same. `failed` when it does not exist for this person.
 */
export function useImportProgress(id: () => string) {
  const batch = shallowRef<ImportView | null>(null);
  const failed = ref(false);
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function look(): Promise<void> {
    clearTimeout(timer);
    asking?.abort();
    const wanted = id();
    if (!wanted) return;
    const { signal } = (asking = new AbortController());
    try {
      const view = await fetchImport(wanted, signal);
      if (signal.aborted) return;
      batch.value = view;
      failed.value = false;
      if (isMoving(view)) timer = setTimeout(() => void look(), EVERY_MS);
    } catch (error) {
      if (signal.aborted) return;
      if (asFailure(error).isPassing) timer = setTimeout(() => void look(), AGAIN_MS);
      else failed.value = true;
    }
  }

  watch(
    id,
    () => {
      batch.value = null;
      failed.value = false;
      void look();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    asking?.abort();
  });
  return { batch, failed, look };
}
