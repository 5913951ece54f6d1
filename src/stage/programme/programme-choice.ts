import type { SceneSource, StageShot } from '../../contracts/stage.contract.js';
import type { MediaSource } from '../../contracts/vocabulary.js';
import type { RoomTrack } from '../../rooms/live-room.js';
import type { Layer, LayerSource } from '../../rooms/media.provider.js';
import { layersOf } from './layouts.js';
import type { StageMember, StageState } from './stage-states.read-model.js';

/** A published track and whose it is; null: an encoder's. */
export type OwnedTrack = Omit<RoomTrack, 'peerId'> & { participantId: string | null };

/** What the programme carries. */
export interface Selection {
  /** One track as it is, layers that have to be composed, or no picture. */
  picture: { producerId: string } | { layers: Layer[] } | null;
  audio: string[];
  /** What is seen; null with no picture. */
  shot: StageShot | null;
  /** Muted by the host: nobody hears them, nor on stage. */
  silenced: string[];
}

/** Which picture goes on air when nobody directs: what is shown on a screen comes before faces. */
const PICTURE_RANK: readonly MediaSource[] = ['screen', 'camera', 'encoder'];

interface Candidate {
  shown: SceneSource;
  source: LayerSource;
  isRead: boolean;
}

/**
 * What is seen and heard of who is on stage. The director's scene is followed as far as its sources come; what is left
 * of it is shown alone, and where nothing is left the platform chooses: the highest-ranking picture, of equals the
 * newest. Everybody's sound is heard who is on stage and not muted.
 *
 * @param tracks in the order of their publication
 */
export function chooseProgramme(tracks: readonly OwnedTrack[], stage: StageState): Selection {
  const members = new Map(stage.people.map((member) => [member.id, member]));
  const silenced = tracks.filter((track) => track.kind === 'audio' && owner(members, track)?.muted);
  const silence = { picture: null, audio: [], shot: null, silenced: silenced.map(({ producerId }) => producerId) };
  if (stage.air === 'off') return silence;
  const onStage = tracks.filter((track) => isOnStage(members, track));
  const heard = onStage.filter((track) => track.kind === 'audio' && !silenced.includes(track));
  const audio = heard.map(({ producerId }) => producerId);
  return { ...silence, audio, ...pictureOf(onStage, stage) };
}

function pictureOf(onStage: readonly OwnedTrack[], stage: StageState): Pick<Selection, 'picture' | 'shot'> {
  const pictures = onStage.filter((track) => track.kind === 'video' && !track.paused);
  const wanted = (stage.scene?.sources ?? []).flatMap((source) => find(source, pictures, stage) ?? []);
  const found = wanted.length > 0 ? wanted : automatic(pictures);
  if (found.length === 0) return { picture: null, shot: null };
  const layout = found.length === 1 ? 'single' : (stage.scene?.layout ?? 'single');
  const seen = layout === 'single' ? found.slice(0, 1) : found;
  const shot = { layout, sources: seen.map(({ shown }) => shown) };
  const [only] = seen;
  if (seen.length === 1 && only?.source.kind === 'producer') {
    return { picture: { producerId: only.source.producerId }, shot };
  }
  return { picture: { layers: layersOf(layout, seen) }, shot };
}

function find(wanted: SceneSource, pictures: readonly OwnedTrack[], stage: StageState): Candidate | null {
  if (wanted.kind === 'material') return material(wanted, stage);
  const track = pictures.findLast(
    ({ source, participantId }) => source === wanted.kind && participantId === (wanted.participantId ?? null),
  );
  return track ? candidate(track) : null;
}

function material(wanted: SceneSource, { materials }: StageState): Candidate | null {
  const found = materials.find(({ id }) => id === wanted.materialId);
  if (!found?.path) return null;
  const { path, loop } = found;
  const source: LayerSource = found.kind === 'clip' ? { kind: 'clip', path, loop } : { kind: 'picture', path };
  return { shown: wanted, source, isRead: true };
}

function automatic(pictures: readonly OwnedTrack[]): Candidate[] {
  const rank = (track: OwnedTrack): number => {
    const index = PICTURE_RANK.indexOf(track.source);
    return index < 0 ? PICTURE_RANK.length : index;
  };
  const best = Math.min(...pictures.map(rank));
  const track = pictures.filter((picture) => rank(picture) === best).at(-1);
  return track ? [candidate(track)] : [];
}

function candidate({ producerId, source, participantId }: OwnedTrack): Candidate {
  const kind = source === 'screen' ? 'screen' : source === 'encoder' ? 'encoder' : 'camera';
  return {
    shown: { kind, ...(participantId && { participantId }) },
    source: { kind: 'producer', producerId },
    isRead: kind !== 'camera',
  };
}

function owner(members: ReadonlyMap<string, StageMember>, { participantId }: OwnedTrack): StageMember | undefined {
  return participantId ? members.get(participantId) : undefined;
}

/** An encoder was plugged in by who runs the session: it needs nobody to bring it on. */
function isOnStage(members: ReadonlyMap<string, StageMember>, track: OwnedTrack): boolean {
  return track.source === 'encoder' || owner(members, track)?.place === 'on_stage';
}
