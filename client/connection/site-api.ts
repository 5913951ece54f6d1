import type { AccountAnswer, SiteView } from '../../src/contracts/index.js';
import { request } from './http.js';

/** What any page may need: who is signed in, and who runs the place. */
export const fetchAccount = () => request<AccountAnswer>('/api/account');
export const signOut = () => request<void>('/api/account/sign-out', { method: 'POST', body: {} });
export const fetchSite = () => request<SiteView>('/api/site');
