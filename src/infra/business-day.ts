/** China keeps no summer time: the business zone, Asia/Shanghai, is always eight hours ahead. */
const AHEAD_MS = 8 * 3_600_000;
export const DAY_MS = 24 * 3_600_000;

/** The day of an instant in the business zone: `2026-11-25`. */
export function businessDay(time: Date): string {
  return new Date(time.getTime() + AHEAD_MS).toISOString().slice(0, 10);
}

/** When that day begins in the business zone. @param day `2026-11-25` */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

/** When the day after it begins. */
export function endOfDay(day: string): Date {
  return new Date(startOfDay(day).getTime() + DAY_MS);
}
