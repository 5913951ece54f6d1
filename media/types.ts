import type { ConsumerOffer, MediaJson, TransportOffer } from '../src/contracts/media.contract.js';
import type { MediaKind, MediaSource } from '../src/contracts/vocabulary.js';

/**
 * The seam of the media node: ids and parameters in, facts out, all of it JSON, so that the node can run in the
 * server's process or in one of its own.
 */
export interface MediaServerConfig {
  /** Path of the mediasoup worker's binary. */
  workerBin: string;
  /** Number of mediasoup workers; one thread each. */
  workers: number;
  /** Address to listen on, e.g. `0.0.0.0`. */
  listenIp: string;
  /** Addresses that browsers can reach; one ICE candidate per address and protocol. */
  announcedAddresses: string[];
  /** Worker i listens on UDP and TCP port `portBase + i`. 0: the system chooses (tests). */
  portBase: number;
  /** WebRTC viewers that one worker may carry. */
  viewersPerWorker: number;
  ffmpegPath: string;
  /** Every mediasoup request is given up after this many milliseconds. */
  requestDeadlineMs: number;
  watchdog: { intervalMs: number; deadlineMs: number };
  /** Length aimed at for a segment, seconds. */
  segmentSeconds: number;
  /** Where segments, playlists and stills go. */
  sink: { kind: 'folder'; root: string } | { kind: 'http'; baseUrl: string; token: string };
}

export type PeerRole = 'publisher' | 'viewer';

/** Address of one peer in one room. */
export interface PeerAddress {
  roomId: string;
  peerId: string;
}

export interface IngestOffer {
  /** Where the encoder sends RTP (RTCP on the same port, rtcp-mux). */
  ip: string;
  videoPort: number;
  audioPort: number;
  videoPayloadType: number;
  audioPayloadType: number;
  videoSsrc: number;
  audioSsrc: number;
  videoProducerId: string;
  audioProducerId: string;
}

/** Where a layer lies in the frame, fractions of its width and height, 0..1. */
export interface LayerBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type LayerSource =
  /** A camera or screen of the same room (H.264 or VP8). Black after 3 s without a picture. */
  | { kind: 'producer'; producerId: string }
  /** JPEG, PNG or WebP below the sink's root. */
  | { kind: 'picture'; path: string }
  /**
   * MP4 or WebM below the sink's root, at most 1920x1080 and two hours, with its sound if it has any. Begins when it goes
   * on air; without `loop` its last picture stays (to play it again, compose without it first).
   */
  | { kind: 'clip'; path: string; loop: boolean };

/** `contain`: all of it, what lies below is seen beside it. `cover`: the whole box, its edges are cut off. */
export interface Layer {
  source: LayerSource;
  box: LayerBox;
  fit: 'contain' | 'cover';
}

export interface ProgrammeSummary {
  takes: number;
  segments: number;
  /** Sum of the segments' durations. */
  durationMs: number;
}

export interface WorkerStat {
  index: number;
  pid: number;
  rooms: number;
  viewers: number;
  /** Total CPU time of the worker process, milliseconds. */
  cpuMs: number;
}

export interface MediaSnapshot {
  workers: WorkerStat[];
  rooms: { roomId: string; epoch: number; publishers: number; viewers: number; programme: boolean }[];
}

/** Facts carry a sequence number that grows by one, so that a listener in another process notices a gap. */
export type MediaFact = { seq: number; at: string } & MediaFactBody;

export type MediaFactBody =
  | { fact: 'worker.lost'; worker: number; reason: 'died' | 'hung' }
  | { fact: 'worker.replaced'; worker: number; pid: number }
  /** Every transport, producer and consumer of the room is gone; peers open anew. */
  | { fact: 'room.rebuilt'; roomId: string; epoch: number }
  | { fact: 'room.closed'; roomId: string }
  | {
      fact: 'producer.opened';
      roomId: string;
      peerId: string;
      producerId: string;
      kind: MediaKind;
      source: MediaSource;
    }
  | { fact: 'producer.closed'; roomId: string; peerId: string; producerId: string }
  /** RTP of a producer stopped arriving, or arrives again (from its score or from silence on the wire). */
  | { fact: 'producer.flow'; roomId: string; peerId: string; producerId: string; flowing: boolean }
  | {
      fact: 'transport.state';
      roomId: string;
      peerId: string;
      transportId: string;
      state: 'connected' | 'disconnected' | 'closed';
    }
  | {
      fact: 'programme.take_started';
      roomId: string;
      take: number;
      startedAt: string;
      video: { codec: string; width: number; height: number; transcoded: boolean } | null;
      audio: boolean;
    }
  | { fact: 'programme.take_ended'; roomId: string; take: number; durationMs: number }
  | { fact: 'programme.segment'; roomId: string; take: number; sequence: number; durationMs: number; startedAt: string }
  | {
      fact: 'programme.warning';
      roomId: string;
      /** `sink_failed`: files could not be written, or not fast enough; a part is missing. */
      code: 'transcoding' | 'unsupported_codec' | 'encoder_restarted' | 'sink_failed';
      detail: string;
    }
  | { fact: 'programme.ended'; roomId: string; summary: ProgrammeSummary }
  /** A clip without loop is over. */
  | { fact: 'composer.clip_ended'; roomId: string; peerId: string; path: string }
  | {
      fact: 'composer.warning';
      roomId: string;
      peerId: string;
      /** `source_failed`: a layer stays black; the other two mend themselves. */
      code: 'decoder_restarted' | 'encoder_restarted' | 'source_failed';
      /** Of the layer; null: of the whole composition. */
      source: LayerSource | null;
      detail: string;
    };

/** Errors of the media node; `code` is one of the contract's `media.*` codes. */
export class MediaError extends Error {
  constructor(
    readonly code:
      | 'media.not_ready'
      | 'media.full'
      | 'media.not_publisher'
      | 'media.transport_not_found'
      | 'media.producer_not_found'
      | 'media.consumer_not_found'
      | 'media.parameters_refused'
      | 'media.limit_reached'
      | 'media.deadline',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'MediaError';
  }
}

export interface MediaServer {
  /** Opens a room (idempotent); places it on the least loaded worker. */
  openRoom(request: { roomId: string }): Promise<{ roomId: string; epoch: number }>;
  /** Closes it with everything in it (idempotent). */
  closeRoom(request: { roomId: string }): Promise<void>;
  /** What the room can send to a viewer (no per-packet bandwidth estimation) or exchange with a publisher. */
  capabilities(request: { roomId: string; role: PeerRole }): Promise<MediaJson>;
  /** WebRTC viewers that still find room in it, over all workers. */
  viewerRoom(request: { roomId: string }): Promise<{ free: number; present: number }>;

  /** Opens a transport; a peer's earlier transport of the same direction is closed. `send` needs role publisher. */
  openTransport(request: PeerAddress & { role: PeerRole; direction: 'send' | 'receive' }): Promise<TransportOffer>;
  connectTransport(request: PeerAddress & { transportId: string; dtlsParameters: MediaJson }): Promise<void>;
  restartIce(request: PeerAddress & { transportId: string }): Promise<{ iceParameters: MediaJson }>;
  closeTransport(request: PeerAddress & { direction: 'send' | 'receive' }): Promise<void>;

  produce(
    request: PeerAddress & { transportId: string; kind: MediaKind; source: MediaSource; rtpParameters: MediaJson },
  ): Promise<{ producerId: string }>;
  setProducerPaused(request: PeerAddress & { producerId: string; paused: boolean }): Promise<void>;
  closeProducer(request: PeerAddress & { producerId: string }): Promise<void>;

  /**
   * Makes the peer's consumers equal to `producerIds` on its receiving transport: closes what is not listed, creates
   * what is missing (paused). Answers all of them. Producers that are gone or that the peer cannot decode are left out.
   * Of those in `small` the lowest simulcast layer is sent, of the others the highest.
   */
  syncConsumers(
    request: PeerAddress & { producerIds: string[]; small?: string[]; rtpCapabilities: MediaJson },
  ): Promise<{ consumers: ConsumerOffer[] }>;
  /**
   * Closes what the viewers of a room receive, at once and without their doing; people on stage go on seeing each other.
   * `syncConsumers` opens them again.
   */
  closeViewerConsumers(request: { roomId: string }): Promise<void>;
  resumeConsumers(request: PeerAddress & { consumerIds: string[] }): Promise<void>;
  /** Closes everything of the peer (idempotent). */
  removePeer(request: PeerAddress): Promise<void>;

  /** Opens two producers fed by plain RTP (H.264 and Opus) on the loopback address, as a venue's encoder would. */
  openIngest(request: PeerAddress): Promise<IngestOffer>;

  /**
   * Opens a peer that publishes what it composes, as any other: black and silent until the first composition.
   * Idempotent; another format replaces it. At most 1280x720 and 30 pictures a second, even sizes.
   */
  openComposer(
    request: PeerAddress & { width: number; height: number; frameRate: number },
  ): Promise<{ videoProducerId: string; audioProducerId: string }>;
  /**
   * Replaces all layers, bottom first; at most 4, one clip among them. Layers with the same source go on without
   * interruption; [] is black. What was on air stays until all of the new composition can be seen (1.5 s at most);
   * then, or when another one is asked for, this answers.
   */
  compose(request: PeerAddress & { layers: Layer[] }): Promise<void>;

  /** Starts writing the programme below `prefix` of the sink; goes on where an earlier run of the same prefix stopped. */
  openProgramme(request: { roomId: string; prefix: string }): Promise<void>;
  /** Chooses what is on air: null and [] write nothing. A change of the video source is a new take. */
  setProgramme(request: { roomId: string; video: string | null; audio: string[] }): Promise<void>;
  /** Writes the end tags; the programme of the room is closed. */
  endProgramme(request: { roomId: string }): Promise<ProgrammeSummary>;

  snapshot(): Promise<MediaSnapshot>;
  /** Calls back for every fact from now on; returns how to stop. */
  onFact(listener: (fact: MediaFact) => void): () => void;
  /** Ends workers and child processes; idempotent. */
  close(): Promise<void>;
}
