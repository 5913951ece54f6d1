import { randomBytes } from 'node:crypto';
import type { types } from 'mediasoup';
import { withoutBandwidthEstimation } from '../../media/codecs.js';
import { askWithin } from '../../media/deadline.js';
import { Ingest } from '../../media/ingest.js';
import { loopbackPorts, planListening } from '../../media/listen-plan.js';
import { LiveWorker } from '../../media/live-worker.js';
import { Facts } from '../../media/facts.js';
import type { RoomContext } from '../../media/context.js';
import type { RtpTarget } from './rtp-source.js';

/** Whether viewers negotiate transport-cc and REMB, as a plain mediasoup application does, or as ours do: not. */
export type Estimation = 'without' | 'with';

const REQUEST_MS = 20_000;
/** Requests to the worker that wait at the same time while viewers are being opened. */
const AT_ONCE = 50;
const AES_128_GCM_KEY_AND_SALT = 28;

/**
 * A worker of the media node with its own router and ingest, and viewers that are SRTP receivers instead of browsers:
 * the seam has no such transport, and hundreds of real ICE and DTLS stacks would not fit beside it on one machine.
 */
export class FanoutRoom {
  private constructor(
    private readonly worker: LiveWorker,
    private readonly router: types.Router,
    private readonly ingest: Ingest,
  ) {}

  static async open(worker: LiveWorker): Promise<FanoutRoom> {
    const router = await worker.createRouter();
    const ask = askWithin(REQUEST_MS);
    // Ingest takes from a room's context what it needs to open its ports: a deadline and where they may lie.
    const context = { ask, loopbackPorts: loopbackPorts(0), facts: new Facts() } as RoomContext;
    return new FanoutRoom(worker, router, await Ingest.open(router, context));
  }

  get pid(): number {
    return this.worker.pid;
  }

  get target(): RtpTarget {
    return this.ingest.offer();
  }

  /** Opens `count` viewers whose packets go to these ports in turn. */
  async addViewers(count: number, estimation: Estimation, ports: number[]): Promise<void> {
    const all = this.router.rtpCapabilities;
    const capabilities = estimation === 'without' ? withoutBandwidthEstimation(all) : all;
    for (let first = 0; first < count; first += AT_ONCE) {
      const size = Math.min(AT_ONCE, count - first);
      await Promise.all(
        Array.from({ length: size }, (_, index) => {
          const port = ports[(first + index) % ports.length] as number;
          return this.addViewer(capabilities, port);
        }),
      );
    }
  }

  /** Every transport goes with the router. */
  close(): void {
    this.ingest.close();
    this.router.close();
  }

  private async addViewer(rtpCapabilities: types.RtpCapabilities, port: number): Promise<void> {
    const transport = await this.router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1', portRange: { min: 30_000, max: 59_999 } },
      rtcpMux: true,
      comedia: false,
      enableSrtp: true,
      srtpCryptoSuite: 'AEAD_AES_128_GCM',
    });
    const keyBase64 = randomBytes(AES_128_GCM_KEY_AND_SALT).toString('base64');
    await transport.connect({
      ip: '127.0.0.1',
      port,
      srtpParameters: { cryptoSuite: 'AEAD_AES_128_GCM', keyBase64 },
    });
    for (const { id: producerId } of [this.ingest.video, this.ingest.audio]) {
      await transport.consume({ producerId, rtpCapabilities, enableRtx: false });
    }
  }
}

/** One worker as the media node starts them. The watchdog stays calm: a saturated worker is what is looked for here. */
export function startWorker(bin: string): Promise<LiveWorker> {
  return LiveWorker.spawn({
    index: 0,
    bin,
    plan: planListening('127.0.0.1', ['127.0.0.1'], ['127.0.0.1']),
    port: 0,
    ask: askWithin(REQUEST_MS),
    watchdog: { intervalMs: 60_000, deadlineMs: 30_000 },
  });
}
