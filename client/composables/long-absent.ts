import { computed, shallowRef, watch } from 'vue';
import { useClock } from '../state/clock.js';

/** A reload, a walk to another network, another browser: whoever is away for less comes back. */
const LONG_MS = 3 * 60_000;

/**
 * Who has been away for long, as far as this page has seen: whoever was away when it was opened has been, and whoever
 * comes for the first time has a moment until their socket is there.
 */
export function useLongAbsent(people: () => readonly { id: string; present: boolean }[] | null) {
  const now = useClock();
  const since = shallowRef<ReadonlyMap<string, number> | null>(null);

  watch(
    people,
    (all) => {
      if (!all) return;
      const before = since.value;
      const begins = before ? now.value : -Infinity;
      const away = all.filter(({ present }) => !present);
      since.value = new Map(away.map(({ id }) => [id, before?.get(id) ?? begins]));
    },
    { immediate: true },
  );

  return computed(() => {
    const away = [...(since.value ?? [])].filter(([, from]) => now.value - from >= LONG_MS);
    return new Set(away.map(([id]) => id));
  });
}
