import { onScopeDispose, ref } from 'vue';
import type { Ref } from 'vue';

const LONGEST_MS = 10_000;

/** Holds the last picture over the element while its source is exchanged, so that the change is not seen. */
export function useFreezeFrame(video: Ref<HTMLVideoElement | null>, canvas: Ref<HTMLCanvasElement | null>) {
  const frozen = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function thaw(): void {
    clearTimeout(timer);
    frozen.value = false;
  }

  function freeze(): void {
    const [picture, cover] = [video.value, canvas.value];
    if (!picture || !cover || picture.videoWidth === 0) return;
    cover.width = picture.videoWidth;
    cover.height = picture.videoHeight;
    try {
      cover.getContext('2d')?.drawImage(picture, 0, 0);
    } catch {
      return;
    }
    frozen.value = true;
    clearTimeout(timer);
    timer = setTimeout(thaw, LONGEST_MS);
    picture.addEventListener('playing', thaw, { once: true });
  }

  onScopeDispose(() => clearTimeout(timer));
  return { frozen, freeze };
}
