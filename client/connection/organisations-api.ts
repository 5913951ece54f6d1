import type {
  ApplicationList,
  ApplicationQuery,
  ApplicationView,
  BelowQuery,
  ImportKind,
  ImportLineList,
  ImportLineQuery,
  ImportList,
  ImportListQuery,
  ImportView,
  InvitationView,
  InviteMemberRequest,
  MemberList,
  MemberRole,
  MergeOrganisationRequest,
  OrganisationDetail,
  OrganisationList,
  OrganisationRequest,
  ServiceItemRequest,
  ServiceItemView,
} from '../../src/contracts/index.js';
import { request } from './http.js';
import { queryText } from './query.js';

/** Organisations, for those who work for them and for the windows above. `key` is the idempotency key of one press. */

const organisation = (id: string) => `/api/organisations/${encodeURIComponent(id)}`;
const application = (id: string) => `/api/applications/${encodeURIComponent(id)}`;
const membership = (id: string) => `/api/memberships/${encodeURIComponent(id)}`;
const service = (id: string) => `/api/services/${encodeURIComponent(id)}`;
const batch = (id: string) => `/api/imports/${encodeURIComponent(id)}`;

const post = <T>(path: string, body: unknown = {}, key?: string) =>
  request<T>(path, { method: 'POST', body, ...(key && { idempotencyKey: key }) });
const put = <T>(path: string, body: unknown) => request<T>(path, { method: 'PUT', body });

export const fetchOrganisation = (id: string, signal?: AbortSignal) =>
  request<OrganisationDetail>(organisation(id), { signal });
export const fetchBelow = (id: string, query: BelowQuery, signal?: AbortSignal) =>
  request<OrganisationList>(`${organisation(id)}/below${queryText(query)}`, { signal });
export const changeOrganisation = (id: string, body: OrganisationRequest) => put<void>(organisation(id), body);
export const mergeOrganisation = (id: string, body: MergeOrganisationRequest, key: string) =>
  post<void>(`${organisation(id)}/merge`, body, key);

/* What it offers */

export const fetchServices = (id: string, signal?: AbortSignal) =>
  request<ServiceItemView[]>(`${organisation(id)}/services`, { signal });
export const addService = (id: string, body: ServiceItemRequest, key: string) =>
  post<ServiceItemView>(`${organisation(id)}/services`, body, key);
export const changeService = (id: string, body: ServiceItemRequest) => put<ServiceItemView>(service(id), body);
export const withdrawService = (id: string) => request<void>(service(id), { method: 'DELETE' });

/* Who works for it */

export const fetchMembers = (id: string, signal?: AbortSignal) =>
  request<MemberList>(`${organisation(id)}/members`, { signal });
export const inviteMember = (id: string, body: InviteMemberRequest, key: string) =>
  post<InvitationView>(`${organisation(id)}/invitations`, body, key);
export const revokeInvitation = (id: string) =>
  request<void>(`/api/invitations/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const changeMembership = (id: string, role: MemberRole) =>
  request<void>(membership(id), { method: 'PATCH', body: { role } });
export const endMembership = (id: string, successorId: string | undefined, key: string) =>
  post<void>(`${membership(id)}/end`, successorId ? { successorId } : {}, key);

/* Applications under review */

export const fetchApplications = (windowId: string, query: ApplicationQuery, signal?: AbortSignal) =>
  request<ApplicationList>(`${organisation(windowId)}/applications${queryText(query)}`, { signal });
export const fetchApplication = (id: string, signal?: AbortSignal) =>
  request<ApplicationView>(application(id), { signal });
export const approveApplication = (id: string, revision: number) =>
  post<{ organisationId: string }>(`${application(id)}/approve`, { revision });
export const returnApplication = (id: string, revision: number, reason: string) =>
  post<void>(`${application(id)}/return`, { revision, reason });

/* Imports */

/** Where a table of a kind is sent: the roster of a venue has an address of its own. */
const uploadPath = (organisationId: string, kind: ImportKind, subject: string | undefined) =>
  kind === 'roster'
    ? `/api/venues/${encodeURIComponent(subject ?? '')}/imports`
    : `${organisation(organisationId)}/imports${queryText({ kind })}`;

export function uploadImport(
  organisationId: string,
  { kind, subject, table }: { kind: ImportKind; subject?: string | undefined; table: File },
  key: string,
): Promise<{ id: string }> {
  const body = new FormData();
  body.append('table', table);
  // Ten megabytes take their time on an office's line.
  const options = { method: 'POST', body, idempotencyKey: key, deadlineMs: 110_000 } as const;
  return request<{ id: string }>(uploadPath(organisationId, kind, subject), options);
}
export const templateAddress = (kind: ImportKind) => `/api/imports/templates/${kind}`;
export const wrongLinesAddress = (id: string) => `${batch(id)}/wrong-lines.csv`;
export const fetchImports = (query: ImportListQuery, signal?: AbortSignal) =>
  request<ImportList>(`/api/imports${queryText(query)}`, { signal });
export const fetchImport = (id: string, signal?: AbortSignal) => request<ImportView>(batch(id), { signal });
export const fetchImportLines = (id: string, query: ImportLineQuery, signal?: AbortSignal) =>
  request<ImportLineList>(`${batch(id)}/lines${queryText(query)}`, { signal });
export const commitImport = (id: string) => post<void>(`${batch(id)}/commit`);
export const discardImport = (id: string) => post<void>(`${batch(id)}/discard`);
