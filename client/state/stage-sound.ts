import { computed, ref } from 'vue';
import { hears } from '../composables/hearing.js';
import type { Studio } from './studio.js';

export interface StageSound {
  producerId: string;
  /** Null: an encoder's, or a film's. */
  participantId: string | null;
  track: MediaStreamTrack;
  heard: boolean;
}

/** The sound of everybody else in the studio, and whether one hears it. */
export function useStageSound(studio: Studio) {
  /** For hosts, who may talk with the people backstage during the session. */
  const listensBackstage = ref(false);
  const isRunning = computed(() => studio.board.value?.state === 'live' || studio.view.value?.rehearsing === true);

  const sounds = computed<StageSound[]>(() => {
    const listener = {
      place: studio.me.value?.place ?? 'backstage',
      isRunning: isRunning.value,
      listensBackstage: listensBackstage.value,
    } as const;
    return (studio.view.value?.tracks ?? []).flatMap(({ producerId, participantId, onAir }) => {
      const track = studio.received.value.get(producerId);
      if (track?.kind !== 'audio') return [];
      // From another page of one's own it would be an echo.
      const isMine = participantId !== null && participantId === studio.you.value?.id;
      const place = studio.personOf(participantId)?.place ?? null;
      return [{ producerId, participantId, track, heard: !isMine && hears(listener, { place, onAir }) }];
    });
  });

  return { sounds, isRunning, listensBackstage };
}

export type StageSounds = ReturnType<typeof useStageSound>;
