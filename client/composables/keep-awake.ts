import { onScopeDispose } from 'vue';

/** A phone on stage must not fall asleep. The lock is lost whenever the page is hidden, and asked for again. */
export function useKeepAwake(): void {
  let lock: WakeLockSentinel | null = null;

  async function hold(): Promise<void> {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    lock = await navigator.wakeLock.request('screen').catch(() => null);
  }

  const onVisible = () => void hold();
  document.addEventListener('visibilitychange', onVisible);
  void hold();
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', onVisible);
    void lock?.release().catch(() => undefined);
  });
}
