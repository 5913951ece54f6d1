import type { types } from 'mediasoup';
import type { MediaKind } from '../src/contracts/vocabulary.js';
import type { Ask } from './deadline.js';
import type { MediaTap } from './egress/tap.js';

/** One producer's packets, handed to this process over the room's direct transport. */
export class DirectTap implements MediaTap {
  private readonly closedListeners: (() => void)[] = [];
  private listener: ((packet: Buffer) => void) | null = null;

  static async open(
    transport: types.DirectTransport,
    producer: types.Producer,
    rtpCapabilities: types.RtpCapabilities,
    ask: Ask,
  ): Promise<DirectTap> {
    const consumer = await ask(
      'open tap',
      transport.consume({ producerId: producer.id, rtpCapabilities, paused: true, enableRtx: false }),
    );
    return new DirectTap(producer.id, consumer, ask);
  }

  private constructor(
    readonly producerId: string,
    private readonly consumer: types.Consumer,
    private readonly ask: Ask,
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
  }

  private get codec(): types.RtpCodecParameters {
    // mediasoup refuses consumers without a codec.
    return this.consumer.rtpParameters.codecs[0]!;
  }
}
