import { IsBoolean, IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { MediaJson } from './media.contract.js';
import type { SessionEntryView } from './registration.contract.js';
import {
  type AgendaKind,
  EVENT_FORMS,
  type EventForm,
  type OnAirState,
  type OrganisationKind,
  type PlaybackPath,
  type SessionAccess,
  type SessionState,
  type WindowLevel,
} from './vocabulary.js';

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
  /** When it should have begun, if it was postponed; in the state `postponed` a new time is still to come. */
  postponedFrom: string | null;
  /** The event that it belongs to. */
  eventId: string;
  host: WindowSummary;
  programme: ProgrammeSummary | null;
  /** The event's poster. */
  posterUrl: string | null;
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

/** Where a list of sessions looks: what runs, what comes, what can be watched again. */
export const SESSION_LIST_STATES = ['live', 'upcoming', 'replay'] as const;
export type SessionListState = (typeof SESSION_LIST_STATES)[number];

/** `GET /api/sessions`: sessions that anybody may know of. Filters narrow together. */
export class SessionListQuery {
  /**
   * Words that must all be there: in title, summary, programme, host, co-hosts, or in an agenda item's title, presenter
   * or organisation.
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  q?: string;

  /** A programme's slug. */
  @IsOptional()
  @Matches(/^[a-z][a-z0-9-]{1,39}$/)
  programme?: string;

  /** A window's id or its area code. */
  @IsOptional()
  @Matches(/^(?:\d{6}|[0-9a-fA-F-]{36})$/)
  window?: string;

  /** `1`: with those of windows below that window. */
  @IsOptional()
  @IsIn(['1'])
  below?: '1';

  @IsOptional()
  @IsIn(EVENT_FORMS)
  form?: EventForm;

  @IsOptional()
  @IsIn(SESSION_LIST_STATES)
  state?: SessionListState;

  /** First and last day, in Asia/Shanghai. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  from?: string;

  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  to?: string;

  /** `next` of the page before. */
  @IsOptional()
  @Matches(/^[0-2]\.-?\d{1,15}\.[0-9a-f-]{36}$/)
  after?: string;
}

/** What is live first, then what comes next, then the newest replays. */
export interface SessionList {
  sessions: SessionCard[];
  next: string | null;
  now: string;
}

export interface AgendaItemView {
  id: string;
  startsAt: string;
  title: string;
  /** Name and unit of who presents, e.g. "李敏 · 湖南湘江中小企业服务中心"; empty when nobody is named. */
  presenter: string;
  kind: AgendaKind;
  minutes: number;
  /** The agency or enterprise that presents, and which of its services. */
  organisation: { id: string; name: string; kind: OrganisationKind } | null;
  services: { id: string; name: string }[];
}

/** The agenda item on now (正在推介), as the host set it. */
export type CurrentAgendaItem = Pick<AgendaItemView, 'id' | 'title' | 'presenter' | 'organisation' | 'services'>;

/** A stretch of the recording between two takes during which nothing was on air. Seconds from the recording's start. */
export interface RecordingGap {
  /** Where it lies on the replay's time line. */
  atSeconds: number;
  /** How long nothing was on air. */
  seconds: number;
}

/** A place in the replay that one can jump to. */
export interface Chapter {
  /** On the replay's time line. */
  atSeconds: number;
  title: string;
  kind: 'agenda';
  presenter: string;
}

export interface SessionPage extends SessionCard {
  description: string;
  /** Why it was cancelled. */
  cancelReason: string;
  /** Whether the caller would be let in, and what is still asked of them; the page itself is for everybody. */
  entry: SessionEntryView;
  /** Picture for share cards: poster, else still, else the house's own. */
  shareImageUrl: string;
  agenda: AgendaItemView[];
  /** Multivariant playlists; they answer 404 until the first segment exists. Same addresses after the end. */
  streams: { live: string; dvr: string };
  gaps: RecordingGap[];
  chapters: Chapter[];
  /** There is a replay, but it is not shown for now. */
  replayHidden: boolean;
  /** The replay as a file, where viewers may have it. */
  downloadUrl: string | null;
  now: string;
}

/** Name strip (姓名条): who is seen. */
export interface FeedStrip {
  people: { name: string; unit: string }[];
  /** Wall clock of the moment from which it holds; a player that is behind shows it that much later. */
  since: string;
}

/** `GET /api/sessions/:id/strips`: whose names stood on the picture when, in order; in between nobody's did. */
export interface StripSpan extends Pick<FeedStrip, 'people'> {
  /** Wall clock, as the playlists tell it (`EXT-X-PROGRAM-DATE-TIME`). */
  from: string;
  /** Null: it still does. */
  to: string | null;
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
  /** Cut (紧急切断): nothing is on air, players are blank, the origin gives nothing out. */
  cut: boolean;
  people: number;
  liveSince: string | null;
  startsAt: string;
  currentItem: CurrentAgendaItem | null;
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
    /** True as soon as the live playlist can be played. */
    broadcastReady: boolean;
    /** Null: no names stand on the picture. */
    strip: FeedStrip | null;
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

  /** Code of the channel (`?c=`) by which the viewer came; an unknown one is as good as none. */
  @IsOptional()
  @Matches(/^[0-9a-z]{4,12}$/)
  channel?: string;
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
