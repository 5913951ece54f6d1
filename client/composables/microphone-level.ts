import { onScopeDispose, ref, watch } from 'vue';
import { LevelMeter } from '../media/level-meter.js';

const EVERY_MS = 66;

/** The loudness of a track, 0 to 1, some fifteen times a second. */
export function useMicrophoneLevel(track: () => MediaStreamTrack | null) {
  const level = ref(0);
  let meter: LevelMeter | null = null;

  watch(
    track,
    (microphone) => {
      meter?.close();
      meter = microphone ? new LevelMeter(microphone) : null;
      level.value = 0;
    },
    { immediate: true },
  );
  const timer = setInterval(() => {
    if (meter) level.value = meter.read();
  }, EVERY_MS);

  onScopeDispose(() => {
    clearInterval(timer);
    meter?.close();
  });
  return level;
}
