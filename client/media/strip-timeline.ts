import type { FeedStrip, StripSpan } from '../../src/contracts/index.js';

const iso = (ms: number) => new Date(ms).toISOString();
const later = (one: string, other: string) => (one > other ? one : other);

function sameNames(one: FeedStrip['people'], other: FeedStrip['people']): boolean {
  const names = (people: FeedStrip['people']) => JSON.stringify(people.map(({ name, unit }) => [name, unit]));
  return names(one) === names(other);
}

/** Whose names belong to the picture of that moment. Times of one form, as ISO 8601 with Z, compare as text. */
export function stripAt(spans: readonly StripSpan[], ms: number): FeedStrip['people'] {
  const at = iso(ms);
  // What is looked for is mostly the newest.
  for (let place = spans.length - 1; place >= 0; place -= 1) {
    const span = spans[place];
    if (span && span.from <= at) return span.to === null || at < span.to ? span.people : [];
  }
  return [];
}

/**
 * What the board says now, kept for players that are behind.
 *
 * @param strip null: no names since about now
 * @param now the server's clock, ms
 */
export function noteStrip(spans: readonly StripSpan[], strip: FeedStrip | null, now: number): readonly StripSpan[] {
  const last = spans.at(-1);
  const open = last?.to === null ? last : null;
  if (open && strip && sameNames(open.people, strip.people)) return spans;
  // What was fetched may know more than a board that is on its way.
  if (open && strip && strip.since < open.from) return spans;
  const since = strip?.since ?? iso(now);
  const closed = open ? [...spans.slice(0, -1), { ...open, to: later(since, open.from) }] : spans;
  if (!strip) return closed;
  // When the ones before were taken off is known here by about the time at which it was heard.
  const from = later(since, closed.at(-1)?.to ?? '');
  return [...closed, { from, to: null, people: strip.people }];
}
