import type {
  AccessTokenView,
  AccountAnswer,
  AreaChoice,
  ConsentPurpose,
  ConsentView,
  EnterpriseSuggestion,
  NoticeList,
  PhoneCodeSent,
  ProfileRequest,
  ProfileView,
  ReadNoticesAnswer,
  SignInWays,
  TotpSetUp,
} from '../../src/contracts/index.js';
import { request } from './http.js';

const ACCOUNT = '/api/account';
const post = <T>(path: string, body: unknown = {}) => request<T>(path, { method: 'POST', body });

/* Coming in and leaving */

export const fetchWays = () => request<SignInWays>(`${ACCOUNT}/ways`);
export const sendPhoneCode = (phone: string) => post<PhoneCodeSent>(`${ACCOUNT}/phone-codes`, { phone });
export const signInByPhone = (phone: string, code: string) =>
  post<AccountAnswer>(`${ACCOUNT}/sign-in/phone`, { phone, code });
export const signInByPassword = (login: string, password: string) =>
  post<AccountAnswer>(`${ACCOUNT}/sign-in/password`, { login, password });
export const signInByTotp = (code: string) => post<AccountAnswer>(`${ACCOUNT}/sign-in/totp`, { code });
export const redeemPasswordLink = (token: string, password: string) =>
  post<void>(`${ACCOUNT}/password-links/redeem`, { token, password });

/* One's own things */

export const fetchProfile = () => request<ProfileView>(`${ACCOUNT}/profile`);
export const saveProfile = (body: ProfileRequest) =>
  request<ProfileView>(`${ACCOUNT}/profile`, { method: 'PUT', body });
export const fetchAreas = () => request<AreaChoice[]>('/api/areas');
export const suggestEnterprises = (words: string, signal?: AbortSignal) =>
  request<EnterpriseSuggestion[]>(`/api/enterprises/suggestions?q=${encodeURIComponent(words)}`, { signal });

export const setPassword = (body: { current?: string; password: string }) =>
  request<void>(`${ACCOUNT}/password`, { method: 'PUT', body });
export const beginTotp = () => post<TotpSetUp>(`${ACCOUNT}/totp`);
export const confirmTotp = (code: string) => post<AccountAnswer>(`${ACCOUNT}/totp/confirm`, { code });
export const removeTotp = () => request<void>(`${ACCOUNT}/totp`, { method: 'DELETE' });
export const setPhone = (phone: string, code: string) =>
  request<AccountAnswer>(`${ACCOUNT}/phone`, { method: 'PUT', body: { phone, code } });
export const unbindProvider = () => request<void>(`${ACCOUNT}/provider`, { method: 'DELETE' });
export const fetchTokens = () => request<AccessTokenView[]>(`${ACCOUNT}/tokens`);
export const endToken = (id: string) =>
  request<void>(`${ACCOUNT}/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const endOtherTokens = () => request<void>(`${ACCOUNT}/tokens`, { method: 'DELETE' });

export const fetchConsents = () => request<ConsentView[]>(`${ACCOUNT}/consents`);
export const saveConsent = (purpose: ConsentPurpose, given: boolean) =>
  post<ConsentView[]>(`${ACCOUNT}/consents`, { purpose, given });
export const fetchOwnData = () => request<Record<string, unknown>>(`${ACCOUNT}/data`, { deadlineMs: 30_000 });
export const deleteAccount = () => request<void>(ACCOUNT, { method: 'DELETE', body: { confirm: 'DELETE' } });

export const fetchNotices = (before?: string) =>
  request<NoticeList>(`/api/notices${before ? `?before=${encodeURIComponent(before)}` : ''}`);
/** Without ids all of them. */
export const readNotices = (ids?: string[]) => post<ReadNoticesAnswer>('/api/notices/read', ids ? { ids } : {});
