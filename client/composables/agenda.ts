import { computed } from 'vue';
import type { SessionBoard, SessionPage } from '../../src/contracts/index.js';
import { useClock } from '../state/clock.js';

export type AgendaPlace = 'past' | 'now' | 'next' | 'later';

/** Where each item of the agenda stands: by the clock, and only while the session is live is one of them "on now". */
export function useAgenda(page: () => SessionPage | null, board: () => SessionBoard | null) {
  const now = useClock();
  const items = computed(() => {
    const agenda = page()?.agenda ?? [];
    const state = board()?.state ?? page()?.state;
    const isOver = state === 'ended' || state === 'replay';
    const begun = agenda.filter((item) => Date.parse(item.startsAt) <= now.value).length;
    const place = (index: number): AgendaPlace => {
      if (isOver) return 'past';
      if (state !== 'live') return 'later';
      if (index === begun - 1) return 'now';
      return index < begun ? 'past' : index === begun ? 'next' : 'later';
    };
    return agenda.map((item, index) => ({ ...item, place: place(index) }));
  });
  const current = computed(() => items.value.find(({ place }) => place === 'now') ?? null);
  const upNext = computed(() => items.value.find(({ place }) => place === 'next') ?? null);
  return { items, current, upNext };
}
