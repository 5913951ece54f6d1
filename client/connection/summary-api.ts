import type { EventSummary, HallLink, HallView } from '../../src/contracts/index.js';
import { RequestFailure } from './failure.js';
import { refusalOf, request, spokenHeaders } from './http.js';

const event = (id: string) => `/api/events/${encodeURIComponent(id)}`;

export const fetchSummary = (id: string, signal?: AbortSignal) =>
  request<EventSummary>(`${event(id)}/summary`, signal ? { signal } : {});

/** The document, in the language of the page. */
export async function fetchSummaryDocument(id: string): Promise<Blob> {
  const answer = await fetch(`${event(id)}/summary.docx`, {
    headers: { ...spokenHeaders(), accept: '*/*' },
    credentials: 'same-origin',
    signal: AbortSignal.timeout(60_000),
  }).catch((error: unknown) => {
    throw new RequestFailure('network', String(error));
  });
  if (!answer.ok) throw refusalOf(answer, await answer.json().catch(() => null));
  return answer.blob();
}

export const fetchHall = (id: string, signal: AbortSignal) =>
  request<HallView>(`${event(id)}/hall`, { signal, deadlineMs: 5_000 });

export const issueHallLink = (id: string) => request<HallLink>(`${event(id)}/hall/links`, { method: 'POST', body: {} });

export const enterHall = (id: string, link: string) =>
  request<void>(`${event(id)}/hall/enter`, { method: 'POST', body: { link } });
