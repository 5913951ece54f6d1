/** China keeps no summer time: the business zone is always eight hours ahead. */
const AHEAD_MS = 8 * 3_600_000;

/** `2026-11-23T14:00` as fields for date and time take it, of a moment; '' when there is none. */
export function inputOfTime(iso: string): string {
  const time = Date.parse(iso);
  return Number.isFinite(time) ? new Date(time + AHEAD_MS).toISOString().slice(0, 16) : '';
}

/** The moment (ISO with Z) that such a field means in the business zone; '' when it is empty or unfinished. */
export function timeOfInput(text: string): string {
  const time = Date.parse(`${text.slice(0, 16)}:00+08:00`);
  return Number.isFinite(time) ? new Date(time).toISOString() : '';
}
