import { DAY_MS } from '../../infra/business-day.js';
import { AppError } from '../../infra/errors.js';

/** Whoever enters "now" and presses a minute later shall not be refused. */
const GRACE_MS = 10 * 60_000;
const LONGEST_MS = 60 * DAY_MS;
const FARTHEST_MS = 2 * 366 * DAY_MS;

export interface Span {
  startsAt: Date;
  endsAt: Date;
}

/** @throws AppError `session.times_refused`: the end before the start, begun already, years ahead, or longer than 60 days */
export function checkedSpan(request: { startsAt: string; endsAt: string }, now: Date): Span {
  const span = { startsAt: new Date(request.startsAt), endsAt: new Date(request.endsAt) };
  const lasts = span.endsAt.getTime() - span.startsAt.getTime();
  const ahead = span.startsAt.getTime() - now.getTime();
  const acceptable = lasts > 0 && lasts <= LONGEST_MS && ahead >= -GRACE_MS && ahead <= FARTHEST_MS;
  if (!acceptable) throw new AppError('session.times_refused');
  return span;
}

export function sameSpan(a: Span, b: Span): boolean {
  return a.startsAt.getTime() === b.startsAt.getTime() && a.endsAt.getTime() === b.endsAt.getTime();
}
