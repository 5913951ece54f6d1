import { computed } from 'vue';
import type { StagePerson, StageTrack, StageView } from '../../src/contracts/index.js';
import type { Studio } from '../state/studio.js';
import type { StudioDevices } from '../state/studio-devices.js';
import { useLongAbsent } from './long-absent.js';

/** Words of `stage.person` that say what is the matter with somebody. */
export type PersonState = 'away' | 'hostAway' | 'muted' | 'silent' | 'noMicrophone' | 'cameraOff' | 'screen';

/** Somebody in the studio, as a tile shows them. */
export interface TilePerson extends StagePerson {
  isMe: boolean;
  /** A name to call them by, also where none was given. */
  label: string;
  picture: MediaStreamTrack | null;
  showsScreen: boolean;
  /** What of theirs is on air at this moment, or in a rehearsal would be. */
  air: 'onAir' | 'soundOnAir' | 'rehearsed' | null;
  /** Their sound reaches the others. */
  sounds: boolean;
  states: PersonState[];
}

type Place = StagePerson['place'];

/** The people of a studio in groups; who is here first, then in the order in which they came. */
export function useStageTiles(studio: Studio, devices: StudioDevices, unnamed: () => string) {
  const { view, you } = studio;

  function pictureOf(tracks: StageTrack[], isMe: boolean): Pick<TilePerson, 'picture' | 'showsScreen'> {
    if (isMe) {
      const { screen, camera } = devices.tracks;
      if (screen ?? camera) return { picture: screen ?? camera, showsScreen: screen !== null };
    }
    const shown = tracks.find(({ source }) => source === 'screen') ?? tracks.find(({ source }) => source === 'camera');
    return { picture: shown ? studio.trackOf(shown.producerId) : null, showsScreen: shown?.source === 'screen' };
  }

  function airOf({ id, muted }: StagePerson, tracks: StageTrack[]): TilePerson['air'] {
    const seen = isInShot(view.value, id);
    if (view.value?.rehearsing) return seen ? 'rehearsed' : null;
    if (studio.board.value?.onAir !== 'on') return null;
    if (seen) return 'onAir';
    const sounds = tracks.some(({ kind, onAir, paused }) => kind === 'audio' && onAir && !paused);
    return sounds && !muted ? 'soundOnAir' : null;
  }

  function tileOf(person: StagePerson): TilePerson {
    const tracks = (view.value?.tracks ?? []).filter(({ participantId }) => participantId === person.id);
    const isMe = person.id === you.value?.id;
    const sounds = !person.muted && tracks.some(({ kind, paused }) => kind === 'audio' && !paused);
    const picture = pictureOf(tracks, isMe);
    const states = statesOf(person, tracks, picture.showsScreen);
    return {
      ...person,
      ...picture,
      isMe,
      sounds,
      states,
      label: person.name || unnamed(),
      air: airOf(person, tracks),
    };
  }

  const tiles = computed(() => (view.value?.people ?? []).map(tileOf));
  const rank = ({ isMe, present }: TilePerson) => (isMe ? 0 : present ? 1 : 2);
  const placed = (place: Place) => tiles.value.filter((tile) => tile.place === place).sort((a, b) => rank(a) - rank(b));
  const waiting = computed(() => placed('backstage'));
  const absent = useLongAbsent(() => view.value?.people ?? null);
  return {
    onStage: computed(() => placed('on_stage')),
    backstage: computed(() => waiting.value.filter(({ id }) => !absent.value.has(id))),
    /** Were backstage and have not been seen for a while; on stage they keep their place, and are seen to. */
    gone: computed(() => waiting.value.filter(({ id }) => absent.value.has(id))),
  };
}

/** Whether somebody's camera or screen is seen, alone or as a part of the picture; slides are nobody's picture. */
export function isInShot(view: StageView | null, id: string | undefined): boolean {
  return view?.shot?.sources.some(({ kind, participantId }) => kind !== 'material' && participantId === id) ?? false;
}

function statesOf(person: StagePerson, tracks: StageTrack[], showsScreen: boolean): PersonState[] {
  if (!person.present) return [person.role === 'host' ? 'hostAway' : 'away'];
  const microphone = tracks.find(({ source }) => source === 'microphone');
  const states: PersonState[] = [];
  if (person.muted) states.push('muted');
  else if (!microphone) states.push('noMicrophone');
  else if (microphone.paused) states.push('silent');
  if (showsScreen) states.push('screen');
  else if (!tracks.some(({ source }) => source === 'camera')) states.push('cameraOff');
  return states;
}
