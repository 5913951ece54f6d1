import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import type { SessionCard } from './session.contract.js';
import {
  APPLICATION_ACTIONS,
  type ApplicationAction,
  type ApplicationState,
  ENTERPRISE_SIZES,
  type EnterpriseSize,
  type ImportKind,
  INDUSTRIES,
  type InvitationState,
  type MemberRole,
  type OrganisationKind,
  type OrganisationState,
  SERVICE_CATEGORIES,
  type ServiceCategory,
  WINDOW_LEVELS,
  type WindowLevel,
} from './vocabulary.js';

const CREDIT_CODE = /^[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{18}$/;

export interface OrganisationSummary {
  id: string;
  name: string;
  kind: OrganisationKind;
  level: WindowLevel | null;
}

/** `GET /api/areas`: cities with their counties, districts and parks, for choosing; public and cacheable. */
export interface AreaChoice {
  id: string;
  name: string;
  areaCode: string | null;
  counties: { id: string; name: string }[];
}

/** `GET /api/enterprises/suggestions?q=`: for typing an enterprise's name; names only, no codes. */
export interface EnterpriseSuggestion {
  id: string;
  name: string;
  county: string;
}

/** `GET /api/windows/:id` (id or area code): the public page of a window. */
export interface WindowPage {
  id: string;
  name: string;
  level: WindowLevel;
  parent: { id: string; name: string } | null;
  children: { id: string; name: string; level: WindowLevel }[];
  introduction: string;
  address: string;
  telephone: string;
  builtOn: string | null;
  live: SessionCard[];
  upcoming: SessionCard[];
  replays: SessionCard[];
  now: string;
}

/** `GET /api/organisations/:id`: an organisation as its members and windows above see it. */
export interface OrganisationDetail extends OrganisationSummary {
  state: OrganisationState;
  parent: { id: string; name: string } | null;
  creditCode: string | null;
  areaCode: string | null;
  cluster: { id: string; name: string } | null;
  industry: string | null;
  size: EnterpriseSize | null;
  channel: string;
  introduction: string;
  address: string;
  telephone: string;
  plannedYear: number | null;
  inPlan: boolean | null;
  builtOn: string | null;
  members: number;
  /** What was merged into it, newest first. */
  mergers: { id: string; name: string; creditCode: string | null; reason: string; mergedAt: string; by: string }[];
  mergedInto: { id: string; name: string } | null;
  may: { edit: boolean; merge: boolean; members: boolean; services: boolean };
}

/** A line of `GET /api/organisations/:id/below?kind=&q=&after=`: what lies below a window. */
export interface OrganisationLine extends OrganisationSummary {
  state: OrganisationState;
  creditCode: string | null;
  parent: { id: string; name: string } | null;
  members: number;
  createdAt: string;
}

export interface OrganisationList {
  organisations: OrganisationLine[];
  total: number;
  next: string | null;
}

/** `PUT /api/organisations/:id`: what an organisation says of itself. */
export class OrganisationRequest {
  @IsString()
  @Length(2, 60)
  name!: string;

  @IsString()
  @MaxLength(3000)
  introduction!: string;

  @IsString()
  @MaxLength(120)
  address!: string;

  @IsString()
  @MaxLength(40)
  telephone!: string;

  @IsOptional()
  @IsIn(INDUSTRIES)
  industry?: string | null;

  @IsOptional()
  @IsIn(ENTERPRISE_SIZES)
  size?: EnterpriseSize | null;
}

/** `POST /api/admin/windows`, `PUT /api/admin/windows/:id`: a window's place in the network, by the system administrator. */
export class WindowRequest {
  @IsString()
  @Length(2, 60)
  name!: string;

  @IsIn(WINDOW_LEVELS)
  level!: WindowLevel;

  /** Null only for the province. */
  @IsOptional()
  @IsUUID()
  parentId?: string | null;

  @IsOptional()
  @Matches(/^\d{6}$/)
  areaCode?: string | null;

  @IsOptional()
  @IsInt()
  @Min(2000)
  @Max(2100)
  plannedYear?: number | null;

  @IsOptional()
  @IsBoolean()
  inPlan?: boolean | null;

  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  builtOn?: string | null;
}

/** `POST /api/applications`: multipart with the fields below and one file `licence`; `PUT /api/applications/:id` sends a returned one again. */
export class ApplicationRequest {
  @IsIn(APPLICATION_ACTIONS)
  action!: ApplicationAction;

  @IsString()
  @Length(2, 60)
  name!: string;

  @Matches(CREDIT_CODE)
  creditCode!: string;

  /** The window of the county, district or park. */
  @IsUUID()
  windowId!: string;

  @IsOptional()
  @IsIn(INDUSTRIES)
  industry?: string;

  @IsOptional()
  @IsIn(ENTERPRISE_SIZES)
  size?: EnterpriseSize;

  @IsOptional()
  @IsString()
  @MaxLength(3000)
  introduction?: string;

  @IsString()
  @Length(1, 40)
  contactName!: string;

  /** Agencies: what they offer. In multipart a repeated field. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsIn(SERVICE_CATEGORIES, { each: true })
  @Type(() => String)
  categories?: ServiceCategory[];

  @IsOptional()
  @Matches(/^[0-9a-z]{4,12}$/)
  channel?: string;
}

export interface ApplicationView {
  id: string;
  action: ApplicationAction;
  kind: 'agency' | 'enterprise';
  state: ApplicationState;
  name: string;
  creditCode: string;
  window: { id: string; name: string };
  industry: string | null;
  size: EnterpriseSize | null;
  introduction: string;
  categories: ServiceCategory[];
  contactName: string;
  /** Masked. */
  contactPhone: string;
  licence: { url: string; name: string; type: string };
  returnReason: string;
  revision: number;
  submittedAt: string;
  reviewedAt: string | null;
  reviewedBy: string | null;
  /** What it became, or what it claims. */
  organisation: { id: string; name: string } | null;
}

/** `GET /api/organisations/:id/applications?state=&after=` for the reviewing window, `GET /api/account/applications` for the applicant. */
export interface ApplicationList {
  applications: ApplicationView[];
  next: string | null;
}

/** `POST /api/applications/:id/return` */
export class ReturnApplicationRequest {
  @IsString()
  @Length(1, 300)
  reason!: string;

  /** The revision that was reviewed: a newer one was not seen yet. */
  @IsInt()
  revision!: number;
}

/** `POST /api/applications/:id/approve` */
export class ApproveApplicationRequest {
  @IsInt()
  revision!: number;
}

/** `POST /api/organisations/:id/invitations` */
export class InviteMemberRequest {
  @IsString()
  @MaxLength(32)
  role!: MemberRole;

  @IsString()
  @Length(1, 40)
  name!: string;

  @IsString()
  @MaxLength(32)
  phone!: string;
}

export interface InvitationView {
  id: string;
  role: MemberRole;
  name: string;
  phone: string;
  state: InvitationState | 'expired';
  invitedBy: string;
  createdAt: string;
  expiresAt: string;
  /** Only in the answer of the invitation itself: to hand over where no SMS goes out. */
  url: string | null;
}

/** `GET /api/invitations/open?token=`: what the invited person sees before signing in. */
export interface InvitationPage {
  id: string;
  organisation: OrganisationSummary;
  role: MemberRole;
  name: string;
  /** Masked; the invitation is for this number. */
  phone: string;
  invitedBy: string;
  state: InvitationState | 'expired';
}

/** `POST /api/invitations/answer` */
export class AnswerInvitationRequest {
  @IsString()
  @MaxLength(100)
  token!: string;

  @IsBoolean()
  accepted!: boolean;
}

export interface MemberView {
  id: string;
  accountId: string;
  name: string;
  phone: string | null;
  role: MemberRole;
  since: string;
  lastSeenAt: string | null;
  /** Events and the like for which this person is responsible. */
  inCharge: number;
}

/** `GET /api/organisations/:id/members` */
export interface MemberList {
  members: MemberView[];
  invitations: InvitationView[];
}

/** `PATCH /api/memberships/:id` */
export class ChangeMembershipRequest {
  @IsString()
  @MaxLength(32)
  role!: MemberRole;
}

/** `POST /api/memberships/:id/end`: who leaves hands over to another member. */
export class EndMembershipRequest {
  /** Needed where the leaver is in charge of something. */
  @IsOptional()
  @IsUUID()
  successorId?: string;
}

/** `POST /api/organisations/:id/services`, `PUT /api/services/:id` */
export class ServiceItemRequest {
  @IsString()
  @Length(1, 60)
  name!: string;

  @IsIn(SERVICE_CATEGORIES)
  category!: ServiceCategory;

  @IsString()
  @MaxLength(500)
  summary!: string;

  /** In words: 免费, 面议, 每次 500 元 ... */
  @IsString()
  @MaxLength(40)
  price!: string;
}

export interface ServiceItemView extends ServiceItemRequest {
  id: string;
}

/** `POST /api/organisations/:id/merge`: the organisation named in the address becomes `intoId`. */
export class MergeOrganisationRequest {
  @IsUUID()
  intoId!: string;

  @IsString()
  @Length(1, 200)
  reason!: string;
}

/** `POST /api/organisations/:id/imports?kind=` (multipart, one file `table`) answers this; poll `GET /api/imports/:id`. */
export interface ImportView {
  id: string;
  kind: ImportKind;
  state: 'reading' | 'previewed' | 'importing' | 'imported' | 'discarded' | 'failed';
  /** Error code when it failed. */
  failure: string | null;
  fileName: string;
  lines: number;
  wrongLines: number;
  doneLines: number;
  creates: number;
  updates: number;
  createdAt: string;
}

/** `GET /api/imports/:id/lines?wrong=1&after=` */
export interface ImportLineView {
  line: number;
  cells: Record<string, string>;
  action: 'create' | 'update' | 'refuse';
  errors: { column: string; rule: string; text: string }[];
}

export interface ImportLineList {
  lines: ImportLineView[];
  next: number | null;
}
