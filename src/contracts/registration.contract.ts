import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
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
import type { RegistrationState } from './vocabulary.js';

/** `POST /api/events/:id/registration`: after the phone is verified; everything but required questions may be skipped. */
export class RegisterRequest {
  @IsOptional()
  @IsString()
  @MaxLength(40)
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  enterpriseName?: string;

  @IsOptional()
  @IsUUID()
  enterpriseId?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  jobTitle?: string;

  @IsOptional()
  @IsUUID()
  countyId?: string | null;

  /** By the question's key. */
  @IsOptional()
  @IsObject()
  answers?: Record<string, string>;

  /** Code of the channel by which the person came. */
  @IsOptional()
  @Matches(/^[0-9a-z]{4,12}$/)
  channel?: string;

  /** Whether reminders may be sent to the phone. */
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
  registration: RegistrationView | null;
}

export interface RegistrationView {
  state: RegistrationState;
  name: string;
  enterpriseName: string;
  enterpriseId: string | null;
  jobTitle: string;
  county: { id: string; name: string } | null;
  answers: Record<string, string>;
  registeredAt: string;
}

/** A line of `GET /api/events/:id/registrations?after=` for its organisers; phones masked. */
export interface RegistrationLine extends RegistrationView {
  id: string;
  number: number;
  phone: string;
  enterprise: { id: string; name: string } | null;
  channel: string | null;
}

export interface RegistrationList {
  registrations: RegistrationLine[];
  total: number;
  next: string | null;
}

/** `GET /api/account/registrations` */
export interface MyRegistration {
  event: { id: string; title: string };
  sessionId: string | null;
  startsAt: string | null;
  state: RegistrationState;
  registeredAt: string;
}

/** `POST /api/sessions/:id/code` */
export class AccessCodeRequest {
  @IsString()
  @Length(1, 32)
  code!: string;
}

/** `PUT /api/sessions/:id/phones`: the list of those invited; replaces the former one. */
export class InvitedPhonesRequest {
  @IsArray()
  @ArrayMaxSize(2000)
  @IsString({ each: true })
  @MaxLength(80, { each: true })
  /** One number a line, a name may follow after a comma or blank. */
  lines!: string[];
}

export interface InvitedPhonesAnswer {
  count: number;
  /** Lines (1-based) that hold no mobile number; when there is one, nothing is changed. */
  wrong: { line: number; text: string }[];
}

/** `POST /api/events/:id/venues`, `PUT /api/venues/:id` */
export class VenueRequest {
  @IsUUID()
  organisationId!: string;

  @IsString()
  @Length(1, 60)
  name!: string;

  @IsString()
  @MaxLength(120)
  address!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000)
  capacity?: number | null;
}

export interface VenueView {
  id: string;
  organisation: { id: string; name: string };
  name: string;
  address: string;
  capacity: number | null;
  /** Distinct people who signed in or stand on the roster. */
  people: number;
  bySource: { qr: number; roster: number };
  /** Address for the QR code at the door; it changes its answer with the time, not its text. */
  signInUrl: string;
}

/** `GET /api/venues/:id/sign-in?key=`: what the page at the door shows. */
export interface VenueSignInPage {
  venue: { id: string; name: string; address: string };
  event: { id: string; title: string };
  open: boolean;
  opensAt: string;
  closesAt: string;
  /** Whether the caller's phone is known already. */
  phoneKnown: boolean;
  signedIn: boolean;
}

/** `POST /api/venues/:id/sign-in`. Who is known needs no phone. */
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
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  enterpriseName?: string;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  jobTitle?: string;
}

/** `POST /api/organisations/:id/channels`: a code by which a window counts whom it brought. */
export class ChannelRequest {
  @IsString()
  @Length(1, 40)
  name!: string;
}

export interface ChannelView {
  id: string;
  code: string;
  name: string;
  registrations: number;
}
