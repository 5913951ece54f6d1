import { onScopeDispose, shallowRef, watch } from 'vue';
import { LevelMeter } from '../media/level-meter.js';
import type { StageSound } from '../state/stage-sound.js';

const EVERY_MS = 100;
/** As many steps as a meter has lamps: finer ones would draw pages anew for nothing. */
const STEPS = 20;

/** How loud everybody else is, 0 to 1, by participant. */
export function useStageLevels(sounds: () => StageSound[]) {
  const levels = shallowRef<ReadonlyMap<string, number>>(new Map());
  const meters = new Map<string, { track: MediaStreamTrack; participantId: string | null; meter: LevelMeter }>();

  function drop(producerId: string): void {
    meters.get(producerId)?.meter.close();
    meters.delete(producerId);
  }

  watch(
    sounds,
    (now) => {
      const wanted = new Map(now.map((sound) => [sound.producerId, sound]));
      for (const [id, { track }] of [...meters]) if (wanted.get(id)?.track !== track) drop(id);
      for (const { producerId, participantId, track } of now) {
        if (!meters.has(producerId)) meters.set(producerId, { track, participantId, meter: new LevelMeter(track) });
      }
    },
    { immediate: true },
  );

  const timer = setInterval(() => {
    const loud = new Map<string, number>();
    for (const { participantId, meter } of meters.values()) {
      if (participantId === null) continue;
      const level = Math.round(meter.read() * STEPS) / STEPS;
      loud.set(participantId, Math.max(level, loud.get(participantId) ?? 0));
    }
    levels.value = loud;
  }, EVERY_MS);

  onScopeDispose(() => {
    clearInterval(timer);
    for (const id of [...meters.keys()]) drop(id);
  });
  return levels;
}
