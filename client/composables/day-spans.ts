import { dayKey } from './format.js';

export interface DaySpan {
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;
const addDays = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Days people ask for, first and last of each, in the business zone. A week begins on Monday. */
export function daySpans(now: number): Record<'today' | 'week' | 'nextWeek', DaySpan> {
  const today = dayKey(now);
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  return {
    today: { from: today, to: today },
    week: { from: monday, to: addDays(monday, 6) },
    nextWeek: { from: addDays(monday, 7), to: addDays(monday, 13) },
  };
}
