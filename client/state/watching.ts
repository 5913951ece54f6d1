import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { watchSession } from './session-watch.js';
import type { SessionWatch } from './session-watch.js';

/**
 * The one session that this browser tab is watching, and the place on the page where its picture stands: a page's own
 * frame, or none, which means the small player.
 */
export const useWatching = defineStore('watching', () => {
  const current = shallowRef<SessionWatch | null>(null);
  const frame = shallowRef<HTMLElement | null>(null);
  /** A page that will offer its frame is on its way. */
  const expected = ref(false);

  /** Begins to watch; the same session again goes on without a reconnect. */
  function open(sessionId: string, link?: string): SessionWatch {
    expected.value = true;
    const watching = current.value;
    if (watching?.sessionId === sessionId && watching.link === link && !watching.failure.value) return watching;
    close();
    const opened = watchSession(sessionId, link);
    current.value = opened;
    opened.open();
    return opened;
  }

  function close(): void {
    current.value?.close();
    current.value = null;
  }

  /** The page is being left. Only a live picture that runs is worth a small player. */
  function leave(): void {
    frame.value = null;
    expected.value = false;
    const watching = current.value;
    const goesOn = watching?.board.value?.state === 'live' && watching.facts.value.mode !== 'replay';
    if (!goesOn || watching.facts.value.phase === 'idle') close();
  }

  const isSmall = computed(() => current.value !== null && frame.value === null && !expected.value);

  return { current, frame, isSmall, open, close, leave };
});
