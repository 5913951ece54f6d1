import type { types } from 'mediasoup';
import type { ConsumerOffer, MediaJson, TransportOffer } from '../src/contracts/media.contract.js';
import type { MediaKind, MediaSource } from '../src/contracts/vocabulary.js';
import { KEY_FRAME_REQUEST_DELAY_MS } from './codecs.js';
import type { Composer, ComposerFormat } from './composer/composer.js';
import { refusing } from './deadline.js';
import { Ingest } from './ingest.js';
import { readRtpParameters } from './parameters.js';
import { type ConsumerWish, PeerConsumers } from './peer-consumers.js';
import { PeerTransport } from './peer-transport.js';
import type { RoomEpoch } from './room-epoch.js';
import { Serial } from './serial.js';
import { MediaError, type IngestOffer, type Layer, type PeerRole } from './types.js';

export type Direction = 'send' | 'receive';

const MOST_PRODUCERS = 4;
const MADE_HERE: readonly MediaSource[] = ['composed', 'composed_audio'];
const MOST_WAITING = 64;

/** One participant of a room: at most one transport per direction, what it publishes and what it receives. */
export class Peer {
  /** A stage peer may watch as a viewer does; that takes nothing away from its right to publish. */
  private mayPublish = false;
  private readonly transports = new Map<Direction, PeerTransport>();
  private readonly producers = new Map<string, types.Producer>();
  /** Of the receiving transport, open or closed. */
  private consumers: PeerConsumers | null = null;
  private ingest: Ingest | null = null;
  private composer: Composer | null = null;
  private closed = false;
  /** Requests of one peer run one after another, so that none sees another's half of the work. */
  private readonly serial = new Serial(MOST_WAITING);

  constructor(
    readonly peerId: string,
    private readonly epoch: RoomEpoch,
  ) {}

  get publishes(): boolean {
    return this.producers.size > 0;
  }

  openTransport(role: PeerRole, direction: Direction): Promise<TransportOffer> {
    return this.run(async () => {
      if (direction === 'send' && role !== 'publisher') throw notPublisher();
      this.mayPublish ||= role === 'publisher';
      this.transports.get(direction)?.close();
      const seat = role === 'publisher' ? this.epoch.seating.publisher() : await this.epoch.seating.viewer();
      const { context } = this.epoch;
      const transport = await PeerTransport.open(seat, context, (id, state) =>
        this.epoch.tell({
          fact: 'transport.state',
          roomId: context.roomId,
          peerId: this.peerId,
          transportId: id,
          state,
        }),
      );
      this.install(direction, role, transport);
      return transport.offer();
    });
  }

  connectTransport(transportId: string, dtlsParameters: MediaJson): Promise<void> {
    return this.run(() => this.transportById(transportId).connect(dtlsParameters));
  }

  restartIce(transportId: string): Promise<MediaJson> {
    return this.run(() => this.transportById(transportId).restartIce());
  }

  closeTransport(direction: Direction): Promise<void> {
    return this.run(async () => this.transports.get(direction)?.close());
  }

  produce(transportId: string, kind: MediaKind, source: MediaSource, json: MediaJson): Promise<string> {
    return this.run(async () => {
      if (!this.mayPublish) throw notPublisher();
      if (MADE_HERE.includes(source))
        throw new MediaError('media.parameters_refused', 'composed is what the node made');
      const send = this.transports.get('send');
      if (send?.id !== transportId) throw transportNotFound();
      this.assertRoomFor(1);
      const rtpParameters = readRtpParameters(kind, json);
      const keyFrameRequestDelay = kind === 'video' ? KEY_FRAME_REQUEST_DELAY_MS : undefined;
      const request = send.transport.produce({ kind, rtpParameters, keyFrameRequestDelay });
      const producer = await refusing('rtpParameters', this.epoch.context.ask('produce', request));
      if (send.closed) {
        producer.close();
        throw transportNotFound();
      }
      this.publish(producer, source);
      return producer.id;
    });
  }

  setProducerPaused(producerId: string, paused: boolean): Promise<void> {
    return this.run(async () => {
      const producer = this.producerById(producerId);
      await this.epoch.context.ask('pause producer', paused ? producer.pause() : producer.resume());
    });
  }

  closeProducer(producerId: string): Promise<void> {
    return this.run(async () => this.producerById(producerId).close());
  }

  syncConsumers(wish: ConsumerWish): Promise<ConsumerOffer[]> {
    return this.run(() => {
      if (!this.consumers || !this.transports.has('receive')) throw transportNotFound();
      return this.consumers.sync(wish);
    });
  }

  /** At once, not behind what still waits; of somebody on stage nothing. */
  closeViewerConsumers(): void {
    this.consumers?.closeOfViewer();
  }

  resumeConsumers(consumerIds: string[]): Promise<void> {
    return this.run(async () => {
      if (this.consumers) return this.consumers.resume(consumerIds);
      throw new MediaError('media.consumer_not_found', 'no such consumer');
    });
  }

  /** The peer's earlier ingest is closed: an encoder that starts again gets new ports. */
  openIngest(): Promise<IngestOffer> {
    return this.run(async () => {
      this.ingest?.close();
      this.ingest = null;
      this.assertRoomFor(2);
      const ingest = await Ingest.open(this.epoch.router, this.epoch.context);
      if (this.closed) {
        ingest.close();
        throw gone();
      }
      this.ingest = ingest;
      this.publish(ingest.video, 'encoder');
      this.publish(ingest.audio, 'encoder');
      return ingest.offer();
    });
  }

  /** Idempotent; a composer of another format replaces the earlier one. */
  openComposer(format: ComposerFormat): Promise<Composer> {
    return this.run(async () => {
      const { epoch, peerId } = this;
      if (this.composer?.isOf(format) && !this.composer.closed) return this.composer;
      void this.composer?.close();
      this.composer = null;
      this.assertRoomFor(2);
      const composer = await epoch.context.composers.open(format, epoch, peerId);
      if (this.closed) {
        void composer.close();
        throw gone();
      }
      this.composer = composer;
      this.publish(composer.video, 'composed');
      this.publish(composer.audio, 'composed_audio');
      return composer;
    });
  }

  /** Waits behind what the peer asked for before, and others do not wait until it is on air. */
  async compose(layers: Layer[]): Promise<void> {
    const { shown } = await this.run(async () => {
      if (!this.composer) throw new MediaError('media.not_ready', 'the peer has no composer');
      return { shown: this.composer.compose(layers) };
    });
    return shown;
  }

  /** At once, not behind what still waits. Idempotent. */
  close(): void {
    this.closed = true;
    this.ingest?.close();
    void this.composer?.close();
    for (const transport of this.transports.values()) transport.close();
  }

  private run<T>(task: () => Promise<T>): Promise<T> {
    return this.serial.run(async () => {
      if (this.closed) throw gone();
      return task();
    });
  }

  private install(direction: Direction, role: PeerRole, transport: PeerTransport): void {
    if (this.closed) transport.close();
    if (transport.closed) throw gone();
    this.transports.set(direction, transport);
    transport.transport.observer.once('close', () => {
      if (this.transports.get(direction) === transport) this.transports.delete(direction);
    });
    if (direction === 'receive') this.consumers = new PeerConsumers(transport, role, this.epoch);
  }

  private publish(producer: types.Producer, source: MediaSource): void {
    this.producers.set(producer.id, producer);
    producer.observer.once('close', () => this.producers.delete(producer.id));
    this.epoch.publish({ producer, peerId: this.peerId, source });
  }

  private assertRoomFor(more: number): void {
    if (this.producers.size + more > MOST_PRODUCERS) {
      throw new MediaError('media.limit_reached', `a peer publishes at most ${MOST_PRODUCERS} tracks`);
    }
  }

  private transportById(id: string): PeerTransport {
    const transport = [...this.transports.values()].find((candidate) => candidate.id === id);
    if (!transport) throw transportNotFound();
    return transport;
  }

  private producerById(id: string): types.Producer {
    const producer = this.producers.get(id);
    if (!producer) throw new MediaError('media.producer_not_found', 'no such producer');
    return producer;
  }
}

function notPublisher(): MediaError {
  return new MediaError('media.not_publisher', 'only a publisher sends');
}

function transportNotFound(): MediaError {
  return new MediaError('media.transport_not_found', 'no such transport');
}

function gone(): MediaError {
  return new MediaError('media.not_ready', 'the peer or its room went away');
}
