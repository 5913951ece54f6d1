import type { types } from 'mediasoup';
import type { MediaSource } from '../src/contracts/vocabulary.js';
import type { RoomContext } from './context.js';

/** A producer of the room, who publishes it and what it shows. */
export interface Track {
  producer: types.Producer;
  peerId: string;
  source: MediaSource;
}

/** Nothing is sent where a composition has no sound. */
const MAY_BE_SILENT: readonly MediaSource[] = ['composed_audio'];

interface Flow {
  packets: number;
  /** When packets last arrived (or the producer opened, or was resumed), milliseconds of the monotonic clock. */
  since: number;
  flowing: boolean;
}

/**
 * Looks whether RTP of the room's producers arrives. mediasoup's score tells less: it says nothing of a producer whose
 * first packet never came, and falls for bad networks as well.
 */
export class FlowWatch {
  private readonly flows = new Map<types.Producer, Flow>();
  private readonly timer: NodeJS.Timeout;
  private looking = false;

  constructor(
    private readonly tracks: ReadonlyMap<string, Track>,
    private readonly context: RoomContext,
  ) {
    this.timer = setInterval(() => void this.look(), context.timing.flowCheck);
    this.timer.unref();
  }

  /** Idempotent. */
  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    for (const producer of this.flows.keys()) if (producer.closed) this.flows.delete(producer);
    // A worker that does not answer is the watchdog's business; here it is no news about producers.
    await Promise.allSettled([...this.tracks.values()].map((track) => this.lookAt(track)));
    this.looking = false;
  }

  private async lookAt(track: Track): Promise<void> {
    const { producer } = track;
    if (MAY_BE_SILENT.includes(track.source)) return;
    const flow = this.flows.get(producer) ?? { packets: 0, since: performance.now(), flowing: true };
    this.flows.set(producer, flow);
    if (producer.paused) {
      // Paused is not silent: the time counts anew when it goes on.
      flow.since = performance.now();
      return;
    }
    const stats = await this.context.ask('producer statistics', producer.getStats());
    if (producer.closed || producer.paused) return;
    const packets = stats.reduce((sum, stream) => sum + stream.packetCount, 0);
    if (packets !== flow.packets) {
      flow.packets = packets;
      flow.since = performance.now();
      this.tell(track, flow, true);
    } else if (performance.now() - flow.since >= this.context.timing.silence) {
      this.tell(track, flow, false);
    }
  }

  private tell({ producer, peerId }: Track, flow: Flow, flowing: boolean): void {
    if (flow.flowing === flowing) return;
    flow.flowing = flowing;
    const { facts, roomId } = this.context;
    facts.emit({ fact: 'producer.flow', roomId, peerId, producerId: producer.id, flowing });
  }
}
