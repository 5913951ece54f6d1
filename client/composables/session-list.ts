import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { SessionCard, SessionList, SessionListQuery } from '../../src/contracts/index.js';
import { asFailure } from '../connection/failure.js';
import type { RequestFailure } from '../connection/failure.js';
import { between, retrying } from '../connection/retry.js';
import { fetchSessions } from '../connection/visit-api.js';
import { setServerTime } from '../state/clock.js';

/** While somebody types. */
const SETTLE_MS = 250;
const REFRESH_MS = [30_000, 45_000] as const;

const UPCOMING: SessionCard['state'][] = ['scheduled', 'postponed', 'cancelled'];

/** Live first, then what comes, then replays, as three lists. */
export function byStage(sessions: SessionCard[]) {
  return {
    live: sessions.filter(({ state }) => state === 'live'),
    upcoming: sessions.filter(({ state }) => UPCOMING.includes(state)),
    replays: sessions.filter(({ state }) => state === 'replay' || state === 'ended'),
  };
}

/**
 * Sessions found on the server, page by page; null until the first answer. What was found stands until the answer to
 * a newer question has come; the first page is asked for again from time to time while it is looked at.
 */
export function useSessionList(query: () => SessionListQuery) {
  const sessions = shallowRef<SessionCard[] | null>(null);
  const next = ref<string | null>(null);
  const failure = shallowRef<RequestFailure | null>(null);
  const busy = ref(false);
  const isFirstPage = ref(true);
  let asking: AbortController | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let refreshing: ReturnType<typeof setTimeout> | undefined;

  async function ask(after: string | undefined, adopt: (list: SessionList) => void, quietly = false): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    busy.value = !quietly;
    try {
      const list = await retrying(() => fetchSessions({ ...query(), after }, signal), { tries: 3, signal });
      if (signal.aborted) return;
      setServerTime(list.now);
      next.value = list.next;
      failure.value = null;
      adopt(list);
    } catch (error) {
      if (!signal.aborted) failure.value = asFailure(error);
    } finally {
      if (!signal.aborted) busy.value = false;
    }
  }

  function begin(list: SessionList): void {
    sessions.value = list.sessions;
    isFirstPage.value = true;
  }

  const load = () => ask(undefined, begin);

  const more = () =>
    ask(next.value ?? undefined, (list) => {
      sessions.value = [...(sessions.value ?? []), ...list.sessions];
      isFirstPage.value = false;
    });

  function refresh(): void {
    clearTimeout(refreshing);
    refreshing = setTimeout(
      async () => {
        if (document.visibilityState === 'visible' && isFirstPage.value && !busy.value)
          await ask(undefined, begin, true);
        refresh();
      },
      between(...REFRESH_MS),
    );
  }

  let words = query().q;
  watch(
    () => JSON.stringify(query()),
    () => {
      clearTimeout(settling);
      asking?.abort();
      const { q } = query();
      settling = setTimeout(() => void load(), q === words ? 0 : SETTLE_MS);
      words = q;
    },
  );
  void load();
  refresh();
  onScopeDispose(() => {
    asking?.abort();
    clearTimeout(settling);
    clearTimeout(refreshing);
  });

  const stages = computed(() => byStage(sessions.value ?? []));
  return { sessions, stages, next, failure, busy, load, more };
}
