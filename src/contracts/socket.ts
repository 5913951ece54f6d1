import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';
import type { ConsumerOffer, MediaJson, ProgrammeOffer, TransportOffer, WatchOffer } from './media.contract.js';
import type { BeatAnswer, BeatRequest } from './attendance.contract.js';
import type { Problem } from './problem.contract.js';
import type { SessionBoard } from './session.contract.js';
import type { OwnHand, RaisedHand, StageView } from './stage.contract.js';
import { MEDIA_KINDS, MEDIA_SOURCES } from './vocabulary.js';
import type { MediaKind, MediaSource } from './vocabulary.js';

/** Every socket command is acknowledged with one of these two. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: Problem };

const ID_LENGTH = 64;
/** A full stage with four tracks each. */
const MOST_CONSUMERS = 128;

export class WatchRequest {
  @IsObject()
  rtpCapabilities!: MediaJson;
}

export class ConnectTransportRequest {
  @IsString()
  @MaxLength(ID_LENGTH)
  transportId!: string;

  @IsObject()
  dtlsParameters!: MediaJson;
}

export class TransportRequest {
  @IsString()
  @MaxLength(ID_LENGTH)
  transportId!: string;
}

export class ResumeRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_CONSUMERS)
  @IsString({ each: true })
  @MaxLength(ID_LENGTH, { each: true })
  consumerIds!: string[];
}

export class ProduceRequest {
  @IsString()
  @MaxLength(ID_LENGTH)
  transportId!: string;

  @IsIn(MEDIA_KINDS)
  kind!: MediaKind;

  @IsIn(MEDIA_SOURCES)
  source!: MediaSource;

  @IsObject()
  rtpParameters!: MediaJson;
}

export class ProducerRequest {
  @IsString()
  @MaxLength(ID_LENGTH)
  producerId!: string;
}

export class PauseProducerRequest extends ProducerRequest {
  @IsBoolean()
  paused!: boolean;
}

export class EmptyRequest {
  /** Socket commands without parameters still carry an object. */
  @IsOptional()
  readonly _?: undefined;
}

/** Commands that a browser sends. Every one is acknowledged. */
export interface ClientCommands {
  /** Opens the viewer's receiving transport (closing an earlier one) and offers the programme's tracks. */
  'media.watch': (request: WatchRequest, ack: (answer: Ack<WatchOffer>) => void) => void;
  /** The programme as it should be received now; idempotent. Needs an open receiving transport. */
  'media.sync': (request: EmptyRequest, ack: (answer: Ack<ProgrammeOffer>) => void) => void;
  'media.connect': (request: ConnectTransportRequest, ack: (answer: Ack<null>) => void) => void;
  'media.resume': (request: ResumeRequest, ack: (answer: Ack<null>) => void) => void;
  'media.restart_ice': (request: TransportRequest, ack: (answer: Ack<{ iceParameters: MediaJson }>) => void) => void;
  /** Closes the viewer's transport (it goes on by HLS). */
  'media.leave': (request: EmptyRequest, ack: (answer: Ack<null>) => void) => void;
  /** Opens the publisher's sending transport (closing an earlier one). Stage tickets only. */
  'media.open_send': (request: EmptyRequest, ack: (answer: Ack<TransportOffer>) => void) => void;
  'media.produce': (request: ProduceRequest, ack: (answer: Ack<{ producerId: string }>) => void) => void;
  'media.pause_producer': (request: PauseProducerRequest, ack: (answer: Ack<null>) => void) => void;
  'media.close_producer': (request: ProducerRequest, ack: (answer: Ack<null>) => void) => void;
  /** A page's sign of life; the first one goes over HTTP. */
  'attendance.beat': (request: BeatRequest, ack: (answer: Ack<BeatAnswer>) => void) => void;
}

/** News that the server pushes. */
export interface ServerNews {
  /** At most once a second: the board moved from one version to another by these changes. */
  tick: (tick: { from: string; to: string; changes: Partial<Omit<SessionBoard, 'version'>> }) => void;
  /** The programme's sources changed: call `media.sync`. */
  'programme.changed': (news: { version: number }) => void;
  /** The room was rebuilt on another worker: every transport is gone, open anew (`media.watch` / `media.open_send`). */
  'media.reset': (news: { reason: 'worker_lost' | 'room_closed' }) => void;
  /** The session was cut (紧急切断) or the cut was lifted; while it is cut, players show nothing. */
  'session.cut': (news: { cut: boolean }) => void;
  /** To the stage's channel only. */
  'stage.changed': (view: StageView) => void;
  /** To the hosts' channel only. */
  'hands.changed': (news: { hands: RaisedHand[] }) => void;
  /** To one person's pages: their hand was called, or dismissed. */
  'hand.changed': (hand: OwnHand) => void;
  /** The server is about to close this socket; `retry` tells whether to come back with a new ticket. */
  goodbye: (news: { reason: 'ticket_expired' | 'removed' | 'left' | 'shutdown' | 'too_slow'; retry: boolean }) => void;
}

export type { ConsumerOffer };
