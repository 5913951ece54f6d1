import { IsBoolean, IsIn, IsNumber, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { WATCH_WAYS, type WatchWay } from './vocabulary.js';

/** Most that a page can have played: a month of seconds. */
const MOST_PLAYED = 31 * 86_400;

/**
 * A sign of life of one page that shows a session: when it begins, 10 s later, then every 20 s and whenever what is
 * played starts, stops or changes its way. Only the server's clock counts; what the page tells of time is only compared
 * with itself.
 */
export class BeatRequest {
  /** What the last answer gave; none with the first beat of a page. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  ticket?: string;

  /** Picture or sound of the session is being played at this moment. */
  @IsBoolean()
  playing!: boolean;

  /** Seconds that this page has played so far: stands still while it is paused or waits for data. */
  @IsNumber()
  @Min(0)
  @Max(MOST_PLAYED)
  played!: number;

  @IsIn(WATCH_WAYS)
  way!: WatchWay;

  /** Code of the channel by which the viewer came. */
  @IsOptional()
  @IsString()
  @MaxLength(32)
  @Matches(/^[\w-]+$/)
  channel?: string;
}

export interface BeatAnswer {
  /** For the next beat. */
  ticket: string;
  /** The next beat is due after so many seconds. */
  nextInSeconds: number;
}
