import type { MediaKind } from '../../src/contracts/vocabulary.js';

/**
 * The programme's view of one producer: its RTP packets, as they come. Made by the room over a DirectTransport; in
 * tests by anything that has RTP packets.
 */
export interface MediaTap {
  readonly producerId: string;
  readonly kind: MediaKind;
  /** e.g. `video/H264`, `video/VP8`, `audio/opus` (case as mediasoup gives it). */
  readonly mimeType: string;
  /** RTP clock rate, Hz. */
  readonly clockRate: number;
  /** Audio channels. */
  readonly channels?: number;
  /** The same picture in lower qualities (simulcast layers), best first. They close with this one. */
  readonly lower?: readonly MediaTap[];
  /** One listener; each call gets one whole RTP packet. */
  onRtp(listener: (packet: Buffer) => void): void;
  /** Asks the sender for a key frame (video; no effect on sound). */
  requestKeyFrame(): void;
  /** Called once when the producer is gone. */
  onClosed(listener: () => void): void;
  /** Idempotent; stops the packets. */
  close(): void;
}
