import { LayerOutcomes } from './layer-outcomes.js';
import type { MediaFact } from './media.provider.js';
import type { StageTrack } from '../contracts/media.contract.js';
import type { FeedStrip } from '../contracts/session.contract.js';
import type { StageShot } from '../contracts/stage.contract.js';

/** Sources of the programme feed. */
export interface ProgrammeChoice {
  video: string | null;
  audio: string[];
}

/** The peer that publishes what the platform composes; no browser can be called so. */
export const COMPOSER = 'composer';

export const NOTHING_ON_AIR: ProgrammeChoice = Object.freeze({ video: null, audio: [] as string[] });

/** A published track, and the peer (a browser's tab, an encoder) that publishes it. */
export interface RoomTrack extends Omit<StageTrack, 'onAir' | 'participantId'> {
  peerId: string;
  flowing: boolean;
}

export function sameChoice(a: ProgrammeChoice, b: ProgrammeChoice): boolean {
  return a.video === b.video && a.audio.length === b.audio.length && a.audio.every((id) => b.audio.includes(id));
}

/**
 * What is known about a session's room at this moment, gathered from the media node's facts. Nothing here is stored:
 * after a restart the publishers come back and the room fills again.
 */
export class LiveRoom {
  private readonly tracks = new Map<string, RoomTrack>();
  private chosen: ProgrammeChoice = NOTHING_ON_AIR;
  /** Sources of a rehearsal: marked as on air for the stage, received by nobody else. */
  rehearsed: ProgrammeChoice = NOTHING_ON_AIR;
  /** Producers that nobody on stage shall hear: the host muted them. */
  silenced: ReadonlySet<string> = new Set();
  /** Names on the picture. */
  strip: FeedStrip | null = null;
  /** What the picture is, on air or in a rehearsal. */
  shot: (StageShot & FeedStrip) | null = null;
  /** Of the picture that the platform composes. */
  readonly layers = new LayerOutcomes();
  /** Grows with each change of what viewers should receive. */
  programmeVersion = 0;
  broadcastReady = false;
  transcoded = false;

  constructor(readonly sessionId: string) {}

  /** @returns whether anything changed */
  apply(fact: MediaFact): boolean {
    switch (fact.fact) {
      case 'producer.opened':
        this.tracks.set(fact.producerId, {
          producerId: fact.producerId,
          peerId: fact.peerId,
          kind: fact.kind,
          source: fact.source,
          paused: false,
          flowing: true,
        });
        return true;
      case 'producer.closed':
        if (fact.peerId === COMPOSER) this.layers.clear();
        return this.tracks.delete(fact.producerId);
      case 'producer.flow':
        return this.update(fact.producerId, { flowing: fact.flowing });
      case 'room.rebuilt':
        this.tracks.clear();
        this.layers.clear();
        return true;
      case 'programme.segment': {
        const first = !this.broadcastReady;
        this.broadcastReady = true;
        return first;
      }
      case 'programme.take_started':
        this.transcoded = fact.video?.transcoded ?? false;
        return true;
      case 'composer.clip_ended':
        return this.layers.end(fact.path);
      case 'composer.warning':
        return fact.code === 'source_failed' && fact.source !== null && this.layers.fail(fact.source);
      default:
        return false;
    }
  }

  setPaused(producerId: string, paused: boolean): void {
    this.update(producerId, { paused });
  }

  /** @returns whether viewers must be told */
  choose(choice: ProgrammeChoice): boolean {
    if (sameChoice(this.chosen, choice)) return false;
    this.chosen = choice;
    this.programmeVersion += 1;
    return true;
  }

  get choice(): ProgrammeChoice {
    return this.chosen;
  }

  producerIdsOnAir(): string[] {
    return [...(this.chosen.video ? [this.chosen.video] : []), ...this.chosen.audio];
  }

  /** In the order of their publication. */
  publishedTracks(): RoomTrack[] {
    return [...this.tracks.values()];
  }

  /** Whether the track is on air, or in a rehearsal would be. */
  isShown(producerId: string): boolean {
    return [this.chosen, this.rehearsed].some(({ video, audio }) => video === producerId || audio.includes(producerId));
  }

  /** What somebody on stage receives: everybody else's tracks, on air or backstage. */
  producerIdsForStage(peerId: string): string[] {
    return this.publishedTracks()
      .filter((track) => track.peerId !== peerId && !this.silenced.has(track.producerId))
      .map(({ producerId }) => producerId);
  }

  /** Whether any picture or sound of the programme arrives from its publisher. */
  hasSignal(): boolean {
    return this.producerIdsOnAir().some((id) => this.tracks.get(id)?.flowing);
  }

  private update(producerId: string, change: Partial<RoomTrack>): boolean {
    const track = this.tracks.get(producerId);
    if (!track) return false;
    this.tracks.set(producerId, { ...track, ...change });
    return true;
  }
}
