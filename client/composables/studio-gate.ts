import { computed } from 'vue';
import type { Studio } from '../state/studio.js';

interface Gate {
  kind: 'missing' | 'failed';
  title: string;
  hint: string;
  /** Word of the button that tries again, where that can help. */
  again?: string;
}

const shut = (word: string): Gate => ({
  kind: 'missing',
  title: `studio.gate.${word}`,
  hint: `studio.gate.${word}Hint`,
});

/** Why the studio cannot be entered, in words for a host; null when it can. */
export function useStudioGate(studio: Studio | null) {
  return computed<Gate | null>(() => {
    if (!studio) return shut('noLink');
    if (studio.isRemoved.value) {
      return { kind: 'missing', title: 'studio.replaced', hint: 'studio.replacedHint', again: 'studio.reenter' };
    }
    const refusal = studio.refusal.value;
    if (!refusal) return null;
    const { code } = refusal;
    if (code === 'access.link_expired') return shut('expired');
    if (code === 'access.link_invalid') return shut('invalid');
    if (code === 'access.denied' || code === 'access.ticket_invalid') return shut('noLink');
    if (code === 'session.not_found' || code === 'request.not_found') return shut('missing');
    if (code === 'request.invalid') return shut('invalid');
    return { kind: 'failed', title: 'studio.gate.failed', hint: 'studio.gate.failedHint', again: 'app.retry' };
  });
}
