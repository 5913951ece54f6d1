import type {
  EventPage,
  RegisterRequest,
  RegistrationForm,
  SessionEntryView,
  SessionList,
  SessionListQuery,
  VenueSignInPage,
  VenueSignInRequest,
  WindowPage,
} from '../../src/contracts/index.js';
import { request } from './http.js';
import { queryText } from './query.js';

/** What a visitor asks for besides watching: lists, public pages, registering, signing in at a venue. */

const event = (id: string) => `/api/events/${encodeURIComponent(id)}`;
const venue = (id: string) => `/api/venues/${encodeURIComponent(id)}/sign-in`;

export const fetchSessions = (query: SessionListQuery, signal?: AbortSignal) =>
  request<SessionList>(`/api/sessions${queryText(query)}`, { signal });

export const fetchEventPage = (id: string, signal?: AbortSignal) => request<EventPage>(event(id), { signal });

/** By id or area code. */
export const fetchWindow = (key: string, signal?: AbortSignal) =>
  request<WindowPage>(`/api/windows/${encodeURIComponent(key)}`, { signal });

export const enterCode = (sessionId: string, code: string) =>
  request<SessionEntryView>(`/api/sessions/${encodeURIComponent(sessionId)}/code`, { method: 'POST', body: { code } });

export const fetchRegistration = (eventId: string, signal?: AbortSignal) =>
  request<RegistrationForm>(`${event(eventId)}/registration`, { signal });
export const register = (eventId: string, body: RegisterRequest) =>
  request<RegistrationForm>(`${event(eventId)}/registration`, { method: 'POST', body });
export const cancelRegistration = (eventId: string) =>
  request<RegistrationForm>(`${event(eventId)}/registration`, { method: 'DELETE' });

export const fetchVenueSignIn = (id: string, key: string) =>
  request<VenueSignInPage>(`${venue(id)}${queryText({ key })}`);
export const signInAtVenue = (id: string, body: VenueSignInRequest) =>
  request<VenueSignInPage>(venue(id), { method: 'POST', body });
