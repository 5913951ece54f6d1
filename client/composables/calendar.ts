import type { SessionCard } from '../../src/contracts/index.js';

export function sessionAddress(id: string): string {
  return `${location.origin}/s/${encodeURIComponent(id)}`;
}

/** Opens the server's calendar file, which phones offer to their calendar and desktops save. */
export function addToCalendar({ id }: Pick<SessionCard, 'id'>): void {
  const anchor = document.createElement('a');
  anchor.href = `/api/sessions/${encodeURIComponent(id)}/calendar.ics`;
  anchor.click();
}
