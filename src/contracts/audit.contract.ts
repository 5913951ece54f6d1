import { IsIn, IsISO8601, IsOptional, IsUUID, Matches } from 'class-validator';
import {
  AUDIT_ACTIONS,
  AUDIT_RESULTS,
  type AuditAction,
  type AuditFaultKind,
  type AuditResult,
  type AuditSubject,
  type ErrorCode,
} from './vocabulary.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/** `GET /api/admin/audit`: every filter may be left out; they narrow together. */
export class AuditQuery {
  @IsOptional()
  @IsIn(AUDIT_ACTIONS)
  action?: AuditAction;

  @IsOptional()
  @IsIn(AUDIT_RESULTS)
  result?: AuditResult;

  /** Who did it. */
  @IsOptional()
  @IsUUID()
  account?: string;

  /** An organisation's path: entries of it and of those below. */
  @IsOptional()
  @Matches(/^\/(?:[0-9a-f-]{36}\/){0,16}$/)
  path?: string;

  /** Not earlier than this instant. */
  @IsOptional()
  @Matches(INSTANT)
  @IsISO8601({ strict: true })
  from?: string;

  /** Earlier than this instant. */
  @IsOptional()
  @Matches(INSTANT)
  @IsISO8601({ strict: true })
  to?: string;

  /** `next` of the page before this one. */
  @IsOptional()
  @IsUUID()
  before?: string;
}

export interface AuditEntryView {
  id: string;
  occurredAt: string;
  /** Null: nobody was signed in, or the server itself did it. */
  account: { id: string; name: string | null } | null;
  personId: string | null;
  address: string | null;
  userAgent: string | null;
  action: AuditAction;
  /** Path of the organisation that it concerns, as it was then; '/' for the platform. */
  path: string;
  /** Today's name of that organisation; null for the platform. */
  organisation: string | null;
  subject: { kind: AuditSubject; id: string | null };
  /** What changed, and only that; secrets and phone numbers are masked. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  result: AuditResult;
  code: ErrorCode | null;
  /** Number in the hash chain; null until it has been sealed, within a minute. */
  sealNo: number | null;
}

/** Newest first. */
export interface AuditPage {
  entries: AuditEntryView[];
  /** For `before`; null on the last page. */
  next: string | null;
}

export interface AuditHead {
  no: number;
  /** SHA-256, hexadecimal. */
  hash: string;
  sealedAt: string;
}

/** `GET /api/admin/audit/chain`. Whoever notes `no` and `hash` elsewhere can prove later that nothing was cut off. */
export interface AuditChain {
  /** Null as long as nothing has been sealed. */
  head: AuditHead | null;
  /** Entries that wait to be sealed. */
  unsealed: number;
  lastCheck: AuditCheckView | null;
}

/** `POST /api/admin/audit/check`: walks the whole chain in the background. */
export class AuditCheckRequest {
  /** A head that was noted earlier, as `<no>:<hash>`: it must still be in the chain. */
  @IsOptional()
  @Matches(/^[1-9]\d{0,14}:[0-9a-f]{64}$/)
  expect?: string;
}

/** The result stands in the chain's `lastCheck` as soon as that one's `requestedAt` is not earlier than this one. */
export interface AuditCheckAccepted {
  requestedAt: string;
}

export interface AuditCheckView {
  id: string;
  requestedAt: string;
  finishedAt: string;
  report: AuditCheckReport;
}

export interface AuditFault {
  kind: AuditFaultKind;
  /** Number in the chain; null for an entry without a seal. */
  no: number | null;
  entryId: string | null;
}

export interface AuditCheckReport {
  ok: boolean;
  entries: number;
  seals: number;
  head: { no: number; hash: string } | null;
  /** The head that was asked for, if any. */
  expected: { no: number; hash: string } | null;
  faultCount: number;
  /** The first hundred. */
  faults: AuditFault[];
}
