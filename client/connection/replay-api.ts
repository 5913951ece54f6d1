import type { ReplayEditRequest, ReplayView } from '../../src/contracts/index.js';
import { request } from './http.js';

const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;

export const fetchReplay = (id: string, signal?: AbortSignal) =>
  request<ReplayView>(`${session(id)}/replay`, signal ? { signal } : {});

export const editReplay = (id: string, body: ReplayEditRequest) =>
  request<ReplayView>(`${session(id)}/replay`, { method: 'PATCH', body });

export const exportReplay = (id: string) =>
  request<ReplayView>(`${session(id)}/replay/exports`, { method: 'POST', body: {} });

export const exportEvidence = (id: string, cutId: string) =>
  request<ReplayView>(`${session(id)}/evidence/exports`, { method: 'POST', body: { cutId } });
