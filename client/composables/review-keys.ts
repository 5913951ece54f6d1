import { onBeforeUnmount, onMounted } from 'vue';

export interface ReviewKeys {
  next: () => void;
  previous: () => void;
  return: () => void;
  approve: () => void;
}

const TYPING = 'input, textarea, select, [contenteditable], dialog, [role="combobox"], [role="listbox"]';

/**
 * The keys of a desk: J and K go through the list, R begins to return. What cannot be taken back (approving) needs two
 * keys, so that nobody does it by leaning on the keyboard. While somebody types or a dialog is open, none of them counts.
 */
export function useReviewKeys(keys: ReviewKeys): void {
  const actions: Record<string, () => void> = { j: keys.next, k: keys.previous, r: keys.return };

  function onKey(event: KeyboardEvent): void {
    const isTyping = event.target instanceof Element && event.target.closest(TYPING) !== null;
    if (isTyping || event.repeat || event.altKey || event.metaKey || document.querySelector('dialog[open]')) return;
    const action = event.ctrlKey
      ? event.key === 'Enter'
        ? keys.approve
        : undefined
      : actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  }

  onMounted(() => window.addEventListener('keydown', onKey));
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey));
}
