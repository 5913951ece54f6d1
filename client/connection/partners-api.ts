import type { OrganisationKind, Partner } from '../../src/contracts/index.js';
import { suggestEnterprises } from './account-api.js';
import { request } from './http.js';
import { queryText } from './query.js';

/** An organisation to choose: its name, and where it is. */
export interface Choice {
  id: string;
  name: string;
  kind: OrganisationKind;
  place: string;
}

const search = (q: string, signal: AbortSignal, kind?: 'window' | 'agency') =>
  request<Partner[]>(`/api/partners${queryText({ q, kind })}`, { signal });

/** Windows and agencies, for those who invite them to co-host. */
export const searchPartners = (q: string, signal: AbortSignal): Promise<Choice[]> => search(q, signal);

export const searchWindows = (q: string, signal: AbortSignal): Promise<Choice[]> => search(q, signal, 'window');

/** Agencies of the whole network. */
export const searchAgencies = (q: string, signal: AbortSignal): Promise<Choice[]> => search(q, signal, 'agency');

/** Who may present: agencies, and enterprises whose name begins so. */
export async function searchPresenters(q: string, signal: AbortSignal): Promise<Choice[]> {
  const [agencies, enterprises] = await Promise.all([search(q, signal, 'agency'), suggestEnterprises(q, signal)]);
  return [
    ...agencies,
    ...enterprises.map(({ id, name, county }) => ({ id, name, kind: 'enterprise' as const, place: county })),
  ];
}
