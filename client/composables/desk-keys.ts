import { onMounted, onUnmounted } from 'vue';

export interface DeskKeys {
  /** @param index from 0 */
  onDigit: (index: number) => void;
  onTake: () => void;
}

/** Where a key means something else: somebody types, or a control has the focus that the key works. */
const TYPING = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';
const PRESSED_BY_ENTER = 'a, button, summary, input';

/** Digits choose a source and Enter takes it, wherever on the page one is, unless one types or a dialogue is open. */
export function useDeskKeys({ onDigit, onTake }: DeskKeys): void {
  function onKey(event: KeyboardEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const isCombined = event.ctrlKey || event.altKey || event.metaKey;
    if (event.defaultPrevented || event.repeat || event.isComposing || isCombined) return;
    if (target?.closest(TYPING) || document.querySelector('dialog[open]')) return;
    if (/^[1-9]$/.test(event.key)) onDigit(Number(event.key) - 1);
    else if (event.key === 'Enter' && !target?.closest(PRESSED_BY_ENTER)) onTake();
    else return;
    event.preventDefault();
  }

  onMounted(() => document.addEventListener('keydown', onKey));
  onUnmounted(() => document.removeEventListener('keydown', onKey));
}
