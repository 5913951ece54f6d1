import { useI18n } from 'vue-i18n';
import type { EventDetail, EventLine } from '../../src/contracts/index.js';
import { useFormat } from './format.js';

/** One word for where an event stands, of all that can be said about it. */
export type EventStanding = 'live' | 'cancelled' | 'archived' | 'draft' | 'held' | 'published';

export function standingOf(
  event: Pick<EventLine | EventDetail, 'planState' | 'publicationState'>,
  isLive: boolean,
): EventStanding {
  if (isLive) return 'live';
  if (event.planState === 'cancelled') return 'cancelled';
  if (event.publicationState !== 'published') return event.publicationState;
  return event.planState === 'held' ? 'held' : 'published';
}

/** Dates as the lists of the console write them: the year only where it is another one. */
export function useConsoleDates() {
  const { t } = useI18n();
  const format = useFormat();

  const isThisYear = (at: string) =>
    format.date(at, { year: 'numeric' }) === format.date(Date.now(), { year: 'numeric' });

  const day = (at: string) =>
    isThisYear(at)
      ? format.day(at)
      : format.date(at, { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' });

  const when = (at: string) => `${day(at)} ${format.time(at)}`;

  /** 11月23日周一 14:00–16:00, with both days where there are two. */
  function span(start: string, end: string): string {
    const isOneDay = format.date(start, { dateStyle: 'short' }) === format.date(end, { dateStyle: 'short' });
    return t('time.range', { start: when(start), end: isOneDay ? format.time(end) : when(end) });
  }

  return { day, when, span };
}
