import { onScopeDispose } from 'vue';
import type { PlayerActions } from './player-actions.js';

const SEEK_S = 5;
const VOLUME_STEP = 0.1;

/** Where a key already has a meaning of its own. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('input, textarea, select, [contenteditable], dialog, [role="menu"], [role="tablist"]'))
    return true;
  return key === ' ' && target.closest('button, a') !== null;
}

/** space and k play and pause, m sound, f full screen, left and right seek, up and down volume. */
export function usePlayerKeys(actions: PlayerActions, video: HTMLVideoElement, isActive: () => boolean): void {
  const keys: Record<string, () => void> = {
    ' ': actions.togglePlay,
    k: actions.togglePlay,
    m: () => actions.setSound(video.muted),
    f: actions.toggleFullscreen,
    ArrowLeft: () => actions.seekBy(-SEEK_S),
    ArrowRight: () => actions.seekBy(SEEK_S),
    ArrowUp: () => actions.setVolume(video.volume + VOLUME_STEP),
    ArrowDown: () => actions.setVolume(video.volume - VOLUME_STEP),
  };

  function listen(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !isActive()) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = keys[key];
    if (!action || isTaken(event.target, key)) return;
    // Up and down scroll the page unless the player itself has the focus.
    const isVertical = key === 'ArrowUp' || key === 'ArrowDown';
    if (isVertical && !(event.target as HTMLElement | null)?.closest?.('[data-player]')) return;
    event.preventDefault();
    action();
  }

  document.addEventListener('keydown', listen);
  onScopeDispose(() => document.removeEventListener('keydown', listen));
}
