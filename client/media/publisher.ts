import type { Device, types } from 'mediasoup-client';
import type { MediaJson, MediaSource } from '../../src/contracts/index.js';
import { asFailure, RequestFailure } from '../connection/failure.js';
import { fullJitter, pause } from '../connection/retry.js';
import type { SendCommand } from '../connection/socket.js';
import { guardTransport, loadDevice, transportOptions } from './webrtc-device.js';
import type { RtcTransport } from './webrtc-device.js';

/** What a person wants on stage; it is what is restored after every outage. */
interface Wanted {
  track: MediaStreamTrack;
  paused: boolean;
  maxBitrate: number;
}

type Encoding = types.RtpEncodingParameters & { maxBitrate: number };

const KBIT = 1000;
const MAX_FRAME_RATE = 30;
/** Lines from which a picture is worth a second, smaller one for viewers on slow lines. */
const LAYERED_FROM = 480;
const LOWER_SCALE = 2;
/** A quarter of the picture's area needs less than half of the rate, but never less than this. */
const LOWER_SHARE = 0.25;
const LOWER_LEAST = 250 * KBIT;
const REBUILD = { base: 400, cap: 5000 };

/**
 * Keeps what the person has switched on published: opens the sending transport when there is something to send, and
 * after an outage opens it anew and publishes the same tracks again, without asking for the devices a second time.
 */
export class Publisher {
  /** Tells whether sending works; for the studio's connection display. */
  onConnected: (connected: boolean) => void = () => undefined;
  /** Another set of one's own tracks is published than before. */
  onTracks: () => void = () => undefined;
  private readonly wanted = new Map<MediaSource, Wanted>();
  private readonly producers = new Map<MediaSource, types.Producer>();
  private device: Device | null = null;
  private transport: RtcTransport | null = null;
  private unguard: () => void = () => undefined;
  private queue: Promise<void> = Promise.resolve();
  private readonly closing = new AbortController();
  private unheard = false;

  constructor(
    private readonly send: SendCommand,
    /** Null until the stage has been entered. */
    private readonly rtpCapabilities: () => MediaJson | null,
  ) {}

  publish(source: MediaSource, track: MediaStreamTrack, maxBitrate: number): Promise<void> {
    this.wanted.set(source, { track, maxBitrate, paused: false });
    return this.enqueue(() => this.settle());
  }

  /** Takes the track off the stage and releases the device. */
  withdraw(source: MediaSource): Promise<void> {
    this.wanted.get(source)?.track.stop();
    this.wanted.delete(source);
    return this.enqueue(async () => {
      await this.closeProducer(source);
    });
  }

  /** A muted microphone stays on stage, so that speaking again takes no time. */
  async setPaused(source: MediaSource, paused: boolean): Promise<void> {
    const wanted = this.wanted.get(source);
    if (!wanted) return;
    wanted.paused = paused;
    await this.enqueue(async () => {
      const producer = this.producers.get(source);
      if (!producer) return;
      if (paused) producer.pause();
      else producer.resume();
      await this.tell(() => this.send('media.pause_producer', { producerId: producer.id, paused }));
    });
  }

  /** Another camera or microphone on the same place of the stage: no new take, no gap. */
  async replace(source: MediaSource, track: MediaStreamTrack, maxBitrate: number): Promise<void> {
    const wanted = this.wanted.get(source);
    const producer = this.producers.get(source);
    if (!wanted || !producer) return this.publish(source, track, maxBitrate);
    const before = wanted.track;
    Object.assign(wanted, { track, maxBitrate });
    await this.enqueue(async () => {
      await producer.replaceTrack({ track });
      before.stop();
      this.onTracks();
      await this.adjust(source);
    });
  }

  /** A smaller or larger picture of the same camera wants another share of the line. */
  async setBitrate(source: MediaSource, maxBitrate: number): Promise<void> {
    const wanted = this.wanted.get(source);
    if (wanted) wanted.maxBitrate = maxBitrate;
    await this.enqueue(() => this.adjust(source));
  }

  owns(producerId: string): boolean {
    return [...this.producers.values()].some((producer) => producer.id === producerId);
  }

  /** What is published under that id; null: it is somebody else's. */
  trackOf(producerId: string): MediaStreamTrack | null {
    return [...this.producers.values()].find((producer) => producer.id === producerId)?.track ?? null;
  }

  /** Everything on the server is gone (worker replaced, transport failed): open and publish anew, until it works. */
  rebuild(): Promise<void> {
    return this.enqueue(async () => {
      const { signal } = this.closing;
      for (let attempt = 0; !signal.aborted; attempt += 1) {
        this.dropTransport();
        try {
          return await this.settle();
        } catch (error) {
          // Without a socket there is nothing to try: its return calls `lineBack`.
          const failure = asFailure(error);
          if (failure.kind === 'network' || !failure.isPassing) throw failure;
          await pause(fullJitter(attempt, REBUILD), { signal });
        }
      }
    });
  }

  /**
   * The socket is back. Keep the transport if the server still knows it and nothing was changed meanwhile that the
   * server could not hear of; else build anew.
   */
  async lineBack(): Promise<void> {
    const keep = this.transport !== null && !this.unheard;
    this.unheard = false;
    const kept =
      keep &&
      (await this.restartIce().then(
        () => true,
        () => false,
      ));
    await (kept ? this.enqueue(() => this.settle()) : this.rebuild());
  }

  async bytesSent(): Promise<Map<MediaSource, number>> {
    const sent = new Map<MediaSource, number>();
    for (const [source, producer] of this.producers) {
      const report = await producer.getStats().catch(() => null);
      let bytes = 0;
      report?.forEach((entry: RTCStats & { bytesSent?: number }) => {
        if (entry.type === 'outbound-rtp') bytes += entry.bytesSent ?? 0;
      });
      sent.set(source, bytes);
    }
    return sent;
  }

  close(): void {
    this.closing.abort();
    for (const { track } of this.wanted.values()) track.stop();
    this.wanted.clear();
    this.dropTransport();
  }

  /** Publishes whatever is wanted and not yet published. */
  private async settle(): Promise<void> {
    if (this.closed || this.wanted.size === 0) return;
    const transport = this.transport ?? (await this.openTransport());
    for (const [source, wanted] of this.wanted) {
      if (this.producers.has(source) || wanted.track.readyState === 'ended') continue;
      this.producers.set(source, await this.produce(transport, source, wanted));
      this.onTracks();
    }
  }

  private async produce(transport: RtcTransport, source: MediaSource, wanted: Wanted): Promise<types.Producer> {
    const { track, maxBitrate, paused } = wanted;
    const isVideo = track.kind === 'video';
    const encodings = encodingsOf(track, maxBitrate);
    const startBitrate = encodings.reduce((sum, encoding) => sum + encoding.maxBitrate, 0) * 0.8;
    const producer = await transport.produce({
      track,
      // The track belongs to the studio: it outlives this producer when the transport is rebuilt.
      stopTracks: false,
      codec: isVideo ? this.preferredCodec() : undefined,
      encodings: isVideo ? encodings : undefined,
      // Starting high spares the first seconds of a take the small pictures (and the change of size) of a slow ramp.
      codecOptions: isVideo
        ? { videoGoogleStartBitrate: Math.round(startBitrate / KBIT) }
        : { opusStereo: source === 'screen_audio', opusFec: true, opusDtx: false },
      appData: { source },
    });
    if (paused) {
      producer.pause();
      await this.send('media.pause_producer', { producerId: producer.id, paused });
    }
    return producer;
  }

  /** After the picture's size or rate was changed; another number of layers takes another producer. */
  private async adjust(source: MediaSource): Promise<void> {
    const wanted = this.wanted.get(source);
    const sender = this.producers.get(source)?.rtpSender;
    if (!wanted || !sender || wanted.track.kind !== 'video') return;
    const encodings = encodingsOf(wanted.track, wanted.maxBitrate);
    const parameters = sender.getParameters();
    if (parameters.encodings.length === encodings.length) {
      parameters.encodings.forEach((encoding, i) => (encoding.maxBitrate = encodings[i]!.maxBitrate));
      return sender.setParameters(parameters);
    }
    await this.closeProducer(source);
    await this.settle();
  }

  private async closeProducer(source: MediaSource): Promise<void> {
    const producer = this.producers.get(source);
    this.producers.delete(source);
    producer?.close();
    this.onTracks();
    if (producer) await this.tell(() => this.send('media.close_producer', { producerId: producer.id }));
  }

  /** H.264 passes through to the broadcast; anything else has to be transcoded. */
  private preferredCodec(): types.RtpCodecCapability | undefined {
    const codecs = this.device?.sendRtpCapabilities.codecs ?? [];
    const h264 = codecs.filter((codec) => codec.mimeType.toLowerCase() === 'video/h264');
    return h264.find((codec) => codec.parameters?.['packetization-mode'] === 1) ?? h264[0];
  }

  private async openTransport(): Promise<RtcTransport> {
    const capabilities = this.rtpCapabilities();
    // Devices may be ready before the stage is entered; `lineBack` publishes them then.
    if (!capabilities) throw new RequestFailure('network', 'the stage has not been entered yet');
    this.device ??= await loadDevice(capabilities);
    const transport = this.device.createSendTransport(transportOptions(await this.send('media.open_send', {})));
    this.transport = transport;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      this.send('media.connect', { transportId: transport.id, dtlsParameters: { ...dtlsParameters } }).then(
        done,
        failed,
      );
    });
    transport.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
      const source = appData.source as MediaSource;
      this.send('media.produce', { transportId: transport.id, kind, source, rtpParameters: { ...rtpParameters } }).then(
        ({ producerId }) => done({ id: producerId }),
        failed,
      );
    });
    transport.on('connectionstatechange', (state) => this.onConnected(state === 'connected'));
    this.unguard = guardTransport(transport, {
      restartIce: () => this.restartIce(),
      dead: () => void this.rebuild().catch(() => undefined),
    });
    return transport;
  }

  private async restartIce(): Promise<void> {
    const { transport } = this;
    if (!transport) return;
    const { iceParameters } = await this.send('media.restart_ice', { transportId: transport.id });
    await transport.restartIce({ iceParameters: iceParameters as unknown as types.IceParameters });
  }

  private dropTransport(): void {
    this.unguard();
    this.transport?.close();
    this.transport = null;
    this.producers.clear();
    this.onTracks();
    this.onConnected(false);
  }

  /** A change that the server did not hear of (no socket) is made good when the socket is back. */
  private async tell(command: () => Promise<unknown>): Promise<void> {
    try {
      await command();
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind === 'problem') throw failure;
      this.unheard = true;
    }
  }

  private get closed(): boolean {
    return this.closing.signal.aborted;
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    const next = this.queue.then(() => (this.closed ? undefined : step()));
    this.queue = next.catch(() => undefined);
    return next;
  }
}

/** Simulcast: the lower layer first. The broadcast offers both; people on stage see the lower one in small pictures. */
function encodingsOf(track: MediaStreamTrack, maxBitrate: number): Encoding[] {
  const { width = 0, height = 0 } = track.getSettings();
  const whole: Encoding = { maxBitrate, maxFramerate: MAX_FRAME_RATE };
  if (Math.min(width, height) < LAYERED_FROM) return [whole];
  const lower = Math.max(LOWER_LEAST, Math.round(maxBitrate * LOWER_SHARE));
  return [
    { ...whole, maxBitrate: lower, scaleResolutionDownBy: LOWER_SCALE, scalabilityMode: 'L1T1' },
    { ...whole, scaleResolutionDownBy: 1, scalabilityMode: 'L1T1' },
  ];
}
