import type { types } from 'mediasoup';
import type { MediaKind } from '../src/contracts/vocabulary.js';
import type { Ask } from './deadline.js';
import { MOST_RUNGS } from './egress/playlist.js';
import type { MediaTap } from './egress/tap.js';

interface Place {
  transport: types.DirectTransport;
  rtpCapabilities: types.RtpCapabilities;
  ask: Ask;
}

/** One producer's packets, handed to this process over the room's direct transport. */
export class DirectTap implements MediaTap {
  private readonly closedListeners: (() => void)[] = [];
  private listener: ((packet: Buffer) => void) | null = null;

  /** The best quality that the producer sends, with taps for the simulcast layers below it. */
  static async openAll(place: Place, producer: types.Producer): Promise<DirectTap> {
    const lower: DirectTap[] = [];
    try {
      for (const spatialLayer of lowerLayersOf(producer)) {
        lower.push(await DirectTap.consume(place, producer, { spatialLayer }, []));
      }
      return await DirectTap.consume(place, producer, undefined, lower);
    } catch (error) {
      for (const tap of lower) tap.close();
      throw error;
    }
  }

  /** The best quality alone. */
  static open(place: Place, producer: types.Producer): Promise<DirectTap> {
    return DirectTap.consume(place, producer, undefined, []);
  }

  private static async consume(
    { transport, rtpCapabilities, ask }: Place,
    { id: producerId }: types.Producer,
    preferredLayers: types.ConsumerLayers | undefined,
    lower: readonly DirectTap[],
  ): Promise<DirectTap> {
    const request = transport.consume({ producerId, rtpCapabilities, paused: true, enableRtx: false, preferredLayers });
    return new DirectTap(producerId, await ask('open tap', request), ask, lower);
  }

  private constructor(
    readonly producerId: string,
    private readonly consumer: types.Consumer,
    private readonly ask: Ask,
    readonly lower: readonly DirectTap[],
  ) {
    consumer.on('rtp', (packet) => this.listener?.(packet));
    // With the producer, with the transport or by us: never by `close()`, which says so by removing the listeners.
    consumer.observer.once('close', () => {
      for (const listener of this.closedListeners.splice(0)) listener();
    });
  }

  get kind(): MediaKind {
    return this.consumer.kind;
  }

  get mimeType(): string {
    return this.codec.mimeType;
  }

  get clockRate(): number {
    return this.codec.clockRate;
  }

  get channels(): number | undefined {
    return this.codec.channels;
  }

  get closed(): boolean {
    return this.consumer.closed;
  }

  /** Packets start with the listener; mediasoup asks the sender for a key frame at that moment. */
  onRtp(listener: (packet: Buffer) => void): void {
    this.listener = listener;
    void this.ask('resume tap', this.consumer.resume()).catch(() => undefined);
  }

  requestKeyFrame(): void {
    if (this.kind !== 'video' || this.closed) return;
    void this.ask('request key frame', this.consumer.requestKeyFrame()).catch(() => undefined);
  }

  onClosed(listener: () => void): void {
    if (this.closed) queueMicrotask(listener);
    else this.closedListeners.push(listener);
  }

  close(): void {
    this.listener = null;
    this.closedListeners.length = 0;
    this.consumer.close();
    for (const tap of this.lower) tap.close();
  }

  private get codec(): types.RtpCodecParameters {
    // mediasoup refuses consumers without a codec.
    return this.consumer.rtpParameters.codecs[0]!;
  }
}

/** Best first. Only H.264 passes to the broadcast as it is; of what is transcoded one quality is enough. */
function lowerLayersOf({ type, rtpParameters: { codecs, encodings = [] } }: types.Producer): number[] {
  if (type !== 'simulcast' || codecs[0]?.mimeType.toLowerCase() !== 'video/h264') return [];
  const best = encodings.length - 1;
  return Array.from({ length: Math.min(best, MOST_RUNGS) }, (_, i) => best - 1 - i);
}
