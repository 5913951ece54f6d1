import { useFilters } from './filters.js';

/** What a list of sessions can be narrowed by; the names in the address are those of `GET /api/sessions`. */
export const SESSION_FILTERS = ['q', 'state', 'form', 'programme', 'window', 'below', 'from', 'to'] as const;

export const useSessionFilters = () => useFilters(SESSION_FILTERS);
export type SessionFilters = ReturnType<typeof useSessionFilters>;
