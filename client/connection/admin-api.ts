import type {
  AccountPage,
  AccountQuery,
  AuditChain,
  AuditCheckAccepted,
  AuditPage,
  AuditQuery,
  CreateAccountRequest,
  FoundOrganisation,
  GiveGrantRequest,
  JobQueueView,
  PasswordLink,
  WindowLine,
  WindowRequest,
} from '../../src/contracts/index.js';
import { request } from './http.js';
import { queryText } from './query.js';

/** What the three administrators do. `key` is the idempotency key of one press. */

const ADMIN = '/api/admin';
const account = (id: string) => `${ADMIN}/accounts/${encodeURIComponent(id)}`;
const post = <T>(path: string, body: unknown = {}, key?: string) =>
  request<T>(path, { method: 'POST', body, ...(key && { idempotencyKey: key }) });

/* Accounts */

export const fetchAccounts = (query: AccountQuery, signal?: AbortSignal) =>
  request<AccountPage>(`${ADMIN}/accounts${queryText(query)}`, { signal });
export const createAccount = (body: CreateAccountRequest, key: string) =>
  post<PasswordLink>(`${ADMIN}/accounts`, body, key);
export const newPasswordLink = (id: string) => post<PasswordLink>(`${account(id)}/password-link`);
export const disableAccount = (id: string) => post<void>(`${account(id)}/disable`);
export const enableAccount = (id: string) => post<void>(`${account(id)}/enable`);
export const unlockAccount = (id: string) => post<void>(`${account(id)}/unlock`);
export const resetTotp = (id: string) => post<void>(`${account(id)}/reset-totp`);

/* Roles */

export const giveGrant = (body: GiveGrantRequest, key: string) => post<void>(`${ADMIN}/grants`, body, key);
export const revokeGrant = (id: string) =>
  request<void>(`${ADMIN}/grants/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const searchOrganisations = (words: string, signal?: AbortSignal) =>
  request<FoundOrganisation[]>(`${ADMIN}/organisations${queryText({ q: words })}`, { signal });

/* The tree of windows */

export const fetchWindows = (signal?: AbortSignal) => request<WindowLine[]>(`${ADMIN}/windows`, { signal });
export const createWindow = (body: WindowRequest, key: string) => post<{ id: string }>(`${ADMIN}/windows`, body, key);
export const arrangeWindow = (id: string, body: WindowRequest) =>
  request<void>(`${ADMIN}/windows/${encodeURIComponent(id)}`, { method: 'PUT', body });

/* The audit */

export const fetchAudit = (query: AuditQuery, signal?: AbortSignal) =>
  request<AuditPage>(`${ADMIN}/audit${queryText(query)}`, { signal });
export const fetchAuditChain = (signal?: AbortSignal) => request<AuditChain>(`${ADMIN}/audit/chain`, { signal });
export const checkAudit = (expect: string | undefined) =>
  post<AuditCheckAccepted>(`${ADMIN}/audit/check`, expect ? { expect } : {});

/* The server */

export const fetchJobQueues = (signal?: AbortSignal) => request<JobQueueView[]>(`${ADMIN}/jobs`, { signal });

export interface Readiness {
  /** Names of the parts that do not work now. */
  failing: string[];
}

const READY_DEADLINE_MS = 5000;

/** 503 is an answer here: it names the parts that fail. */
export async function fetchReadiness(): Promise<Readiness> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), READY_DEADLINE_MS);
  try {
    const response = await fetch('/api/health/ready', { signal: abort.signal });
    const body = (await response.json()) as Partial<Readiness>;
    if (!Array.isArray(body.failing)) throw new Error(`No health in the answer ${response.status}`);
    return { failing: body.failing };
  } finally {
    clearTimeout(timer);
  }
}
