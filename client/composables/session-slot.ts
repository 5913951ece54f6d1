import { inputOfTime, timeOfInput } from './business-time.js';

const DAY_MS = 86_400_000;

/** Where the day of a new session begins: the afternoon of the next working day, when most sessions are held. */
export function usualStart(now: number): string {
  let day = now + DAY_MS;
  while (isWeekend(day)) day += DAY_MS;
  return timeOfInput(`${dayOf(day)}T14:30`);
}

/** `2026-11-23`, in the business zone. */
export const dayOf = (time: number | string) => inputOfTime(new Date(time).toISOString()).slice(0, 10);

export const endAfter = (start: string, minutes: number) =>
  start ? new Date(Date.parse(start) + minutes * 60_000).toISOString() : '';

export const minutesBetween = (start: string, end: string) =>
  start && end ? Math.round((Date.parse(end) - Date.parse(start)) / 60_000) : 0;

function isWeekend(time: number): boolean {
  const weekday = new Date(`${dayOf(time)}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}
