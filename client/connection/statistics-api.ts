import type {
  AttendanceColumn,
  AttendeeList,
  AttendeeQuery,
  Correction,
  CorrectionRequest,
  SessionStatistics,
} from '../../src/contracts/index.js';
import { request } from './http.js';
import { queryText } from './query.js';

/** Who attended a session, for those who organise or supervise it. */

const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;

export const fetchStatistics = (id: string, signal?: AbortSignal) =>
  request<SessionStatistics>(`${session(id)}/statistics`, { signal });

export const rebuildStatistics = (id: string) =>
  request<SessionStatistics>(`${session(id)}/statistics/rebuild`, {
    method: 'POST',
    body: {},
    deadlineMs: COMPUTING_MS,
  });

export const fetchAttendees = (id: string, query: AttendeeQuery, after?: string, signal?: AbortSignal) =>
  request<AttendeeList>(`${session(id)}/attendees${queryText({ ...query, after })}`, { signal });

/** Figures of many people take a while to be computed anew. */
const COMPUTING_MS = 60_000;

export const fetchCorrections = (id: string, signal?: AbortSignal) =>
  request<Correction[]>(`${session(id)}/corrections`, { signal });

export const addCorrection = (id: string, body: CorrectionRequest, idempotencyKey: string) =>
  request<Correction[]>(`${session(id)}/corrections`, {
    method: 'POST',
    body,
    idempotencyKey,
    deadlineMs: COMPUTING_MS,
  });

export const withdrawCorrection = (id: string, correction: string, reason: string, idempotencyKey: string) =>
  request<Correction[]>(`${session(id)}/corrections/${encodeURIComponent(correction)}/withdrawal`, {
    method: 'POST',
    body: { reason },
    idempotencyKey,
    deadlineMs: COMPUTING_MS,
  });

/** Null: what the form of the event has. */
export const setEffectivePercent = (eventId: string, percent: number | null) =>
  request<void>(`/api/events/${encodeURIComponent(eventId)}/effective-percent`, { method: 'PUT', body: { percent } });

/** Where the file lies that the same filters make. Without columns it has all of them. */
export const attendanceFile = (
  id: string,
  type: 'csv' | 'xlsx',
  columns: readonly AttendanceColumn[] = [],
  query: AttendeeQuery = {},
) => `${session(id)}/attendance.${type}${queryText({ columns: columns.join(','), ...query })}`;

export const countyLists = (id: string, type: 'xlsx' | 'zip') => `${session(id)}/attendance-by-county.${type}`;
