import { Injectable } from '@nestjs/common';
import type { FeedStrip } from '../../contracts/session.contract.js';
import { Clock } from '../../infra/clock.js';
import { Composing } from '../../rooms/composing.service.js';
import { type LiveRoom, NOTHING_ON_AIR, type ProgrammeChoice, sameChoice } from '../../rooms/live-room.js';
import { LiveRooms } from '../../rooms/live-rooms.service.js';
import { RoomPeers } from '../../rooms/room-peers.service.js';
import { chooseProgramme, type Selection } from './programme-choice.js';
import { Shots } from './shots.service.js';
import type { StageState } from './stage-states.read-model.js';

interface Composed {
  choice: ProgrammeChoice;
  /** Why a picture could not be composed. */
  failure: unknown;
}

/** Puts on air what the stage says, once; whoever calls compares and tries again. */
@Injectable()
export class Airing {
  constructor(
    private readonly rooms: LiveRooms,
    private readonly peers: RoomPeers,
    private readonly composing: Composing,
    private readonly shots: Shots,
    private readonly clock: Clock,
  ) {}

  /**
   * WebRTC viewers get their picture even where the broadcast cannot be written (a full disk) or a picture not be
   * composed: such errors come last.
   *
   * @param stands whether this is still wanted
   */
  async apply(sessionId: string, wanted: StageState, stands: () => boolean): Promise<void> {
    const stage = this.rooms.isCut(sessionId) ? { ...wanted, air: 'off' as const } : wanted;
    const runs = stage.live || stage.air !== 'off';
    const room = runs ? await this.rooms.open(sessionId) : this.rooms.get(sessionId);
    if (!room || !stands()) return;
    const broadcast = stage.live ? await failureOf(this.rooms.openProgramme(sessionId)) : null;
    if (!stands()) return;
    const selection = chooseProgramme(this.ownedTracks(room), stage);
    const { choice, failure } = await this.choiceOf(sessionId, selection);
    if (!stands()) return;
    const goesOut = stage.air === 'live' ? choice : NOTHING_ON_AIR;
    if (!sameChoice(goesOut, room.choice)) await this.rooms.choose(sessionId, goesOut);
    if (!selection.picture || !('layers' in selection.picture)) this.composing.release(sessionId);
    this.describe(sessionId, stage, selection, choice);
    if (broadcast ?? failure) throw broadcast ?? failure;
  }

  close(sessionId: string): void {
    this.shots.close(sessionId);
    this.rooms.describe(sessionId, { rehearsed: NOTHING_ON_AIR, silenced: new Set(), strip: null, shot: null });
    this.composing.release(sessionId);
  }

  /** Where nothing can be composed, the first camera or screen of the scene stands for it. */
  private async choiceOf(sessionId: string, { picture, audio }: Selection): Promise<Composed> {
    if (!picture) return { choice: { video: null, audio }, failure: null };
    if ('producerId' in picture) return { choice: { video: picture.producerId, audio }, failure: null };
    const { layers } = picture;
    try {
      const composed = await this.composing.show(sessionId, layers);
      this.rooms.get(sessionId)?.layers.keep(layers);
      const hasSound = layers.some(({ source }) => source.kind === 'clip');
      return {
        choice: { video: composed.video, audio: hasSound ? [...audio, composed.audio] : audio },
        failure: null,
      };
    } catch (failure) {
      const [first] = layers.flatMap(({ source }) => (source.kind === 'producer' ? source.producerId : []));
      return { choice: { video: first ?? null, audio }, failure };
    }
  }

  private describe(sessionId: string, stage: StageState, selection: Selection, choice: ProgrammeChoice): void {
    const { shot, silenced } = selection;
    const before = this.rooms.get(sessionId)?.shot ?? null;
    const people = stage.strip && shot ? namesIn(shot.sources, stage) : [];
    // Names that are switched on in the middle of a shot hold from then; one that is corrected holds for all of it.
    const goesOn = before && shot && sameShot(before, shot) && before.people.length > 0 === people.length > 0;
    const strip: FeedStrip = { people, since: goesOn ? before.since : this.clock.now().toISOString() };
    this.rooms.describe(sessionId, {
      rehearsed: stage.air === 'rehearsal' ? choice : NOTHING_ON_AIR,
      silenced: new Set(silenced),
      strip: stage.air === 'live' && people.length > 0 ? strip : null,
      shot: shot && { ...shot, ...strip },
    });
    this.shots.tell(sessionId, stage.air === 'live' && shot ? { ...shot, strip: stage.strip } : null);
  }

  private ownedTracks(room: LiveRoom) {
    return room.publishedTracks().map(({ peerId, ...track }) => ({
      ...track,
      participantId: this.peers.participantOf(room.sessionId, peerId),
    }));
  }
}

type Sources = NonNullable<Selection['shot']>['sources'];

function sameShot(a: NonNullable<Selection['shot']>, b: NonNullable<Selection['shot']>): boolean {
  return JSON.stringify([a.layout, a.sources]) === JSON.stringify([b.layout, b.sources]);
}

/** Who is seen, and who turns what is seen; each once. */
function namesIn(sources: Sources, { people, materials }: StageState): FeedStrip['people'] {
  const ids = sources.map(
    ({ participantId, materialId }) => participantId ?? materials.find(({ id }) => id === materialId)?.ownerId,
  );
  return [...new Set(ids)].flatMap((wanted) => {
    const person = people.find(({ id }) => id === wanted);
    return person?.name ? [{ name: person.name, unit: person.unit }] : [];
  });
}

function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}
