import { onBeforeUnmount, onMounted, watchPostEffect } from 'vue';

const GAP_PX = 16;

/**
 * Keeps what stands in the page as high as there is room below its place, so that its foot is in sight before the page
 * is scrolled and after. `stands` is the element whose top is that place; while `active` says no, nothing is set.
 */
export function useFitBelow(
  box: () => HTMLElement | null,
  stands: () => HTMLElement | null,
  active: () => boolean,
): void {
  function fit(): void {
    const element = box();
    if (!element) return;
    const top = Math.max(GAP_PX, stands()?.getBoundingClientRect().top ?? 0);
    element.style.maxHeight = active() ? `${Math.max(240, window.innerHeight - top - GAP_PX)}px` : '';
  }

  watchPostEffect(fit);
  onMounted(() => {
    window.addEventListener('scroll', fit, { passive: true });
    window.addEventListener('resize', fit);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('scroll', fit);
    window.removeEventListener('resize', fit);
  });
}
