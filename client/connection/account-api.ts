import type { AccountAnswer } from '../../src/contracts/index.js';
import { request } from './http.js';

export const fetchAccount = () => request<AccountAnswer>('/api/account');

export const signOut = () => request<void>('/api/account/sign-out', { method: 'POST', body: {} });
