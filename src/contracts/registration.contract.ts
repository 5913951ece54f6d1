import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import type { EventQuestion } from './event.contract.js';
import { type ErrorCode, REGISTRATION_STATES, type RegistrationState } from './vocabulary.js';

/** Text of one line: no control characters, which no field needs and some databases and spreadsheets choke on. */
const LINE = /^\P{Cc}*$/u;
const VISIBLE_LINE = /^\P{Cc}*[^\p{Cc}\s]\P{Cc}*$/u;
const CHANNEL = /^[0-9a-z]{4,12}$/;

/**
 * `POST /api/events/:id/registration`: after the phone is verified; everything but required questions may be skipped.
 * Registering again changes the registration. `DELETE` on the same address cancels it. Both answer the form anew.
 */
export class RegisterRequest {
  @IsOptional()
  @IsString()
  @MaxLength(40)
  @Matches(LINE)
  name?: string;

  /** What was typed; where an enterprise was chosen its own name is taken. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(LINE)
  enterpriseName?: string;

  @IsOptional()
  @IsUUID()
  enterpriseId?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  @Matches(LINE)
  jobTitle?: string;

  /** A window of a county, district or park. */
  @IsOptional()
  @IsUUID()
  countyId?: string | null;

  /** By the question's key. */
  @IsOptional()
  @IsObject()
  answers?: Record<string, string>;

  /** Code of the channel by which the person came; one that is unknown or closed is as good as none. */
  @IsOptional()
  @Matches(CHANNEL)
  channel?: string;

  /** That the person agrees to the privacy text; needed once. */
  @IsOptional()
  @IsBoolean()
  consent?: boolean;

  /** Whether reminders may be sent to the phone; absent leaves it as it is. */
  @IsOptional()
  @IsBoolean()
  reminders?: boolean;
}

/** `GET /api/events/:id/registration`: the form, and what the caller has registered. */
export interface RegistrationForm {
  eventId: string;
  open: boolean;
  /** Why it is not open. */
  closedBecause: 'closed' | 'full' | 'over' | null;
  until: string | null;
  placesLeft: number | null;
  questions: EventQuestion[];
  /** Whether the caller's phone is known; if not, it is asked for first. */
  phoneKnown: boolean;
  /** Whether the privacy text still has to be agreed to. */
  consentNeeded: boolean;
  /** Whether reminders may be sent to the caller's phone. */
  reminders: boolean;
  /** What the caller told the last time, to begin with. */
  profile: RegistrationProfile;
  registration: RegistrationView | null;
}

export interface RegistrationProfile {
  name: string;
  enterpriseName: string;
  enterpriseId: string | null;
  jobTitle: string;
  county: { id: string; name: string } | null;
}

export interface RegistrationView extends RegistrationProfile {
  state: RegistrationState;
  answers: Record<string, string>;
  registeredAt: string;
}

/** `GET /api/events/:id/registrations`, and `registrations.csv` with the same filters: they narrow together. */
export class RegistrationQuery {
  @IsOptional()
  @IsIn(REGISTRATION_STATES)
  state?: RegistrationState;

  @IsOptional()
  @IsUUID()
  county?: string;

  /** A channel's id. */
  @IsOptional()
  @IsUUID()
  channel?: string;

  /** `next` of the page before. */
  @IsOptional()
  @IsUUID()
  after?: string;
}

/** One registration as the organisers see it. */
export interface RegistrationLine extends RegistrationView {
  id: string;
  /** Its number among the event's registrations, in the order in which they came. */
  number: number;
  /** Masked; null for who has deleted their data. */
  phone: string | null;
  channel: { id: string; name: string } | null;
}

/** Newest first. */
export interface RegistrationList {
  registrations: RegistrationLine[];
  /** How many the filters let through. */
  total: number;
  next: string | null;
}

/** `POST /api/registrations/:id/phone`: the whole number, for a reason that the audit keeps. */
export class RevealPhoneRequest {
  @IsString()
  @Length(2, 200)
  @Matches(VISIBLE_LINE)
  reason!: string;
}

export interface RevealedPhone {
  phone: string;
}

/** `GET /api/account/registrations`: one's own, the newest first. */
export interface MyRegistration {
  event: { id: string; title: string };
  /** Its next session, else its last one. */
  sessionId: string | null;
  startsAt: string | null;
  state: RegistrationState;
  registeredAt: string;
}

/** What a session that is not public still asks of a caller. */
export type SessionNeed = 'registration' | 'code' | 'phone';

/** Whether the caller would be let in now, and if not, why. Sessions by link have no page without their link. */
export interface SessionEntryView {
  allowed: boolean;
  needs: SessionNeed | null;
  /** The error with which joining would be refused. */
  code: ErrorCode | null;
}

/** `POST /api/sessions/:id/code`: the access code, capitals or not. Joining works afterwards, from this browser. */
export class AccessCodeRequest {
  @IsString()
  @Length(1, 32)
  code!: string;
}

/**
 * `PUT /api/sessions/:id/phones`: the list of those invited; replaces the former one, all of it or nothing. Wrong lines
 * are refused with `request.invalid`: `fields` names up to twenty of them, the path of the third is `lines.3`.
 */
export class InvitedPhonesRequest {
  /** One number a line, a name may follow after a comma or blank. */
  @IsArray()
  @ArrayMaxSize(2000)
  @IsString({ each: true })
  @MaxLength(80, { each: true })
  lines!: string[];
}

/** `GET /api/sessions/:id/phones` */
export interface InvitedPhoneList {
  count: number;
  phones: { phone: string; name: string }[];
}

/** `POST /api/events/:id/venues`, `PUT /api/venues/:id` */
export class VenueRequest {
  /** The window whose place it is. */
  @IsUUID()
  organisationId!: string;

  @IsString()
  @Length(1, 60)
  @Matches(VISIBLE_LINE)
  name!: string;

  @IsString()
  @MaxLength(120)
  @Matches(LINE)
  address!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000)
  capacity?: number | null;
}

/** `GET /api/events/:id/venues`, `GET /api/venues/:id` */
export interface VenueView {
  id: string;
  event: { id: string; title: string };
  organisation: { id: string; name: string };
  name: string;
  address: string;
  capacity: number | null;
  /** Distinct people who signed in or stand on the roster. */
  people: number;
  bySource: { qr: number; roster: number };
  /** Address for the QR code at the door, `/v/<venue>?key=…`; always the same text. */
  signInUrl: string;
}

/** A line of `GET /api/venues/:id/sign-ins?after=`: who was there. */
export interface VenueSignInLine {
  id: string;
  source: 'qr' | 'roster';
  name: string;
  /** Masked; null for who has deleted their data. */
  phone: string | null;
  enterpriseName: string;
  jobTitle: string;
  signedInAt: string;
}

export interface VenueSignInList {
  signIns: VenueSignInLine[];
  next: string | null;
}

export class VenueSignInQuery {
  /** `next` of the page before. */
  @IsOptional()
  @IsUUID()
  after?: string;
}

export class VenueKeyQuery {
  @IsString()
  @MaxLength(600)
  key!: string;
}

/** `GET /api/venues/:id/sign-in?key=`: what the page at the door shows. */
export interface VenueSignInPage {
  venue: { id: string; name: string; address: string };
  event: { id: string; title: string };
  open: boolean;
  /** Two hours before the first session and after the last one; null where no session takes place. */
  opensAt: string | null;
  closesAt: string | null;
  /** Whether the caller's phone is known already: one press is enough then. */
  phoneKnown: boolean;
  signedIn: boolean;
}

/**
 * `POST /api/venues/:id/sign-in`, answered with the page. Who is known needs no phone; a phone that is typed needs a
 * name. Twice is fine.
 */
export class VenueSignInRequest {
  @IsString()
  @MaxLength(600)
  key!: string;

  @IsOptional()
  @IsString()
  @MaxLength(32)
  phone?: string;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  @Matches(LINE)
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(LINE)
  enterpriseName?: string;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  @Matches(LINE)
  jobTitle?: string;
}

/** `POST /api/organisations/:id/channels`: a code by which a window or agency counts whom it brought. */
export class ChannelRequest {
  @IsString()
  @Length(1, 40)
  @Matches(VISIBLE_LINE)
  name!: string;
}

/** `GET /api/organisations/:id/channels`, the newest first; `POST /api/channels/:id/close` ends one. */
export interface ChannelView {
  id: string;
  /** For `?c=` behind any public address. */
  code: string;
  name: string;
  createdAt: string;
  /** People who use it still come in; they are no longer counted for it. */
  closedAt: string | null;
  /** Registrations of people whom it brought, cancelled ones left out. */
  registrations: number;
}
