import type { ListedSegment } from '../media.provider.js';

/** What of a recording is given out. */
export interface ServingRule {
  /** Wall clock: what overlaps one of these is withdrawn. */
  withdrawn: readonly { from: Date; to: Date }[];
  /** On the recording's own time line, nothing left out. `endMs` null: to its end. */
  trim: { startMs: number; endMs: number | null } | null;
}

export type SegmentPlace = 'kept' | 'trimmed' | 'withdrawn';

export interface PlacedSegment {
  segment: ListedSegment;
  /** Where it begins on the recording's own time line. */
  startMs: number;
  place: SegmentPlace;
}

/** Rounding of a playlist's durations. */
const TOLERANCE_MS = 1;

/**
 * Where each segment stands. Segments are whole: of the one in which a trim begins or ends nothing is taken away, of one
 * that a withdrawn range touches nothing is left.
 */
export function placeSegments(segments: readonly ListedSegment[], rule: ServingRule): PlacedSegment[] {
  let position = 0;
  return segments.map((segment) => {
    const startMs = position;
    position += segment.duration * 1000;
    return { segment, startMs, place: placeOf(segment, startMs, rule) };
  });
}

export function keptSegments(segments: readonly ListedSegment[], rule: ServingRule): ListedSegment[] {
  return placeSegments(segments, rule)
    .filter(({ place }) => place === 'kept')
    .map(({ segment }) => segment);
}

function placeOf(segment: ListedSegment, startMs: number, { withdrawn, trim }: ServingRule): SegmentPlace {
  const durationMs = segment.duration * 1000;
  const endsAt = segment.startedAt + durationMs;
  if (withdrawn.some(({ from, to }) => segment.startedAt < to.getTime() && endsAt > from.getTime())) return 'withdrawn';
  const early = trim !== null && startMs + durationMs <= trim.startMs + TOLERANCE_MS;
  const late = trim !== null && trim.endMs !== null && startMs >= trim.endMs - TOLERANCE_MS;
  return early || late ? 'trimmed' : 'kept';
}
