import { IsIn, IsISO8601, IsOptional, IsUUID, MaxLength } from 'class-validator';
import { IsLine } from './plain-text.js';
import { CORRECTION_KINDS, type CorrectionKind } from './vocabulary.js';

const MOST_REASON = 500;

/** `POST /api/sessions/:id/corrections`: what is corrected of one person's attendance. */
export class CorrectionRequest {
  @IsUUID()
  personId!: string;

  @IsIn(CORRECTION_KINDS)
  kind!: CorrectionKind;

  /** `watched` only: from when, ISO. */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @MaxLength(40)
  from?: string;

  /** `watched` only: until when; after `from` and not in the future. */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @MaxLength(40)
  to?: string;

  @IsLine(1, MOST_REASON)
  reason!: string;
}

/** `POST /api/corrections/:id/withdrawal` */
export class WithdrawCorrectionRequest {
  @IsLine(1, MOST_REASON)
  reason!: string;
}

/** One correction, newest first; it stays in the list when it is withdrawn. */
export interface Correction {
  id: string;
  kind: CorrectionKind;
  /** Whose attendance; empty where nobody knows the name. */
  name: string;
  from: string | null;
  to: string | null;
  reason: string;
  by: string;
  at: string;
  withdrawn: { reason: string; by: string; at: string } | null;
}
