import type {
  AddedSession,
  AgendaRequest,
  CloneAnswer,
  CloneEventRequest,
  CohostInvitation,
  EventDetail,
  EventList,
  EventListQuery,
  EventRequest,
  InviteCohostRequest,
  KeyEventRequest,
  PostponeRequest,
  SessionLinkPurpose,
  SessionRequest,
  StageLink,
  TodayView,
} from '../../src/contracts/index.js';
import { request } from './http.js';
import { queryText } from './query.js';

/** Events and their sessions, for those who plan them. `key` is the idempotency key of one press. */

const organisation = (id: string) => `/api/organisations/${encodeURIComponent(id)}`;
const event = (id: string) => `/api/events/${encodeURIComponent(id)}`;
const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;

const post = <T>(path: string, body: unknown = {}, key?: string) =>
  request<T>(path, { method: 'POST', body, ...(key && { idempotencyKey: key }) });
const put = <T>(path: string, body: unknown, key?: string) =>
  request<T>(path, { method: 'PUT', body, ...(key && { idempotencyKey: key }) });

export const fetchToday = (organisationId: string) => request<TodayView>(`${organisation(organisationId)}/today`);

export const fetchEvents = (organisationId: string, query: EventListQuery, signal?: AbortSignal) =>
  request<EventList>(`${organisation(organisationId)}/events${queryText(query)}`, { signal });

export const fetchEvent = (id: string) => request<EventDetail>(`${event(id)}/detail`);

export const declareEvent = (organisationId: string, body: EventRequest, key: string) =>
  post<EventDetail>(`${organisation(organisationId)}/events`, body, key);

export const changeEvent = (id: string, body: EventRequest) => put<EventDetail>(event(id), body);

/* Publication and plan */

export const publishEvent = (id: string) => post<EventDetail>(`${event(id)}/publish`);
export const unpublishEvent = (id: string) => post<EventDetail>(`${event(id)}/unpublish`);
export const archiveEvent = (id: string) => post<EventDetail>(`${event(id)}/archive`);
export const cancelEvent = (id: string, reason: string) => post<EventDetail>(`${event(id)}/cancel`, { reason });
export const setKeyEvent = (id: string, body: KeyEventRequest) => put<EventDetail>(`${event(id)}/key`, body);
export const cloneEvent = (id: string, body: CloneEventRequest, key: string) =>
  post<CloneAnswer>(`${event(id)}/clone`, body, key);

/** Null takes the poster off. */
export function savePoster(id: string, file: File | null): Promise<EventDetail> {
  const path = `${event(id)}/poster`;
  if (!file) return request<EventDetail>(path, { method: 'DELETE' });
  const body = new FormData();
  body.set('poster', file);
  return request<EventDetail>(path, { method: 'PUT', body, deadlineMs: 60_000 });
}

/* Sessions and their agendas */

export const addSession = (eventId: string, body: SessionRequest, key: string) =>
  post<AddedSession>(`${event(eventId)}/sessions`, body, key);
export const changeSession = (id: string, body: SessionRequest, key: string) =>
  put<EventDetail>(session(id), body, key);
export const removeSession = (id: string) => request<EventDetail>(session(id), { method: 'DELETE' });
export const postponeSession = (id: string, body: PostponeRequest, key: string) =>
  post<EventDetail>(`${session(id)}/postpone`, body, key);
export const cancelSession = (id: string, reason: string, key: string) =>
  post<EventDetail>(`${session(id)}/cancel`, { reason }, key);
export const saveAgenda = (sessionId: string, body: AgendaRequest, key: string) =>
  put<EventDetail>(`${session(sessionId)}/agenda`, body, key);

/* Co-hosts */

export const inviteCohost = (eventId: string, body: InviteCohostRequest, key: string) =>
  post<EventDetail>(`${event(eventId)}/cohosts`, body, key);
export const answerCohost = (id: string, accepted: boolean, reason = '') =>
  post<void>(`/api/cohosts/${encodeURIComponent(id)}/answer`, { accepted, reason });
export const fetchCohostInvitations = (organisationId: string) =>
  request<CohostInvitation[]>(`${organisation(organisationId)}/cohost-invitations`);

/* Signed links for people without an account */

export const issueLink = (sessionId: string, purpose: SessionLinkPurpose) =>
  post<StageLink>(`/api/stages/${encodeURIComponent(sessionId)}/links`, { purpose });
