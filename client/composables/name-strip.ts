import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { StripSpan } from '../../src/contracts/index.js';
import { fetchStrips } from '../connection/api.js';
import { retrying } from '../connection/retry.js';
import { noteStrip, stripAt } from '../media/strip-timeline.js';
import { serverNow } from '../state/clock.js';
import type { PlayerParts } from './player-actions.js';

const EVENTS = ['timeupdate', 'seeked', 'emptied'] as const;

/**
 * Whose names belong to the picture that is shown. WebRTC shows what the board says; the broadcast, time shift and the
 * replay are behind it by seconds or months and go by the wall clock of their picture.
 */
export function useNameStrip({ watch: session, player, video }: PlayerParts) {
  const { board, facts, line, page, sessionId } = session;
  const timeline = shallowRef<readonly StripSpan[]>([]);
  const playedAt = ref<number | null>(null);
  const closing = new AbortController();
  const { signal } = closing;

  const read = () => (playedAt.value = player.playedAt(page.value?.gaps ?? []));
  for (const name of EVENTS) video.addEventListener(name, read, { signal });
  onScopeDispose(() => closing.abort());

  const note = () => board.value && (timeline.value = noteStrip(timeline.value, board.value.feed.strip, serverNow()));

  /** What was on air before this page was there, or while it had no line. */
  async function load(): Promise<void> {
    const spans = await retrying(() => fetchStrips(sessionId), { tries: 3, signal }).catch(() => null);
    if (!spans || signal.aborted) return;
    timeline.value = spans;
    note();
  }

  const isBehind = computed(() => facts.value.path === 'hls');
  watch(() => board.value?.feed.strip, note, { immediate: true });
  watch([isBehind, () => facts.value.mode, line], ([behind]) => behind && void load(), { immediate: true });

  return computed(() => {
    if (!isBehind.value) return board.value?.feed.strip?.people ?? [];
    return playedAt.value === null ? [] : stripAt(timeline.value, playedAt.value);
  });
}
