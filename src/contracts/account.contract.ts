import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';
import type { Right } from './rights.js';
import { CONSENT_PURPOSES, type ConsentPurpose, type OrganisationKind, type Role, ROLES } from './vocabulary.js';

/** `GET /api/account/ways`: by which ways one may sign in here. */
export interface SignInWays {
  password: boolean;
  /** Whether codes can be sent to phones at all. */
  phone: boolean;
  /** The provincial account (OpenID Connect); `GET /api/account/provider` begins it. Null when not configured. */
  provider: { name: string } | null;
}

/**
 * `GET /api/account/provider` sends the browser to the provincial account; from there it comes back to
 * `/api/account/provider/callback` and goes on to `to`, or to `/sign-in?problem=<code>&to=…`.
 * `DELETE /api/account/provider` takes the bound identity off.
 */
export class ProviderQuery {
  /** A page of ours; anything else is ignored. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  to?: string;

  /** Binds the identity to the signed-in account instead of signing in. */
  @IsOptional()
  @IsIn(['1'])
  link?: '1';
}

/** `POST /api/account/phone-codes`: sends a code of six digits, valid for five minutes. */
export class SendPhoneCodeRequest {
  @IsString()
  @MaxLength(32)
  phone!: string;
}

export interface PhoneCodeSent {
  /** Seconds until another code may be asked for. */
  againInSeconds: number;
  /** Where the code has gone: by SMS, or (outside production) to the server's console. */
  by: 'sms' | 'console';
}

/** `POST /api/account/sign-in/phone`. The first time it makes an account; what the browser did before stays its own. */
export class PhoneSignInRequest {
  @IsString()
  @MaxLength(32)
  phone!: string;

  @Matches(/^\d{6}$/)
  code!: string;
}

/** `POST /api/account/sign-in/password` */
export class PasswordSignInRequest {
  /** Account name or phone number. */
  @IsString()
  @Length(1, 64)
  login!: string;

  @IsString()
  @Length(1, 200)
  password!: string;
}

/** `POST /api/account/sign-in/totp`: the second step, for who is signed in but owes it. */
export class TotpRequest {
  @Matches(/^\d{6}$/)
  code!: string;
}

/** A role that the account holds, and where. */
export interface GrantView {
  role: Role;
  /** Null: the platform itself. */
  organisation: { id: string; name: string; kind: OrganisationKind; path: string } | null;
  /** What this role may do there. */
  rights: Right[];
}

/** `GET /api/account`: who is signed in. Anonymous: 200 with `account: null`. Also the answer of every sign-in step. */
export interface AccountAnswer {
  account: AccountView | null;
}

export interface AccountView {
  id: string;
  displayName: string;
  /** Account name; null for who signs in by phone only. */
  login: string | null;
  /** 138****1234, null without one. */
  phone: string | null;
  hasPassword: boolean;
  totp: {
    enabled: boolean;
    /** Signed in, but the code is still owed: only `sign-in/totp` and the TOTP set-up are open. */
    owed: boolean;
    /** A staff account must set one up before it may work (it is `owed` then, too). */
    mustSetUp: boolean;
  };
  provider: { linked: boolean } | null;
  /** Empty while TOTP is owed. */
  grants: GrantView[];
  unreadNotices: number;
}

/** `GET /api/account/profile`, `PUT /api/account/profile`: what a person told of themselves; all of it can stay empty. */
export class ProfileRequest {
  @IsOptional()
  @IsString()
  @MaxLength(40)
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  enterpriseName?: string;

  /** An enterprise chosen from the suggestions. */
  @IsOptional()
  @IsUUID()
  enterpriseId?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  jobTitle?: string;

  /** The window of the county, district or park. */
  @IsOptional()
  @IsUUID()
  countyId?: string | null;
}

export interface ProfileView {
  name: string;
  enterpriseName: string;
  enterpriseId: string | null;
  jobTitle: string;
  county: { id: string; name: string } | null;
  phone: string | null;
}

/** `PUT /api/account/password`; the old one is asked for where there is one. */
export class SetPasswordRequest {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  current?: string;

  @IsString()
  @MaxLength(200)
  password!: string;
}

/** `POST /api/account/password-links/redeem`: an administrator's one-time link sets a first or a new password. */
export class RedeemPasswordLinkRequest {
  @IsString()
  @MaxLength(100)
  token!: string;

  @IsString()
  @MaxLength(200)
  password!: string;
}

/** `POST /api/account/totp`: begins the set-up; it counts only after `POST /api/account/totp/confirm` with a code. */
export interface TotpSetUp {
  /** Base32, for typing. */
  secret: string;
  /** otpauth:// address for the QR code. */
  address: string;
}

/** One place where the account is signed in. `GET /api/account/tokens`, `DELETE /api/account/tokens/:id`, all others: `DELETE /api/account/tokens`. */
export interface AccessTokenView {
  id: string;
  current: boolean;
  userAgent: string;
  address: string;
  createdAt: string;
  lastUsedAt: string;
}

export interface ConsentText {
  purpose: ConsentPurpose;
  version: number;
  text: string;
  publishedAt: string;
}

/** `GET /api/account/consents` */
export interface ConsentView {
  purpose: ConsentPurpose;
  version: number;
  givenAt: string;
  withdrawnAt: string | null;
  /** The text to which was agreed, in the reader's language. */
  text: string;
}

/** `POST /api/account/consents`: agrees to the newest text of a purpose, or withdraws. */
export class ConsentRequest {
  @IsIn(CONSENT_PURPOSES)
  purpose!: ConsentPurpose;

  @IsBoolean()
  given!: boolean;
}

/** `DELETE /api/account` asks for the word that the page shows, so that it is never done by a slip. */
export class DeleteAccountRequest {
  @IsIn(['DELETE'])
  confirm!: 'DELETE';
}

/** `GET /api/site`: what the operator configured. */
export interface SiteView {
  /** Name of who runs this platform; null when none is configured. */
  operator: string | null;
  /** ICP record (ICP备案号); null when none is configured. */
  icp: string | null;
  /** Record with the public security organs (公安备案), with its link. */
  publicSecurity: { text: string; url: string } | null;
  privacy: ConsentText;
}

/* Administration: `/api/admin/accounts` */

export interface AccountLine {
  id: string;
  displayName: string;
  login: string | null;
  phone: string | null;
  state: 'active' | 'disabled' | 'deleted';
  locked: boolean;
  totp: boolean;
  grants: { id: string; role: Role; organisation: { id: string; name: string } | null }[];
  createdAt: string;
  lastSeenAt: string | null;
}

/** `GET /api/admin/accounts` */
export class AccountQuery {
  /** Part of a name, or a whole phone number. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  q?: string;

  @IsOptional()
  @IsUUID()
  after?: string;
}

export interface AccountPage {
  accounts: AccountLine[];
  /** For `?after=`; null at the end. */
  next: string | null;
}

/** `POST /api/admin/accounts`: makes an account for a member of staff and answers a one-time link for the password. */
export class CreateAccountRequest {
  @Matches(/^[a-z][a-z0-9._-]{2,31}$/)
  login!: string;

  @IsString()
  @Length(1, 40)
  displayName!: string;

  @IsOptional()
  @IsString()
  @MaxLength(32)
  phone?: string;
}

export interface PasswordLink {
  accountId: string;
  /** Address to hand over; good for one use within 24 hours. */
  url: string;
  expiresAt: string;
}

/** `POST /api/admin/grants` */
export class GiveGrantRequest {
  @IsUUID()
  accountId!: string;

  @IsIn(ROLES)
  role!: Role;

  /** For the roles of organisations; the three administrators have none. */
  @IsOptional()
  @IsUUID()
  organisationId?: string;
}
