import { computed, ref, shallowRef, watch } from 'vue';
import type { CutReason, CutView, LiftCutRequest } from '../../src/contracts/index.js';
import { cutSession, fetchCut, liftCut } from '../connection/cut-api.js';
import { asFailure } from '../connection/failure.js';
import type { RequestFailure } from '../connection/failure.js';

/** Cutting a session (紧急切断) and lifting the cut, for the studio and the console. */
export function useCut(sessionId: () => string, isCut: () => boolean) {
  const view = shallowRef<CutView | null>(null);
  const busy = ref(false);
  const open = computed(() => view.value?.history.find(({ liftedAt }) => liftedAt === null) ?? null);

  /** Who cut it, and whether one may lift it, is worth knowing only while it is cut. */
  watch(
    isCut,
    async (cut) => {
      if (cut && !open.value) view.value = await fetchCut(sessionId()).catch(() => view.value);
      if (!cut && open.value) view.value = null;
    },
    { immediate: true },
  );

  async function run(work: () => Promise<CutView>): Promise<RequestFailure | null> {
    if (busy.value) return null;
    busy.value = true;
    try {
      view.value = await work();
      return null;
    } catch (error) {
      return asFailure(error);
    } finally {
      busy.value = false;
    }
  }

  /** Somebody else may have been quicker: it is dark, and that was wanted. */
  async function cut(reason: CutReason): Promise<RequestFailure | null> {
    const failure = await run(() => cutSession(sessionId(), reason));
    return failure?.code === 'session.cut_already' ? null : failure;
  }

  const lift = (request: LiftCutRequest) => run(() => liftCut(sessionId(), request));

  return { view, open, busy, cut, lift };
}

export type Cut = ReturnType<typeof useCut>;
