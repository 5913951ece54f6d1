import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { MediaJson, StageTrack } from './media.contract.js';
import type { SessionBoard, SessionPage } from './session.contract.js';

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
