import type { SessionCard } from '../../src/contracts/index.js';
import { saveFile } from './save-file.js';

const escapeText = (text: string) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n');
const stamp = (iso: string) => `${new Date(iso).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;

/** RFC 5545 allows at most 75 octets a line; longer ones go on after a line break and a blank. */
function fold(line: string): string {
  const encoder = new TextEncoder();
  const lines: string[] = [];
  let current = '';
  for (const sign of line) {
    if (encoder.encode(current + sign).length > 74) {
      lines.push(current);
      current = ' ';
    }
    current += sign;
  }
  return [...lines, current].join('\r\n');
}

/** A calendar entry with a reminder ten minutes before the start. */
export function calendarFile(session: SessionCard, address: string, now: Date): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Yunqiao//Sessions//ZH',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${session.id}@yunqiao`,
    `DTSTAMP:${stamp(now.toISOString())}`,
    `DTSTART:${stamp(session.startsAt)}`,
    `DTEND:${stamp(session.endsAt)}`,
    `SUMMARY:${escapeText(session.title)}`,
    `DESCRIPTION:${escapeText(`${session.host.name}\n${session.summary}\n${address}`)}`,
    `URL:${address}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT10M',
    `DESCRIPTION:${escapeText(session.title)}`,
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map(fold)
    .join('\r\n');
}

export function sessionAddress(id: string): string {
  return `${location.origin}/s/${encodeURIComponent(id)}`;
}

export function addToCalendar(session: SessionCard): void {
  const text = calendarFile(session, sessionAddress(session.id), new Date());
  saveFile(`${session.title}.ics`, new Blob([text], { type: 'text/calendar;charset=utf-8' }));
}
