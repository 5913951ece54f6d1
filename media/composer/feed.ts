import type { RawPicture } from './raw-picture.js';

/** One source of a composition: its newest picture, from wherever it comes. */
export interface Feed {
  /** Null: nothing yet, or nothing any more; black is shown. */
  readonly picture: RawPicture | null;
  /** Grows with every change of the picture. */
  readonly version: number;
  /** It showed something, or never will: a composition that is to go on air does not wait for it. */
  readonly settled: boolean;
  /** Nothing comes any more; who wants it again opens another. */
  readonly failed: boolean;
  /** It is on air from now on. */
  start(now: number): void;
  /** To be called for every picture of the composition. */
  tick(now: number): void;
  /** Idempotent; resolves when its processes are gone. */
  close(): Promise<void>;
}

export interface FeedEvents {
  onWarning(code: 'decoder_restarted' | 'source_failed', detail: string): void;
}

/** Feeds are limited to what their files or packets hold: nothing in them makes ffmpeg open something else. */
export const FROM_FILE = ['-protocol_whitelist', 'file'];
export const FROM_PIPE = ['-protocol_whitelist', 'pipe'];
