import { computed, ref } from 'vue';
import type { Studio } from '../state/studio.js';
import { isWeChat, stageFitness } from './browser-fitness.js';

interface Gate {
  kind: 'missing' | 'failed';
  title: string;
  hints: string[];
  /** Word of the button that tries again, where that can help. */
  again?: string;
  /** Who cannot be on stage may watch. */
  toAudience?: boolean;
  /** There is something to do in the studio all the same. */
  anyway?: boolean;
}

const shut = (word: string, more: Partial<Gate> = {}): Gate => ({
  kind: 'missing',
  title: `studio.gate.${word}`,
  hints: [`studio.gate.${word}Hint`],
  ...more,
});
const off = (word: string, more: Partial<Gate> = {}): Gate => ({
  kind: 'missing',
  title: `stage.gate.${word}`,
  hints: [`stage.gate.${word}Hint`],
  toAudience: true,
  ...more,
});

/** Why somebody is not let in, by the code of the refusal. */
const REFUSALS: Partial<Record<string, Gate>> = {
  'access.link_expired': shut('expired'),
  'access.link_invalid': shut('invalid'),
  'access.denied': shut('noLink'),
  'access.ticket_invalid': shut('noLink'),
  'session.not_found': shut('missing'),
  'request.not_found': shut('missing'),
  'request.invalid': shut('invalid'),
  'stage.removed': off('removed'),
  'stage.left': off('left', { hints: ['stage.gate.leftGuestHint'] }),
  'stage.invitation_revoked': off('revoked'),
  'stage.backstage_full': off('full', { again: 'app.retry' }),
};
const FAILED: Gate = {
  kind: 'failed',
  title: 'studio.gate.failed',
  hints: ['studio.gate.failedHint'],
  again: 'app.retry',
};

/** A browser without real-time sound and picture: somebody who runs the session may go on all the same. */
function noWebRtc(): Gate {
  const hints = ['stage.gate.noWebRtcHint', ...(isWeChat(navigator.userAgent) ? ['stage.gate.weChatHint'] : [])];
  return off('noWebRtc', { hints, anyway: true });
}

/** Why the studio cannot be entered, in words for a host or a speaker; null when it can. */
export function useStudioGate(studio: Studio | null) {
  const anyway = ref(false);
  const gate = computed<Gate | null>(() => {
    if (!studio) return shut('noLink');
    if (studio.isRemoved.value) return off('removed');
    if (studio.hasLeft.value) {
      const isGuest = studio.you.value?.role === 'guest';
      return off(
        'left',
        isGuest ? { hints: ['stage.gate.leftHint', 'stage.gate.leftGuestHint'] } : { again: 'stage.gate.leftAgain' },
      );
    }
    const refusal = studio.refusal.value;
    if (refusal) return REFUSALS[refusal.code ?? ''] ?? FAILED;
    return stageFitness() === 'no_webrtc' && !anyway.value ? noWebRtc() : null;
  });
  return { gate, enterAnyway: () => (anyway.value = true) };
}
