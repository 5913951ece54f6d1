import type { ErrorCode } from './vocabulary.js';

/** An error as every route (`application/problem+json`, RFC 9457) and every socket command answers it. */
export interface Problem {
  /** Stable, for programs. */
  code: ErrorCode;
  /** HTTP status; the same number in a socket's answer. */
  status: number;
  /** One sentence in the reader's language. */
  title: string;
  /** Which fields were refused and why (validation only). */
  fields?: { path: string; rule: string }[];
  /** Seconds after which a try makes sense (429 and 503). */
  retryAfter?: number;
}
