import type { types } from 'mediasoup';
import type { MediaJson, TransportOffer } from '../src/contracts/media.contract.js';
import type { RoomContext } from './context.js';
import { refusing } from './deadline.js';
import { readDtlsParameters } from './parameters.js';
import type { Seat } from './seating.js';
import { MediaError } from './types.js';

export type TransportState = 'connected' | 'disconnected' | 'closed';

/** Seconds without an ICE consent check after which the path counts as lost (browsers check every few seconds). */
const ICE_CONSENT_TIMEOUT_S = 15;
/** Where the estimate for a publisher's return picture starts, bit/s; viewers have no estimate. */
const INITIAL_OUTGOING_BITRATE = 2_000_000;

/** One WebRTC transport of a peer on its seat. Closes itself when it is not connected in time or its path stays lost. */
export class PeerTransport {
  private connecting = false;
  private state: TransportState | 'new' = 'new';
  private timer: NodeJS.Timeout | undefined;

  /** Owns the seat from now on, also when it fails. */
  static async open(
    seat: Seat,
    context: RoomContext,
    onState: (transportId: string, state: TransportState) => void,
  ): Promise<PeerTransport> {
    try {
      const transport = await context.ask(
        'open transport',
        seat.router.createWebRtcTransport({
          webRtcServer: seat.worker.server,
          enableUdp: true,
          enableTcp: true,
          preferUdp: true,
          initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE,
          iceConsentTimeout: ICE_CONSENT_TIMEOUT_S,
        }),
      );
      return new PeerTransport(transport, seat, context, onState);
    } catch (error) {
      seat.release();
      throw error;
    }
  }

  private constructor(
    readonly transport: types.WebRtcTransport,
    private readonly seat: Seat,
    private readonly context: RoomContext,
    private readonly onState: (transportId: string, state: TransportState) => void,
  ) {
    transport.on('icestatechange', () => this.update());
    transport.on('dtlsstatechange', () => this.update());
    transport.observer.once('close', () => this.onClosed());
    this.closeAfter(context.timing.connect);
    if (seat.router.closed) transport.close();
  }

  get id(): string {
    return this.transport.id;
  }

  get closed(): boolean {
    return this.transport.closed;
  }

  get router(): types.Router {
    return this.seat.router;
  }

  bring(producer: types.Producer): Promise<void> {
    return this.seat.bring(producer);
  }

  offer(): TransportOffer {
    const { id, iceParameters, dtlsParameters } = this.transport;
    return {
      transportId: id,
      iceParameters: { ...iceParameters },
      iceCandidates: this.candidates().map((candidate) => ({ ...candidate })),
      dtlsParameters: { ...dtlsParameters },
    };
  }

  async connect(json: MediaJson): Promise<void> {
    if (this.connecting) throw new MediaError('media.limit_reached', 'the transport was connected before');
    const dtlsParameters = readDtlsParameters(json);
    this.connecting = true;
    const { ask } = this.context;
    await refusing('dtlsParameters', ask('connect transport', this.transport.connect({ dtlsParameters })));
  }

  async restartIce(): Promise<MediaJson> {
    return { ...(await this.context.ask('restart ICE', this.transport.restartIce())) };
  }

  /** Idempotent. */
  close(): void {
    this.transport.close();
  }

  /** mediasoup announces one address per socket; the plan may know more under which the same socket is reached. */
  private candidates(): types.IceCandidate[] {
    const own = this.transport.iceCandidates;
    const further = this.seat.worker.furtherAddresses.flatMap((address, index) =>
      own.map((candidate) => ({ ...candidate, ip: address, address, priority: candidate.priority - index - 1 })),
    );
    return [...own, ...further];
  }

  private update(): void {
    const { iceState, dtlsState } = this.transport;
    if (this.closed) return;
    // The browser closed its end, or its certificate is not the announced one: nothing will come any more.
    if (dtlsState === 'closed' || dtlsState === 'failed') this.close();
    else if (iceState === 'disconnected') this.enter('disconnected');
    else if (dtlsState === 'connected') this.enter('connected');
  }

  private enter(state: 'connected' | 'disconnected'): void {
    if (this.state === state) return;
    this.state = state;
    clearTimeout(this.timer);
    if (state === 'disconnected') this.closeAfter(this.context.timing.disconnected);
    this.onState(this.id, state);
  }

  private closeAfter(ms: number): void {
    this.timer = setTimeout(() => this.close(), ms);
    this.timer.unref();
  }

  private onClosed(): void {
    clearTimeout(this.timer);
    this.state = 'closed';
    this.seat.release();
    this.onState(this.id, 'closed');
  }
}
