import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsLine, IsProse } from './plain-text.js';
import type { AgendaItemView, SessionCard, WindowSummary } from './session.contract.js';
import {
  AGENDA_KINDS,
  type AgendaKind,
  type CohostState,
  EVENT_FORMS,
  EVENT_MODES,
  type EventForm,
  type EventMode,
  type PlanState,
  type PublicationState,
  SESSION_ACCESS,
  type SessionAccess,
  type SessionState,
} from './vocabulary.js';

const QUESTION_TYPES = ['text', 'choice'] as const;
/** An instant with its zone; a time without one would mean another hour on every device. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** A day in Asia/Shanghai. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** An organiser's own question on the registration form. */
export class EventQuestion {
  @Matches(/^q[0-9]{1,2}$/)
  key!: string;

  @IsLine(1, 100)
  label!: string;

  @IsIn(QUESTION_TYPES)
  type!: (typeof QUESTION_TYPES)[number];

  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(60, { each: true })
  options!: string[];

  @IsBoolean()
  required!: boolean;
}

/** What an event says of itself; `POST /api/organisations/:id/events` declares one, `PUT /api/events/:id` changes it. */
export class EventRequest {
  @IsLine(1, 80)
  title!: string;

  @IsIn(EVENT_FORMS)
  form!: EventForm;

  @IsIn(EVENT_MODES)
  mode!: EventMode;

  @IsOptional()
  @IsUUID()
  programmeId?: string | null;

  @IsProse(200)
  summary!: string;

  @IsProse(10_000)
  description!: string;

  /** Values of the programme's own fields. */
  @IsOptional()
  @IsObject()
  programmeFields?: Record<string, string>;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  capacity?: number | null;

  @IsBoolean()
  registrationOpen!: boolean;

  @IsOptional()
  @Matches(INSTANT)
  @IsISO8601({ strict: true })
  registrationUntil?: string | null;

  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => EventQuestion)
  questions!: EventQuestion[];

  /** The window that shall host it, where an agency declares it. */
  @IsOptional()
  @IsUUID()
  hostId?: string;

  /** The version that was read; another one in the database refuses the change. Absent when declaring. */
  @IsOptional()
  @IsInt()
  version?: number;
}

/** `POST /api/events/:id/sessions`, `PUT /api/sessions/:id` */
export class SessionRequest {
  @IsLine(1, 80)
  title!: string;

  @IsProse(200)
  summary!: string;

  @IsProse(10_000)
  description!: string;

  @Matches(INSTANT)
  @IsISO8601({ strict: true })
  startsAt!: string;

  @Matches(INSTANT)
  @IsISO8601({ strict: true })
  endsAt!: string;

  @IsIn(SESSION_ACCESS)
  access!: SessionAccess;

  /** For `code`: 4 to 12 letters and digits; absent keeps or makes one. */
  @IsOptional()
  @Matches(/^[0-9A-Za-z]{4,12}$/)
  accessCode?: string;

  /** The version that was read; another one in the database refuses the change. Absent when adding. */
  @IsOptional()
  @IsInt()
  version?: number;
}

export class AgendaItemRequest {
  /** Of an existing item; absent for a new one. */
  @IsOptional()
  @IsUUID()
  id?: string;

  @IsLine(1, 100)
  title!: string;

  @IsLine(0, 100)
  presenter!: string;

  @IsIn(AGENDA_KINDS)
  kind!: AgendaKind;

  @IsInt()
  @Min(1)
  @Max(600)
  minutes!: number;

  /** The agency or enterprise that presents. */
  @IsOptional()
  @IsUUID()
  organisationId?: string | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsUUID(undefined, { each: true })
  serviceItemIds?: string[];
}

/** `PUT /api/sessions/:id/agenda`: the whole agenda in its order; each item begins where the one before it ends. */
export class AgendaRequest {
  @IsArray()
  @ArrayMaxSize(60)
  @ValidateNested({ each: true })
  @Type(() => AgendaItemRequest)
  items!: AgendaItemRequest[];

  /** The version of the session that was read; another one in the database refuses the change. */
  @IsInt()
  version!: number;
}

/** `POST /api/sessions/:id/agenda/current`: the item on now (正在推介), null for none. */
export class ShowAgendaItemRequest {
  @IsOptional()
  @IsUUID()
  itemId?: string | null;
}

/** `POST /api/sessions/:id/postpone`: registrants are told. Without times: postponed, the new time will be announced. */
export class PostponeRequest {
  @IsOptional()
  @Matches(INSTANT)
  @IsISO8601({ strict: true })
  startsAt?: string;

  @IsOptional()
  @Matches(INSTANT)
  @IsISO8601({ strict: true })
  endsAt?: string;
}

/** `POST /api/sessions/:id/cancel`, `POST /api/events/:id/cancel`: registrants are told why. */
export class CancelRequest {
  @IsLine(1, 200)
  reason!: string;
}

/** `POST /api/events/:id/clone`: "like last month": everything but people and states, sessions at the same time of day from the given day on. */
export class CloneEventRequest {
  @Matches(DAY)
  @IsISO8601({ strict: true })
  firstDay!: string;

  @IsOptional()
  @IsLine(1, 80)
  title?: string;
}

/** `PUT /api/events/:id/key`: 重点活动 is a flag with date and reason. */
export class KeyEventRequest {
  @IsBoolean()
  key!: boolean;

  /** Needed for a key event. */
  @IsProse(200)
  reason!: string;

  /** Today unless given. */
  @IsOptional()
  @Matches(DAY)
  @IsISO8601({ strict: true })
  since?: string;
}

/** `POST /api/events/:id/cohosts` */
export class InviteCohostRequest {
  @IsUUID()
  organisationId!: string;

  @IsProse(200)
  message!: string;
}

/** `POST /api/cohosts/:id/answer` */
export class AnswerCohostRequest {
  @IsBoolean()
  accepted!: boolean;

  @IsProse(200)
  reason!: string;
}

export interface CohostView {
  id: string;
  organisation: { id: string; name: string };
  state: CohostState;
  message: string;
  reason: string;
  invitedAt: string;
  answeredAt: string | null;
}

/** An invitation that waits for an answer: `GET /api/organisations/:id/cohost-invitations`. */
export interface CohostInvitation {
  id: string;
  event: { id: string; title: string; form: EventForm; startsAt: string | null };
  host: { id: string; name: string };
  message: string;
  invitedAt: string;
}

export interface SessionDetail {
  id: string;
  title: string;
  summary: string;
  description: string;
  state: SessionState;
  startsAt: string;
  endsAt: string;
  postponedFrom: string | null;
  cancelReason: string;
  access: SessionAccess;
  accessCode: string | null;
  /** Numbers on the list of phones. */
  invitedPhones: number;
  currentItemId: string | null;
  version: number;
  agenda: AgendaItemView[];
}

/** `GET /api/events/:id/detail`: an event as its organisers see it, drafts included. */
export interface EventDetail {
  id: string;
  title: string;
  form: EventForm;
  mode: EventMode;
  planState: PlanState;
  publicationState: PublicationState;
  host: WindowSummary;
  declaredBy: { id: string; name: string } | null;
  responsible: { id: string; name: string } | null;
  programme: { id: string; slug: string; name: string } | null;
  programmeFields: Record<string, string>;
  summary: string;
  description: string;
  posterUrl: string | null;
  key: { since: string; reason: string } | null;
  cancelReason: string;
  capacity: number | null;
  registrationOpen: boolean;
  registrationUntil: string | null;
  questions: EventQuestion[];
  registered: number;
  sessions: SessionDetail[];
  cohosts: CohostView[];
  version: number;
  updatedAt: string;
  /** What the caller may do with it; the page shows no button for anything else. */
  may: { edit: boolean; publish: boolean; registrations: boolean; replay: boolean };
}

/** `POST /api/events/:id/sessions` */
export interface AddedSession {
  id: string;
  event: EventDetail;
}

/** `POST /api/events/:id/clone` */
export interface CloneAnswer {
  event: EventDetail;
  /** What was not taken along: co-hosts must be invited anew, lists of phones are people, a programme may be closed. */
  leftOut: {
    cohosts: { id: string; name: string }[];
    sessionsWithPhones: number;
    programme: { id: string; name: string } | null;
  };
}

export const EVENT_LIST_STATES = ['draft', 'published', 'archived', 'held', 'cancelled'] as const;
export type EventListState = (typeof EVENT_LIST_STATES)[number];

/** `GET /api/organisations/:id/events`: what it hosts, declared or co-hosts; the newest first. Filters narrow together. */
export class EventListQuery {
  @IsOptional()
  @IsIn(EVENT_LIST_STATES)
  state?: EventListState;

  /** Words of the title; all must be there. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  q?: string;

  /** A programme's id. */
  @IsOptional()
  @IsUUID()
  programme?: string;

  @IsOptional()
  @IsIn(EVENT_FORMS)
  form?: EventForm;

  /** `1`: those of windows below as well, for who may read them. */
  @IsOptional()
  @IsIn(['1'])
  below?: '1';

  /** `next` of the page before. */
  @IsOptional()
  @IsUUID()
  after?: string;
}

export interface EventLine {
  id: string;
  title: string;
  form: EventForm;
  planState: PlanState;
  publicationState: PublicationState;
  host: { id: string; name: string };
  /** Of its next session, else its last; null without one. */
  startsAt: string | null;
  sessions: number;
  live: boolean;
  registered: number;
  updatedAt: string;
}

export interface EventList {
  events: EventLine[];
  next: string | null;
}

/** `GET /api/events/:id`: the public page of an event. */
export interface EventPage {
  id: string;
  title: string;
  form: EventForm;
  mode: EventMode;
  planState: PlanState;
  host: WindowSummary;
  cohosts: { id: string; name: string }[];
  programme: { slug: string; name: string } | null;
  programmeFields: { label: string; value: string }[];
  summary: string;
  description: string;
  posterUrl: string | null;
  cancelReason: string;
  sessions: SessionCard[];
  now: string;
}
