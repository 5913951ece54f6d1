import type { MediaFactBody } from '../types.js';
import { BLACK } from './black.js';
import type { ListedSegment } from './playlist.js';
import type { TakeInfo } from './segment.js';

type WithoutRoom<T> = T extends { fact: `programme.${string}` } ? Omit<T, 'roomId'> : never;
/** The programme's own facts; the room adds its id, and tells of the end, which it asked for itself. */
export type ProgrammeFact = Exclude<WithoutRoom<MediaFactBody>, { fact: 'programme.ended' }>;

type WarningCode = Extract<ProgrammeFact, { fact: 'programme.warning' }>['code'];

/** Puts what happens in a programme into facts. */
export class News {
  constructor(private readonly onFact: (fact: ProgrammeFact) => void) {}

  takeStarted({ number, format, startedAt }: TakeInfo, transcoded: boolean, audio: boolean): void {
    const { codec, width, height } = format;
    this.onFact({
      fact: 'programme.take_started',
      take: number,
      startedAt: new Date(startedAt).toISOString(),
      video: format === BLACK.format ? null : { codec, width, height, transcoded },
      audio,
    });
  }

  segment({ take, sequence, duration, startedAt }: ListedSegment): void {
    this.onFact({
      fact: 'programme.segment',
      take,
      sequence,
      durationMs: Math.round(duration * 1000),
      startedAt: new Date(startedAt).toISOString(),
    });
  }

  /** `segments`: all that are listed, also those of other takes. */
  takeEnded(take: number, segments: readonly ListedSegment[]): void {
    const durationMs = lengthMs(segments.filter((segment) => segment.take === take));
    this.onFact({ fact: 'programme.take_ended', take, durationMs });
  }

  /** A run that was broken off never told how long its last take became; what it listed tells. */
  resumed(past: readonly ListedSegment[]): void {
    const last = past.at(-1);
    if (last) this.takeEnded(last.take, past);
  }

  warning(code: WarningCode, detail: string): void {
    this.onFact({ fact: 'programme.warning', code, detail });
  }
}

export function lengthMs(segments: readonly ListedSegment[]): number {
  return Math.round(segments.reduce((sum, segment) => sum + segment.duration, 0) * 1000);
}
