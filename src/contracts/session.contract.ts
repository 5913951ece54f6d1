import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import type { MediaJson } from './media.contract.js';
import type { EventForm, OnAirState, PlaybackPath, SessionAccess, SessionState, WindowLevel } from './vocabulary.js';

export interface WindowSummary {
  id: string;
  name: string;
  level: WindowLevel;
}

export interface ProgrammeSummary {
  slug: string;
  name: string;
}

/** A session as lists show it. Times are ISO 8601 with Z. */
export interface SessionCard {
  id: string;
  title: string;
  summary: string;
  form: EventForm;
  state: SessionState;
  onAir: OnAirState;
  access: SessionAccess;
  startsAt: string;
  endsAt: string;
  /** Start of the first on-air window; null before. */
  liveSince: string | null;
  host: WindowSummary;
  programme: ProgrammeSummary | null;
  /** Distinct persons connected now (0 when not live). */
  people: number;
  /** A still of the running or recorded picture, null while there is none. Same origin, changes its query when it changes. */
  stillUrl: string | null;
  /** Length of the replay in seconds, null while there is none. */
  replaySeconds: number | null;
}

export interface FrontPage {
  live: SessionCard[];
  upcoming: SessionCard[];
  replays: SessionCard[];
  /** Server's clock, for countdowns on devices whose clock is wrong. */
  now: string;
}

export interface AgendaItemView {
  id: string;
  startsAt: string;
  title: string;
  /** Name and unit of who presents, e.g. "李敏 · 湖南湘江中小企业服务中心"; empty when nobody is named. */
  presenter: string;
}

/** A stretch of the recording between two takes during which nothing was on air. Seconds from the recording's start. */
export interface RecordingGap {
  /** Where it lies on the replay's time line. */
  atSeconds: number;
  /** How long nothing was on air. */
  seconds: number;
}

export interface SessionPage extends SessionCard {
  description: string;
  agenda: AgendaItemView[];
  /** Playlists; they answer 404 until the first segment exists. Same addresses after the end. */
  streams: { live: string; dvr: string };
  gaps: RecordingGap[];
  now: string;
}

/**
 * What many people look at during a session: a versioned snapshot. `GET /api/sessions/:id/board` answers the newest,
 * `?v=epoch.n` that very version (immutable).
 */
export interface SessionBoard {
  /** `epoch.n` */
  version: string;
  state: SessionState;
  onAir: OnAirState;
  people: number;
  liveSince: string | null;
  startsAt: string;
  /** The programme feed (主画面). */
  feed: {
    /** Grows with each change of the sources on air. */
    version: number;
    hasVideo: boolean;
    hasAudio: boolean;
    /** True while live but no picture or sound arrives (the publisher lost the network). */
    interrupted: boolean;
    /** The source is not H.264 and is transcoded for the broadcast. */
    transcoded: boolean;
    /** True as soon as `live.m3u8` can be played. */
    broadcastReady: boolean;
  };
}

/** `POST /api/sessions/:id/join` */
export class JoinSessionRequest {
  /** Whether the browser can do WebRTC at all. */
  @IsBoolean()
  webrtc!: boolean;

  /** The signed viewer link of a session whose access is `link`. */
  @IsOptional()
  @IsString()
  @MaxLength(600)
  link?: string;
}

export interface JoinSessionAnswer {
  /** What to start with; `hls` also when the room for WebRTC viewers is full. */
  playback: PlaybackPath;
  /** For the socket's handshake: `io({ auth: { ticket } })`. */
  ticket: string;
  ticketExpiresAt: string;
  /** What the room can send (for mediasoup-client's `Device.load`); null when `playback` is `hls`. */
  rtpCapabilities: MediaJson | null;
  streams: { live: string; dvr: string };
  board: SessionBoard;
}
