import { computed } from 'vue';
import type { SessionBoard, SessionPage } from '../../src/contracts/index.js';
import { useClock } from '../state/clock.js';

export type AgendaPlace = 'past' | 'now' | 'next' | 'later';

/**
 * Where each item of the agenda stands, and only while the session is live is one of them "on now": the one that the host
 * shows, else the one whose time it is.
 */
export function useAgenda(page: () => SessionPage | null, board: () => SessionBoard | null) {
  const now = useClock();
  const items = computed(() => {
    const agenda = page()?.agenda ?? [];
    const state = board()?.state ?? page()?.state;
    const isOver = state === 'ended' || state === 'replay';
    const begun = agenda.filter((item) => Date.parse(item.startsAt) <= now.value).length;
    const shownId = board()?.currentItem?.id;
    const shownAt = agenda.findIndex(({ id }) => id === shownId);
    const nowAt = shownAt >= 0 ? shownAt : begun - 1;
    const place = (index: number): AgendaPlace => {
      if (isOver) return 'past';
      if (state !== 'live') return 'later';
      if (index === nowAt) return 'now';
      return index < nowAt ? 'past' : index === nowAt + 1 ? 'next' : 'later';
    };
    return agenda.map((item, index) => ({ ...item, place: place(index) }));
  });
  /** What the host shows (正在推介); the agenda may have been changed since the page was loaded. */
  const shown = computed(() => (board()?.state === 'live' ? (board()?.currentItem ?? null) : null));
  const current = computed(() => items.value.find(({ place }) => place === 'now') ?? null);
  const upNext = computed(() => items.value.find(({ place }) => place === 'next') ?? null);
  return { items, shown, current, upNext };
}
