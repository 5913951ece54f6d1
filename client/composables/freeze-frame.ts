import { ref } from 'vue';
import type { Ref } from 'vue';

/**
 * Holds the last picture over the element while its source is exchanged, so that the change is not seen. However long
 * that takes: during an outage the last picture is better than a black one.
 */
export function useFreezeFrame(video: Ref<HTMLVideoElement | null>, canvas: Ref<HTMLCanvasElement | null>) {
  const frozen = ref(false);

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
    picture.addEventListener('playing', () => (frozen.value = false), { once: true });
  }

  return { frozen, freeze };
}
