import type { types } from 'mediasoup';
import type { ConsumerOffer } from '../src/contracts/media.contract.js';
import { withoutBandwidthEstimation } from './codecs.js';
import { refusing } from './deadline.js';
import { readRtpCapabilities } from './parameters.js';
import type { PeerTransport } from './peer-transport.js';
import type { RoomEpoch } from './room-epoch.js';
import { MediaError, type MediaServer, type PeerRole } from './types.js';

export type ConsumerWish = Pick<
  Parameters<MediaServer['syncConsumers']>[0],
  'producerIds' | 'small' | 'rtpCapabilities'
>;

/** A full stage with four tracks each, as those backstage receive it. */
const MOST_CONSUMERS = 128;
const ISSUED_KEPT = 512;

/** What one peer receives on its receiving transport. Lives and dies with that transport. */
export class PeerConsumers {
  private readonly byProducer = new Map<string, types.Consumer>();
  /** The last ids that were handed out here, so that a consumer that just ended is told from a foreign one. */
  private readonly issued = new Set<string>();
  /** Counts how often everything was closed, so that a consumer which is being opened meanwhile is closed, too. */
  private closings = 0;

  constructor(
    private readonly transport: PeerTransport,
    private readonly role: PeerRole,
    private readonly epoch: RoomEpoch,
  ) {}

  async sync({ producerIds, small = [], rtpCapabilities }: ConsumerWish): Promise<ConsumerOffer[]> {
    if (producerIds.length > MOST_CONSUMERS) throw new MediaError('media.limit_reached', 'too many producers');
    const given = readRtpCapabilities(rtpCapabilities);
    const capabilities = this.role === 'viewer' ? withoutBandwidthEstimation(given) : given;
    // A consumer hears of its producer's end from the worker, a moment after the room does.
    const wanted = new Set(producerIds.filter((id) => this.epoch.tracks.has(id)));
    for (const [producerId, consumer] of this.byProducer) if (!wanted.has(producerId)) consumer.close();
    const consumers: types.Consumer[] = [];
    for (const producerId of wanted) {
      const consumer = this.byProducer.get(producerId) ?? (await this.open(producerId, capabilities));
      if (!consumer) continue;
      await this.chooseLayer(consumer, small.includes(producerId));
      consumers.push(consumer);
    }
    return consumers.filter((consumer) => !consumer.closed).map(offer);
  }

  closeOfViewer(): void {
    if (this.role !== 'viewer') return;
    this.closings += 1;
    for (const consumer of this.byProducer.values()) consumer.close();
  }

  /** All ids are looked at first: a foreign one changes nothing. A consumer that ended meanwhile is no error. */
  async resume(consumerIds: string[]): Promise<void> {
    if (consumerIds.some((id) => !this.issued.has(id))) {
      throw new MediaError('media.consumer_not_found', 'no such consumer');
    }
    const wanted = new Set(consumerIds);
    const open = [...this.byProducer.values()].filter((consumer) => wanted.has(consumer.id));
    // Resuming a picture asks its sender for a key frame; the producer shares one among who asks together.
    await Promise.all(open.map((consumer) => this.resumeOne(consumer)));
  }

  private async chooseLayer(consumer: types.Consumer, isSmall: boolean): Promise<void> {
    if (consumer.type !== 'simulcast' || consumer.closed) return;
    const highest = (this.epoch.tracks.get(consumer.producerId)?.producer.rtpParameters.encodings?.length ?? 1) - 1;
    const spatialLayer = isSmall ? 0 : highest;
    if (consumer.preferredLayers?.spatialLayer === spatialLayer) return;
    await this.askOpen('prefer layer', consumer, consumer.setPreferredLayers({ spatialLayer }));
  }

  private resumeOne(consumer: types.Consumer): Promise<void> {
    return this.askOpen('resume consumer', consumer, consumer.resume());
  }

  /** Of a consumer that ends meanwhile nothing is wanted any more. */
  private async askOpen(what: string, consumer: types.Consumer, request: Promise<void>): Promise<void> {
    try {
      await this.epoch.context.ask(what, request);
    } catch (error) {
      if (!consumer.closed || error instanceof MediaError) throw error;
    }
  }

  /** Null when the producer is gone or the peer cannot decode it. */
  private async open(producerId: string, rtpCapabilities: types.RtpCapabilities): Promise<types.Consumer | null> {
    const track = this.epoch.tracks.get(producerId);
    if (!track || !this.epoch.router.canConsume({ producerId, rtpCapabilities })) return null;
    const { closings } = this;
    try {
      await this.transport.bring(track.producer);
      const consumer = await refusing(
        'rtpCapabilities',
        this.epoch.context.ask(
          'open consumer',
          this.transport.transport.consume({ producerId, rtpCapabilities, paused: true }),
        ),
      );
      if (this.transport.closed || track.producer.closed || this.closings !== closings) consumer.close();
      return consumer.closed ? null : this.adopt(consumer);
    } catch (error) {
      // It ended while it was being brought here: no error, only one track less.
      if (track.producer.closed) return null;
      throw error;
    }
  }

  private adopt(consumer: types.Consumer): types.Consumer {
    this.issued.add(consumer.id);
    if (this.issued.size > ISSUED_KEPT) this.issued.delete(this.issued.values().next().value!);
    this.byProducer.set(consumer.producerId, consumer);
    consumer.observer.once('close', () => {
      if (this.byProducer.get(consumer.producerId) === consumer) this.byProducer.delete(consumer.producerId);
    });
    return consumer;
  }
}

function offer(consumer: types.Consumer): ConsumerOffer {
  return {
    consumerId: consumer.id,
    producerId: consumer.producerId,
    kind: consumer.kind,
    rtpParameters: { ...consumer.rtpParameters },
  };
}
