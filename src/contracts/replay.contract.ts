import { IsBoolean, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import type { CutView } from './cut.contract.js';
import type { Chapter } from './session.contract.js';
import type { ExportState, SessionState } from './vocabulary.js';

/** Longer than any recording. */
const MOST_MS = 7 * 86_400_000;

/** `PATCH /api/sessions/:id/replay`: what is absent stays as it is. Times lie on the recording's own time line. */
export class ReplayEditRequest {
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MOST_MS)
  trimStartMs?: number;

  /** Null: to the end. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MOST_MS)
  trimEndMs?: number | null;

  @IsOptional()
  @IsBoolean()
  hidden?: boolean;

  @IsOptional()
  @IsBoolean()
  downloadable?: boolean;
}

/** `POST /api/sessions/:id/evidence/exports` */
export class EvidenceExportRequest {
  @IsUUID()
  cutId!: string;
}

/** An MP4 in the making, or made. */
export interface ExportView {
  id: string;
  /** Of the evidence of this cut; null: the replay as it is shown. */
  cutId: string | null;
  state: ExportState;
  /** Per cent. */
  progress: number;
  /** Takes of different sizes were brought to one. */
  transcoded: boolean;
  requestedAt: string;
  /** Bytes; null until it is ready. */
  size: number | null;
  expiresAt: string | null;
  url: string | null;
}

/** A part of the recording's own time line. */
export interface RecordedRange {
  fromMs: number;
  toMs: number;
}

/** `GET /api/sessions/:id/replay`: for those who run or supervise the session. */
export interface ReplayView {
  session: { id: string; title: string; state: SessionState; eventId: string };
  /** Null where nothing is recorded. */
  recorded: {
    durationMs: number;
    shownMs: number;
    /** What is left out by cuts. */
    withdrawn: RecordedRange[];
    /** Untrimmed, without what is withdrawn. */
    whole: string;
  } | null;
  edit: { trimStartMs: number; trimEndMs: number | null; hidden: boolean; downloadable: boolean };
  chapters: Chapter[];
  cuts: CutView;
  /** The newest first. */
  exports: ExportView[];
  /** `event`: whether they may read what the session belongs to. */
  may: { edit: boolean; evidence: boolean; event: boolean };
}
