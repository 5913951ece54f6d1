import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { SessionState } from '../../contracts/vocabulary.js';

export interface CalendarEntry {
  id: string;
  title: string;
  summary: string;
  host: string;
  state: SessionState;
  startsAt: Date;
  endsAt: Date;
  /** Grows with every change of the time, so that calendars take the newer one. */
  version: number;
  /** The session's page. */
  address: string;
}

const REMIND_BEFORE_SECONDS = 10 * 60;
const STATUS: Partial<Record<SessionState, ICalEventStatus>> = {
  cancelled: ICalEventStatus.CANCELLED,
  // Its new time is not known yet.
  postponed: ICalEventStatus.TENTATIVE,
};

/**
 * Sessions as a calendar file (RFC 5545). Times are in UTC, which every calendar shows in its own zone; an entry keeps
 * its UID, so that opening the file again moves it, or takes it out when it was cancelled.
 */
export function calendarFile(entries: readonly CalendarEntry[], now: Date): string {
  const areCancelled = entries.length > 0 && entries.every(({ state }) => state === 'cancelled');
  const calendar = ical({
    prodId: { company: 'Yunqiao', product: 'Sessions', language: 'ZH' },
    method: areCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  for (const { id, title, summary, host, state, startsAt, endsAt, version, address } of entries) {
    calendar.createEvent({
      id: `${id}@yunqiao`,
      sequence: version,
      stamp: now,
      start: startsAt,
      end: endsAt,
      summary: title,
      description: [host, summary, address].filter(Boolean).join('\n'),
      url: address,
      status: STATUS[state] ?? ICalEventStatus.CONFIRMED,
      alarms:
        state === 'cancelled'
          ? []
          : [{ type: ICalAlarmType.display, trigger: REMIND_BEFORE_SECONDS, description: title }],
    });
  }
  return calendar.toString();
}
