import type { StageTrack } from '../contracts/media.contract.js';
import { NOTHING_ON_AIR, type ProgrammeChoice } from '../rooms/live-room.js';
import type { MediaSource, OnAirState } from '../contracts/vocabulary.js';

/** Which picture goes on air when several are published: what is shown on a screen comes before faces. */
const PICTURE_RANK: readonly MediaSource[] = ['screen', 'camera', 'encoder'];

/**
 * What the programme carries while nobody directs it by hand: the highest-ranking picture (of equals the newest), and
 * everybody's sound. A paused picture gives way to one that is not.
 *
 * @param tracks in the order of their publication
 */
export function chooseProgramme(tracks: readonly StageTrack[], onAir: OnAirState): ProgrammeChoice {
  if (onAir !== 'on') return NOTHING_ON_AIR;
  const pictures = tracks.filter((track) => track.kind === 'video' && !track.paused);
  const rank = (track: StageTrack): number => {
    const index = PICTURE_RANK.indexOf(track.source);
    return index < 0 ? PICTURE_RANK.length : index;
  };
  const best = Math.min(...pictures.map(rank));
  const picture = pictures.filter((track) => rank(track) === best).at(-1);
  const sounds = tracks.filter((track) => track.kind === 'audio').map((track) => track.producerId);
  return { video: picture?.producerId ?? null, audio: sounds };
}
