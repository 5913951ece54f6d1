import type { Device, types } from 'mediasoup-client';
import type { ConsumerOffer, ProgrammeOffer } from '../../src/contracts/index.js';
import type { SendCommand } from '../connection/socket.js';
import { inTime, readReceiveStats } from './receive-stats.js';
import type { ReceiveStats } from './receive-stats.js';
import { guardTransport, transportOptions } from './webrtc-device.js';
import type { RtcTransport } from './webrtc-device.js';

const FIRST_FRAME_PATIENCE_MS = 1500;

/**
 * Receives the programme over one WebRTC transport. Its tracks go into a `MediaStream` that outlives both the sources
 * and this watcher, so that the picture element goes from one to the next without a flicker.
 */
export class WebRtcWatcher {
  onDead: () => void = () => undefined;
  private sink: MediaStream | null = null;
  private transport: RtcTransport | null = null;
  private readonly consumers = new Map<string, types.Consumer>();
  private version = -1;
  private queue: Promise<void> = Promise.resolve();
  private unguard: () => void = () => undefined;
  private closed = false;

  constructor(
    private readonly send: SendCommand,
    private readonly device: Device,
  ) {}

  /** Asks for a transport and all tracks on air. Frames follow as soon as ICE and DTLS are through. */
  async open(): Promise<void> {
    const offer = await this.send('media.watch', { rtpCapabilities: { ...this.device.recvRtpCapabilities } });
    if (this.closed) return;
    performance.mark('yq:offered');
    const transport = this.device.createRecvTransport(transportOptions(offer.transport));
    this.transport = transport;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      this.send('media.connect', { transportId: transport.id, dtlsParameters: { ...dtlsParameters } }).then(
        done,
        failed,
      );
    });
    transport.on('connectionstatechange', (state) => performance.mark(`yq:${state}`));
    this.unguard = guardTransport(transport, { restartIce: () => this.restartIce(), dead: () => this.die() });
    // Nothing flows before DTLS is through, so the tracks may be let go before this end has built its consumers.
    const consumerIds = offer.programme.consumers.map(({ consumerId }) => consumerId);
    const resumed = consumerIds.length > 0 && this.send('media.resume', { consumerIds });
    await Promise.all([resumed, this.enqueue(() => this.adopt(offer.programme, true))]);
  }

  /** Fetches the tracks that should be received now and swaps. Safe to call at any time, also twice. */
  async sync(): Promise<void> {
    await this.enqueue(async () => {
      if (!this.transport) return;
      await this.adopt(await this.send('media.sync', {}));
    });
  }

  async restartIce(): Promise<void> {
    const { transport } = this;
    if (!transport || this.closed) return;
    const { iceParameters } = await this.send('media.restart_ice', { transportId: transport.id });
    await transport.restartIce({ iceParameters: iceParameters as unknown as types.IceParameters });
  }

  async stats(): Promise<ReceiveStats | null> {
    if (!this.transport || this.closed) return null;
    const report = await inTime(this.transport.getStats());
    if (!report) return null;
    const stats = readReceiveStats(report);
    // A picture of which not one packet has come is in no statistics, and missing all the same.
    const hasVideo = [...this.consumers.values()].some(({ kind }) => kind === 'video');
    return { ...stats, hasVideo: stats.hasVideo || hasVideo };
  }

  /** From now on this watcher's tracks, and only these, are in the stream. */
  showIn(sink: MediaStream): void {
    this.sink = sink;
    const mine = new Set([...this.consumers.values()].map((consumer) => consumer.track));
    for (const track of sink.getTracks()) if (!mine.has(track)) sink.removeTrack(track);
    for (const track of mine) sink.addTrack(track);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.unguard();
    this.transport?.close();
    this.consumers.clear();
  }

  private die(): void {
    if (!this.closed) this.onDead();
  }

  /** One change after the other: two overlapping swaps would fight over the same tracks. */
  private enqueue(step: () => Promise<void>): Promise<void> {
    const next = this.queue.then(() => (this.closed ? undefined : step()));
    this.queue = next.catch(() => undefined);
    return next;
  }

  private async adopt(offer: ProgrammeOffer, flowing = false): Promise<void> {
    if (this.closed || offer.version < this.version) return;
    this.version = offer.version;
    const listed = new Set(offer.consumers.map((consumer) => consumer.consumerId));
    const gone = [...this.consumers.values()].filter((consumer) => !listed.has(consumer.id));
    const fresh = await Promise.all(
      offer.consumers.filter(({ consumerId }) => !this.consumers.has(consumerId)).map((each) => this.consume(each)),
    );
    const resumed =
      fresh.length > 0 && !flowing && this.send('media.resume', { consumerIds: fresh.map((consumer) => consumer.id) });
    if (this.sink && gone.length === 0) this.showIn(this.sink);
    await resumed;
    await this.awaitPicture(fresh, gone);
    for (const consumer of gone) this.consumers.delete(consumer.id);
    if (this.sink) this.showIn(this.sink);
    for (const consumer of gone) consumer.close();
  }

  private async consume({ consumerId, producerId, kind, rtpParameters }: ConsumerOffer): Promise<types.Consumer> {
    if (!this.transport) throw new Error('no transport');
    const consumer = await this.transport.consume({
      id: consumerId,
      producerId,
      kind,
      rtpParameters: rtpParameters as unknown as types.RtpParameters,
      // Sound and picture of one programme are played in step.
      streamId: 'programme',
    });
    this.consumers.set(consumer.id, consumer);
    return consumer;
  }

  /** Keeps showing the old picture until the new one has its first decoded frame. */
  private async awaitPicture(fresh: types.Consumer[], gone: types.Consumer[]): Promise<void> {
    const video = fresh.find((consumer) => consumer.kind === 'video');
    if (!video || !gone.some((consumer) => consumer.kind === 'video')) return;
    const until = performance.now() + FIRST_FRAME_PATIENCE_MS;
    while (!this.closed && performance.now() < until) {
      if (readReceiveStats(await video.getStats()).framesDecoded > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }
}
