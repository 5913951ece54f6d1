import type { DirectTap } from './direct-tap.js';
import type { RoomEpoch } from './room-epoch.js';
import { Serial } from './serial.js';
import { MediaError, type ProgrammeSummary } from './types.js';
import type { MediaKind } from '../src/contracts/vocabulary.js';
import type { Programme } from './egress/programme.js';

const MOST_WAITING = 32;
/** Everyone on a stage together. */
const MOST_AUDIO = 32;

export interface Sources {
  video: string | null;
  audio: string[];
}

/**
 * What of a room is written: one programme at a time, its taps. The room makes the taps and closes them; the programme
 * only listens. When the room's worker is lost the programme stays open without sources until new ones are chosen.
 */
export class RoomProgramme {
  private programme: Programme | null = null;
  private prefix = '';
  private readonly taps = new Map<string, DirectTap>();
  private readonly serial = new Serial(MOST_WAITING);
  private closed = false;

  constructor(private readonly openPrefix: (prefix: string) => Promise<Programme>) {}

  get running(): boolean {
    return this.programme !== null;
  }

  /** Idempotent for the same prefix. */
  open(prefix: string): Promise<void> {
    return this.serial.run(async () => {
      if (this.programme && this.prefix !== prefix) {
        throw new MediaError('media.limit_reached', 'the room has another programme open');
      }
      if (this.programme || this.closed) return;
      const programme = await this.openPrefix(prefix);
      if (this.closed) return programme.close();
      this.programme = programme;
      this.prefix = prefix;
    });
  }

  /** On failure what was on air stays on air. */
  choose(sources: Sources, epoch: () => RoomEpoch): Promise<void> {
    return this.serial.run(async () => {
      const programme = this.opened();
      if (sources.audio.length > MOST_AUDIO) throw new MediaError('media.limit_reached', 'too many sounds');
      const made: DirectTap[] = [];
      try {
        const video = sources.video === null ? null : await this.tap(sources.video, 'video', epoch(), made);
        const audio: DirectTap[] = [];
        for (const id of new Set(sources.audio)) audio.push(await this.tap(id, 'audio', epoch(), made));
        this.keep(video ? [video, ...audio] : audio, () => programme.setSources({ video, audio }));
      } catch (error) {
        for (const tap of made) tap.close();
        throw error;
      }
    });
  }

  end(): Promise<ProgrammeSummary> {
    return this.serial.run(async () => {
      const programme = this.opened();
      // If the end cannot be written the programme stays, and may be ended again.
      const summary = await programme.end();
      this.programme = null;
      this.closeTaps();
      return summary;
    });
  }

  /** The taps are gone with their worker; the programme waits for new ones. */
  interrupt(): void {
    this.closeTaps();
    this.programme?.setSources({ video: null, audio: [] });
  }

  /** Without end tags: the same prefix may go on later. Idempotent. */
  async close(): Promise<void> {
    this.closed = true;
    const programme = this.programme;
    this.programme = null;
    await programme?.close();
    this.closeTaps();
  }

  private opened(): Programme {
    if (!this.programme) throw new MediaError('media.not_ready', 'the room has no programme open');
    return this.programme;
  }

  /** The same producer keeps its tap, so that it goes on in the same take. */
  private async tap(producerId: string, kind: MediaKind, epoch: RoomEpoch, made: DirectTap[]): Promise<DirectTap> {
    const producer = epoch.tracks.get(producerId)?.producer;
    if (!producer) throw new MediaError('media.producer_not_found', 'no such producer');
    if (producer.kind !== kind) throw new MediaError('media.parameters_refused', `the producer is not ${kind}`);
    const existing = this.taps.get(producerId);
    if (existing && !existing.closed) return existing;
    const tap = await epoch.openTap(producer, { lower: kind === 'video' });
    made.push(tap);
    if (tap.closed) throw new MediaError('media.producer_not_found', 'the producer ended');
    return tap;
  }

  private keep(taps: DirectTap[], hand: () => void): void {
    const unused = [...this.taps.values()].filter((tap) => !taps.includes(tap));
    hand();
    this.taps.clear();
    for (const tap of taps) this.taps.set(tap.producerId, tap);
    for (const tap of unused) tap.close();
  }

  private closeTaps(): void {
    for (const tap of this.taps.values()) tap.close();
    this.taps.clear();
  }
}
