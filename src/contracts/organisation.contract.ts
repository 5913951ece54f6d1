import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsCreditCode } from './credit-code.js';
import { IsLine, IsProse } from './plain-text.js';
import {
  APPLICATION_ACTIONS,
  APPLICATION_STATES,
  type ApplicationAction,
  type ApplicationState,
  ENTERPRISE_SIZES,
  type EnterpriseSize,
  IMPORT_KINDS,
  type ImportKind,
  INDUSTRIES,
  type InvitationState,
  type MemberRole,
  ORGANISATION_KINDS,
  type OrganisationKind,
  type OrganisationState,
  SERVICE_CATEGORIES,
  type ServiceCategory,
  WINDOW_LEVELS,
  type WindowLevel,
} from './vocabulary.js';

/** A field of a form that was left empty is as good as none. */
const EmptyIsNone = () => Transform(({ value }) => (value === '' ? undefined : value));

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
export class SuggestionQuery {
  @IsLine(1, 60)
  q!: string;
}

export interface EnterpriseSuggestion {
  id: string;
  name: string;
  county: string;
}

export const PARTNER_KINDS = ['window', 'agency'] as const;

/** `GET /api/partners?q=&kind=`: windows and agencies of the whole network by a part of their name, for inviting and naming them. */
export class PartnerQuery extends SuggestionQuery {
  @IsOptional()
  @IsIn(PARTNER_KINDS)
  kind?: (typeof PARTNER_KINDS)[number];
}

export interface Partner {
  id: string;
  name: string;
  kind: (typeof PARTNER_KINDS)[number];
  /** The window that it lies below; empty for the hub. */
  place: string;
}

/** `GET /api/windows/:id` (id or area code): a window as everybody may see it; its sessions: `GET /api/sessions?window=`. */
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

/** `GET /api/organisations/:id/below`: what lies below a window; windows in their order, others the newest first. */
export class BelowQuery {
  @IsOptional()
  @IsIn(ORGANISATION_KINDS)
  kind?: OrganisationKind;

  /** A part of the name, or the beginning of the credit code. */
  @IsOptional()
  @IsLine(1, 60)
  q?: string;

  @IsOptional()
  @IsUUID()
  after?: string;
}

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
  @IsLine(2, 60)
  name!: string;

  @IsProse(3000)
  introduction!: string;

  @IsLine(0, 120)
  address!: string;

  @IsLine(0, 40)
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
  @IsLine(2, 60)
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
  @IsISO8601({ strict: true })
  builtOn?: string | null;
}

/** `GET /api/admin/windows`: the whole network with its plan data, each window after the one above it. */
export interface WindowLine {
  id: string;
  name: string;
  level: WindowLevel;
  parentId: string | null;
  areaCode: string | null;
  plannedYear: number | null;
  inPlan: boolean | null;
  builtOn: string | null;
}

/** `GET /api/admin/organisations?q=`: for administrators who choose an organisation; a part of the name or the credit code. */
export class OrganisationSearchQuery {
  @IsLine(1, 60)
  q!: string;
}

export interface FoundOrganisation extends OrganisationSummary {
  path: string;
  creditCode: string | null;
  /** Name of the window above it. */
  above: string | null;
}

/** `POST /api/applications`: multipart with the fields below and one file `licence`; `PUT /api/applications/:id` sends a returned one again, with a new file or without. */
export class ApplicationRequest {
  @IsIn(APPLICATION_ACTIONS)
  action!: ApplicationAction;

  @IsLine(2, 60)
  name!: string;

  @IsCreditCode()
  creditCode!: string;

  /** The window of the county, district or park; a claim goes to the one under which the organisation is registered. */
  @IsUUID()
  windowId!: string;

  @IsOptional()
  @EmptyIsNone()
  @IsIn(INDUSTRIES)
  industry?: string;

  @IsOptional()
  @EmptyIsNone()
  @IsIn(ENTERPRISE_SIZES)
  size?: EnterpriseSize;

  @IsOptional()
  @IsProse(1000)
  introduction?: string;

  @IsLine(1, 40)
  contactName!: string;

  /** Agencies: what they offer. In multipart a repeated field. */
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? [value] : value))
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsIn(SERVICE_CATEGORIES, { each: true })
  categories?: ServiceCategory[];

  /** The channel that brought them. */
  @IsOptional()
  @EmptyIsNone()
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
  /** Gone once the application is withdrawn. */
  licence: { url: string; name: string; type: string } | null;
  returnReason: string;
  revision: number;
  submittedAt: string;
  reviewedAt: string | null;
  reviewedBy: string | null;
  /** What it became, or what it claims. */
  organisation: { id: string; name: string } | null;
}

/** `GET /api/organisations/:id/applications?state=&after=` for the reviewing window; the applicant's: `GET /api/account/applications`. */
export class ApplicationQuery {
  @IsOptional()
  @IsIn(APPLICATION_STATES)
  state?: ApplicationState;

  @IsOptional()
  @IsUUID()
  after?: string;
}

export interface ApplicationList {
  applications: ApplicationView[];
  next: string | null;
}

/** `POST /api/applications/:id/return` */
export class ReturnApplicationRequest {
  @IsLine(1, 300)
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

  @IsLine(1, 40)
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
  /** Only there, too: whether it went out by SMS. */
  sent: boolean | null;
}

/** `POST /api/invitations/open`, with the token in the body: addresses stand in the logs of proxies. */
export class OpenInvitationRequest {
  @IsString()
  @MaxLength(100)
  token!: string;
}

/** What the invited person sees before signing in. */
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
  @IsLine(1, 60)
  name!: string;

  @IsIn(SERVICE_CATEGORIES)
  category!: ServiceCategory;

  @IsProse(500)
  summary!: string;

  /** In words: 免费, 面议, 每次 500 元 ... */
  @IsLine(0, 40)
  price!: string;
}

export interface ServiceItemView extends ServiceItemRequest {
  id: string;
}

/** `POST /api/organisations/:id/merge`: the organisation named in the address becomes `intoId`. */
export class MergeOrganisationRequest {
  @IsUUID()
  intoId!: string;

  @IsLine(1, 200)
  reason!: string;
}

export class ImportQuery {
  @IsIn(IMPORT_KINDS)
  kind!: ImportKind;
}

/** `POST /api/organisations/:id/imports?kind=` (multipart, one file `table`) answers this; poll `GET /api/imports/:id`. */
export interface ImportView {
  id: string;
  kind: ImportKind;
  state: 'reading' | 'previewed' | 'importing' | 'imported' | 'discarded' | 'failed';
  /** Error code when it failed, or when a commit found what the preview did not (`import.has_errors`). */
  failure: string | null;
  /** What it was about: the missing columns, the line. */
  failureDetail: string | null;
  fileName: string;
  lines: number;
  wrongLines: number;
  doneLines: number;
  creates: number;
  updates: number;
  createdAt: string;
}

/** `GET /api/imports?organisation=` */
export class ImportListQuery {
  @IsUUID()
  organisation!: string;

  /** A venue: its rosters. */
  @IsOptional()
  @IsUUID()
  subject?: string;

  /** `next` of the page before this one. */
  @IsOptional()
  @IsUUID()
  after?: string;
}

export interface ImportListItem extends ImportView {
  /** Name of the account that uploaded it. */
  startedBy: string;
}

export interface ImportList {
  imports: ImportListItem[];
  next: string | null;
}

/** `GET /api/imports/:id/lines` */
export class ImportLineQuery {
  /** Only the lines with errors. */
  @IsOptional()
  @IsIn(['1'])
  wrong?: '1';

  /** `next` of the page before this one. */
  @IsOptional()
  @Matches(/^\d{1,6}$/)
  after?: string;
}

export interface ImportLineView {
  line: number;
  /** By the name of the column, as in `ImportLineList.columns`. */
  cells: Record<string, string>;
  action: 'create' | 'update' | 'refuse';
  errors: { column: string; rule: string; text: string }[];
}

export interface ImportLineList {
  /** Names and headings of the table's columns, in their order. */
  columns: { name: string; title: string }[];
  lines: ImportLineView[];
  next: number | null;
}
