import { onScopeDispose, ref, watch } from 'vue';

const CALM_MS = 600;

/** A number that goes to its new value in a moment, and at once where motion is not wanted. */
export function useCountedTo(target: () => number | null) {
  const shown = ref(target());
  let frame = 0;

  function go(to: number | null, from: number | null): void {
    cancelAnimationFrame(frame);
    const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (to === null || from === null || isStill) {
      shown.value = to;
      return;
    }
    const start = performance.now();
    const step = (now: number) => {
      const done = Math.min(1, (now - start) / CALM_MS);
      shown.value = Math.round(from + (to - from) * (1 - (1 - done) ** 3));
      if (done < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  }

  watch(target, (to) => go(to, shown.value));
  onScopeDispose(() => cancelAnimationFrame(frame));
  return shown;
}
