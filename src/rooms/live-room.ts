import type { MediaFact } from './media.provider.js';
import type { StageTrack } from '../contracts/media.contract.js';

/** Sources of the programme feed. */
export interface ProgrammeChoice {
  video: string | null;
  audio: string[];
}

export const NOTHING_ON_AIR: ProgrammeChoice = Object.freeze({ video: null, audio: [] as string[] });

interface Track extends Omit<StageTrack, 'onAir'> {
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
  private readonly tracks = new Map<string, Track>();
  private chosen: ProgrammeChoice = NOTHING_ON_AIR;
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
          kind: fact.kind,
          source: fact.source,
          paused: false,
          flowing: true,
        });
        return true;
      case 'producer.closed':
        return this.tracks.delete(fact.producerId);
      case 'producer.flow':
        return this.update(fact.producerId, { flowing: fact.flowing });
      case 'room.rebuilt':
        this.tracks.clear();
        return true;
      case 'programme.segment': {
        const first = !this.broadcastReady;
        this.broadcastReady = true;
        return first;
      }
      case 'programme.take_started':
        this.transcoded = fact.video?.transcoded ?? false;
        return true;
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

  stageTracks(): StageTrack[] {
    const onAir = new Set(this.producerIdsOnAir());
    return [...this.tracks.values()].map(({ flowing: _flowing, ...track }) => ({
      ...track,
      onAir: onAir.has(track.producerId),
    }));
  }

  /** Whether any picture or sound of the programme arrives from its publisher. */
  hasSignal(): boolean {
    return this.producerIdsOnAir().some((id) => this.tracks.get(id)?.flowing);
  }

  private update(producerId: string, change: Partial<Track>): boolean {
    const track = this.tracks.get(producerId);
    if (!track) return false;
    this.tracks.set(producerId, { ...track, ...change });
    return true;
  }
}
