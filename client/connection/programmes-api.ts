import type { ProgrammeList, ProgrammePage, ProgrammeRequest } from '../../src/contracts/index.js';
import { request } from './http.js';

const programme = (id: string) => `/api/programmes/${encodeURIComponent(id)}`;

/** Open ones first. */
export const fetchProgrammes = () => request<ProgrammeList>('/api/programmes');
export const fetchProgramme = (slug: string) => request<ProgrammePage>(programme(slug));
export const createProgramme = (ownerId: string, body: ProgrammeRequest, key: string) =>
  request<ProgrammePage>(`/api/organisations/${encodeURIComponent(ownerId)}/programmes`, {
    method: 'POST',
    body,
    idempotencyKey: key,
  });
export const changeProgramme = (id: string, body: ProgrammeRequest) =>
  request<ProgrammePage>(programme(id), { method: 'PUT', body });
export const setProgrammeClosed = (id: string, closed: boolean) =>
  request<void>(`${programme(id)}/${closed ? 'close' : 'reopen'}`, { method: 'POST', body: {} });
