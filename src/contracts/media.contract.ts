import type { MediaKind, MediaSource } from './vocabulary.js';

/**
 * Media parameters travel as opaque JSON: mediasoup (server) and mediasoup-client (browser) define them, nobody in
 * between looks inside.
 */
export type MediaJson = Record<string, unknown>;

/** What a browser needs to build its end of a WebRTC transport. */
export interface TransportOffer {
  transportId: string;
  iceParameters: MediaJson;
  iceCandidates: MediaJson[];
  dtlsParameters: MediaJson;
}

/** One track of the programme, ready to be received. It starts paused; `media.resume` lets it flow. */
export interface ConsumerOffer {
  consumerId: string;
  producerId: string;
  kind: MediaKind;
  rtpParameters: MediaJson;
}

/**
 * The whole set of tracks that a viewer should be receiving now. `version` grows with each change of the programme; a
 * viewer closes the consumers that are not listed and opens the ones that it does not know.
 */
export interface ProgrammeOffer {
  version: number;
  consumers: ConsumerOffer[];
}

export interface WatchOffer {
  transport: TransportOffer;
  programme: ProgrammeOffer;
}

/** A track that somebody on stage publishes. */
export interface StageTrack {
  producerId: string;
  kind: MediaKind;
  source: MediaSource;
  /** Whose it is; null: an encoder's, or the picture that the platform composes. */
  participantId: string | null;
  paused: boolean;
  /** Whether the programme feed carries it at this moment. */
  onAir: boolean;
}
