import type { Device, types } from 'mediasoup-client';
import type { ProgrammeOffer } from '../../src/contracts/index.js';
import { asFailure } from '../connection/failure.js';
import { fullJitter, pause } from '../connection/retry.js';
import type { SendCommand } from '../connection/socket.js';
import { guardTransport, transportOptions } from './webrtc-device.js';
import type { RtcTransport } from './webrtc-device.js';

const REBUILD = { base: 400, cap: 5000 };

/** What everybody else on stage sends, over one WebRTC transport: by the producer's id. Mends itself. */
export class StageReceiver {
  private transport: RtcTransport | null = null;
  private readonly consumers = new Map<string, types.Consumer>();
  private queue: Promise<void> = Promise.resolve();
  private unguard: () => void = () => undefined;
  private readonly closing = new AbortController();

  /**
   * @param streamOf tracks of one stream are played in step: sound and picture of one person
   * @param onTracks called with all tracks whenever they change
   */
  constructor(
    private readonly send: SendCommand,
    private readonly device: () => Promise<Device>,
    private readonly streamOf: (producerId: string) => string,
    private readonly onTracks: (tracks: ReadonlyMap<string, MediaStreamTrack>) => void,
  ) {}

  /** The set of tracks on stage changed, or nothing has been received yet. Safe to call at any time. */
  sync(): Promise<void> {
    return this.enqueue(async () => {
      if (this.transport) await this.adopt(await this.send('media.sync', {}));
      else await this.build();
    });
  }

  /** The socket is back: keep the transport if the server still knows it, else build anew. */
  async lineBack(): Promise<void> {
    const kept =
      this.transport !== null &&
      (await this.restartIce().then(
        () => true,
        () => false,
      ));
    await (kept ? this.sync() : this.reset());
  }

  /** Everything on the server is gone. */
  reset(): Promise<void> {
    return this.enqueue(async () => {
      this.drop();
      await this.build();
    });
  }

  close(): void {
    this.closing.abort();
    this.drop();
  }

  /** Tries until it works; a session that is over has nothing to receive. */
  private async build(): Promise<void> {
    const { signal } = this.closing;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        return await this.open();
      } catch (error) {
        this.drop();
        const failure = asFailure(error);
        // Without a socket there is nothing to try: its return calls `lineBack`.
        if (failure.kind === 'network' || !failure.isPassing) return;
        await pause(fullJitter(attempt, REBUILD), { signal });
      }
    }
  }

  private async open(): Promise<void> {
    const device = await this.device();
    const offer = await this.send('media.watch', { rtpCapabilities: { ...device.recvRtpCapabilities } });
    if (this.closing.signal.aborted) return;
    const transport = device.createRecvTransport(transportOptions(offer.transport));
    this.transport = transport;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      this.send('media.connect', { transportId: transport.id, dtlsParameters: { ...dtlsParameters } }).then(
        done,
        failed,
      );
    });
    this.unguard = guardTransport(transport, {
      restartIce: () => this.restartIce(),
      dead: () => void this.reset(),
    });
    await this.adopt(offer.programme);
  }

  private async adopt({ consumers }: ProgrammeOffer): Promise<void> {
    const { transport } = this;
    if (!transport || this.closing.signal.aborted) return;
    const listed = new Set(consumers.map(({ consumerId }) => consumerId));
    const gone = [...this.consumers.values()].filter(({ id }) => !listed.has(id));
    for (const consumer of gone) {
      this.consumers.delete(consumer.id);
      consumer.close();
    }
    const fresh = consumers.filter(({ consumerId }) => !this.consumers.has(consumerId));
    for (const { consumerId: id, producerId, kind, rtpParameters } of fresh) {
      const rtp = rtpParameters as unknown as types.RtpParameters;
      const streamId = this.streamOf(producerId);
      this.consumers.set(id, await transport.consume({ id, producerId, kind, rtpParameters: rtp, streamId }));
    }
    if (fresh.length > 0) await this.send('media.resume', { consumerIds: fresh.map(({ consumerId }) => consumerId) });
    if (fresh.length + gone.length > 0) this.tell();
  }

  private async restartIce(): Promise<void> {
    const { transport } = this;
    if (!transport) return;
    const { iceParameters } = await this.send('media.restart_ice', { transportId: transport.id });
    await transport.restartIce({ iceParameters: iceParameters as unknown as types.IceParameters });
  }

  private drop(): void {
    this.unguard();
    this.transport?.close();
    this.transport = null;
    if (this.consumers.size === 0) return;
    this.consumers.clear();
    this.tell();
  }

  private tell(): void {
    this.onTracks(new Map([...this.consumers.values()].map(({ producerId, track }) => [producerId, track])));
  }

  /** One change after the other; what fails is tried again with the next news or with the line. */
  private enqueue(step: () => Promise<void>): Promise<void> {
    const next = this.queue.then(() => (this.closing.signal.aborted ? undefined : step())).catch(() => undefined);
    this.queue = next;
    return next;
  }
}
