import type { StripSpan } from '../../contracts/session.contract.js';

/** A shot of the programme with the names that stood on it. */
export interface NamedShot {
  startedAt: Date;
  endedAt: Date | null;
  people: StripSpan['people'];
}

/**
 * Whose names stood on the picture when. A cut from a face to a screen of the same person leaves their name where it is;
 * shots without names leave a gap.
 *
 * @param shots in their order
 */
export function stripSpans(shots: readonly NamedShot[]): StripSpan[] {
  const spans: StripSpan[] = [];
  for (const { startedAt, endedAt, people } of shots) {
    if (people.length === 0) continue;
    const [from, to] = [startedAt.toISOString(), endedAt?.toISOString() ?? null];
    const last = spans.at(-1);
    if (last?.to === from && sameNames(last.people, people)) last.to = to;
    else spans.push({ from, to, people });
  }
  return spans;
}

function sameNames(one: StripSpan['people'], other: StripSpan['people']): boolean {
  const names = (people: StripSpan['people']) => JSON.stringify(people.map(({ name, unit }) => [name, unit]));
  return names(one) === names(other);
}
