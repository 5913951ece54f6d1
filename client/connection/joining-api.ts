import type { ApplicationList, ApplicationView, InvitationPage } from '../../src/contracts/index.js';
import { request } from './http.js';

/** Becoming a member of an organisation by invitation, and letting in an organisation of one's own. */

const application = (id: string) => `/api/applications/${encodeURIComponent(id)}`;
/** A licence may be ten megabytes, sent from a phone. */
const UPLOAD_MS = 60_000;

export const openInvitation = (token: string) =>
  request<InvitationPage>('/api/invitations/open', { method: 'POST', body: { token } });
export const answerInvitation = (token: string, accepted: boolean) =>
  request<{ organisationId: string }>('/api/invitations/answer', { method: 'POST', body: { token, accepted } });

export const fetchOwnApplications = () => request<ApplicationList>('/api/account/applications');
export const fetchApplication = (id: string) => request<ApplicationView>(application(id));
export const submitApplication = (body: FormData, key: string) =>
  request<{ id: string }>('/api/applications', { method: 'POST', body, idempotencyKey: key, deadlineMs: UPLOAD_MS });
export const submitApplicationAgain = (id: string, body: FormData) =>
  request<{ id: string }>(application(id), { method: 'PUT', body, deadlineMs: UPLOAD_MS });
export const withdrawApplication = (id: string) =>
  request<void>(`${application(id)}/withdraw`, { method: 'POST', body: {} });
