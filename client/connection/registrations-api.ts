import type {
  ChannelRequest,
  ChannelView,
  InvitedPhoneList,
  RegistrationList,
  RegistrationQuery,
  RevealedPhone,
  VenueRequest,
  VenueSignInList,
  VenueView,
} from '../../src/contracts/index.js';
import { request } from './http.js';
import { queryText } from './query.js';

/** Who takes part in an event: registrations, lists of phones, venues and channels, for those who organise it. */

const event = (id: string) => `/api/events/${encodeURIComponent(id)}`;
const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;
const venue = (id: string) => `/api/venues/${encodeURIComponent(id)}`;
const channels = (organisationId: string) => `/api/organisations/${encodeURIComponent(organisationId)}/channels`;

export const fetchRegistrations = (eventId: string, query: RegistrationQuery, signal?: AbortSignal) =>
  request<RegistrationList>(`${event(eventId)}/registrations${queryText(query)}`, { signal });

/** Where the file lies that the same filters make. */
export const registrationsFile = (eventId: string, query: RegistrationQuery) =>
  `${event(eventId)}/registrations.csv${queryText(query)}`;

export const revealPhone = (registrationId: string, reason: string) =>
  request<RevealedPhone>(`/api/registrations/${encodeURIComponent(registrationId)}/phone`, {
    method: 'POST',
    body: { reason },
  });

export const fetchPhones = (sessionId: string) => request<InvitedPhoneList>(`${session(sessionId)}/phones`);
export const savePhones = (sessionId: string, lines: string[]) =>
  request<InvitedPhoneList>(`${session(sessionId)}/phones`, { method: 'PUT', body: { lines } });

export const fetchVenues = (eventId: string) => request<VenueView[]>(`${event(eventId)}/venues`);
export const addVenue = (eventId: string, body: VenueRequest) =>
  request<VenueView>(`${event(eventId)}/venues`, { method: 'POST', body });
export const changeVenue = (id: string, body: VenueRequest) => request<VenueView>(venue(id), { method: 'PUT', body });
export const removeVenue = (id: string) => request<void>(venue(id), { method: 'DELETE' });
export const fetchVenueSignIns = (id: string, after?: string, signal?: AbortSignal) =>
  request<VenueSignInList>(`${venue(id)}/sign-ins${queryText({ after })}`, { signal });

export const fetchChannels = (organisationId: string) => request<ChannelView[]>(channels(organisationId));
export const addChannel = (organisationId: string, body: ChannelRequest) =>
  request<ChannelView>(channels(organisationId), { method: 'POST', body });
export const closeChannel = (id: string) =>
  request<ChannelView>(`/api/channels/${encodeURIComponent(id)}/close`, { method: 'POST', body: {} });
