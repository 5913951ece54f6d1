import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { SessionWatch } from '../state/session-watch.js';

export interface PlayerWords {
  title: string;
  hint?: string;
}

/** One clear sentence for everything but a moving picture; null where the picture (or the countdown) says it all. */
export function usePlayerWords({ page, board, facts, state }: SessionWatch, hasPicture: () => boolean) {
  const { t } = useI18n();
  const sessionState = computed(() => board.value?.state ?? page.value?.state);
  const say = (title: string, hint?: string): PlayerWords => ({
    title: t(`player.${title}`),
    hint: hint && t(`player.${hint}`),
  });

  function ended(): PlayerWords {
    if (sessionState.value === 'replay' && page.value?.replayHidden) return say('replayHidden', 'replayHiddenHint');
    if (facts.value.mode === 'replay') return say('replayEnd');
    return say('ended', sessionState.value === 'replay' ? 'endedReplay' : 'endedHint');
  }

  return computed<PlayerWords | null>(() => {
    if (sessionState.value === 'cancelled') return say('cancelled', 'cancelledHint');
    if (sessionState.value === 'postponed') return say('postponed', 'postponedHint');
    switch (state.value) {
      case 'playing':
        return hasPicture() ? null : say('audioOnly');
      case 'waiting':
        return sessionState.value === 'scheduled' ? null : say('waiting');
      case 'connecting':
        return say('connecting');
      case 'buffering':
        return say('buffering');
      case 'paused':
        return facts.value.phase === 'stopped' ? null : say('paused', 'pausedHint');
      case 'interrupted':
        return say('interrupted', 'interruptedHint');
      case 'cut':
        return say('cut', 'cutHint');
      case 'ended':
        return ended();
      case 'offline':
        return say('offline', 'offlineHint');
      case 'error':
        return say('error', 'errorHint');
      case 'blocked':
        return null;
    }
  });
}
