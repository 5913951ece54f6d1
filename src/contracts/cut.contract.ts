import { IsIn, IsISO8601, IsOptional, MaxLength } from 'class-validator';
import { IsProse } from './plain-text.js';
import { CUT_REASONS, type CutReason } from './vocabulary.js';

/** `POST /api/stages/:sessionId/cut`: 紧急切断 */
export class CutRequest {
  @IsIn(CUT_REASONS)
  reason!: CutReason;
}

/** `POST /api/stages/:sessionId/cut/lift` */
export class LiftCutRequest {
  /**
   * From here to the cut, what was recorded stays withdrawn: from the time shift, the replay and downloads. Null or
   * absent: half a minute before the cut. Not after the cut.
   */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @MaxLength(40)
  withdrawFrom?: string | null;

  @IsOptional()
  @IsProse(500)
  note?: string;
}

/** One cut, open or lifted. */
export interface CutEntry {
  id: string;
  reason: CutReason;
  cutAt: string;
  /** Name of the account; null for a host who came by a link. */
  cutBy: string | null;
  /** Null while the session is dark. */
  liftedAt: string | null;
  liftedBy: string | null;
  note: string;
  /** What stays withdrawn; null while the session is dark. */
  withdrawnFrom: string | null;
  withdrawnTo: string | null;
}

/** `GET /api/stages/:sessionId/cut`, and the answer of cutting and lifting. */
export interface CutView {
  cut: boolean;
  /** Whether the caller may lift it. */
  mayLift: boolean;
  /** The newest first. */
  history: CutEntry[];
}
