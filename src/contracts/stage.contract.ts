import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { MediaJson, StageTrack } from './media.contract.js';
import type { SessionBoard, SessionPage } from './session.contract.js';
import { LINK_PURPOSES, type LinkPurpose } from './vocabulary.js';

/** `POST /api/stages/:sessionId/enter`: with the link the first time, by the cookie that it left afterwards. */
export class EnterStageRequest {
  @IsOptional()
  @IsString()
  @MaxLength(600)
  link?: string;
}

/** What the studio shows; also the answer of start, pause, resume and end. */
export interface StageView {
  session: Omit<SessionPage, 'entry'>;
  board: SessionBoard;
  tracks: StageTrack[];
}

export interface EnterStageAnswer extends StageView {
  ticket: string;
  ticketExpiresAt: string;
  /** When the right to run this session ends. */
  linkExpiresAt: string;
  rtpCapabilities: MediaJson;
}

/** `POST /api/stages/:sessionId/links`: a signed link for somebody without an account, to run the session or to watch it. */
export class StageLinkRequest {
  @IsIn(LINK_PURPOSES)
  purpose!: LinkPurpose;

  /** How long it opens; absent: until a day after the session's planned end. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(24 * 90)
  hours?: number;
}

export interface StageLink {
  url: string;
  expiresAt: string;
}
