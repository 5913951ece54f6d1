import type { Problem } from '../../src/contracts/index.js';
import { RequestFailure } from './failure.js';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a `FormData` (an upload) as it is. */
  body?: unknown;
  /** Given up after this many milliseconds; no request of the client waits for ever. */
  deadlineMs?: number;
  signal?: AbortSignal;
  /** One key per thing the person wanted: the same key again means the same wish, done once. */
  idempotencyKey?: string;
}

let language = 'zh-CN';

/** The language in which the server words its problems. */
export function speakTo(locale: string): void {
  language = locale;
}

type AccessRefusal = 'access.sign_in_required' | 'access.totp_required';
let onAccessRefused: (code: AccessRefusal) => void = () => undefined;

/** Told whenever the server wants to know who asks, or wants the second step. The request fails all the same. */
export function whenAccessRefused(listener: typeof onAccessRefused): void {
  onAccessRefused = listener;
}

/** `crypto.randomUUID` is missing on plain http, where a viewer may well be. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'status' in value;
}

/** What an answer with an error means. @param body as JSON; anything else came from a proxy or gateway in between */
export function refusalOf(
  { status, statusText }: Pick<Response, 'status' | 'statusText'>,
  body: unknown,
): RequestFailure {
  if (isProblem(body)) return RequestFailure.of(body);
  const code = status === 404 ? 'request.not_found' : status === 429 ? 'request.too_many' : null;
  return RequestFailure.of({ code: code ?? 'server.unavailable', status, title: statusText });
}

/** In every request: answers are JSON, problems worded in the reader's language. */
export const spokenHeaders = (): Record<string, string> => ({
  accept: 'application/json',
  'accept-language': language,
});

function packBody(body: unknown, headers: Record<string, string>): BodyInit | undefined {
  if (body === undefined || body instanceof FormData) return body;
  headers['content-type'] = 'application/json';
  return JSON.stringify(body);
}

/** `T` is `void` where the server answers with nothing (202, 204). */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const { method = 'GET', body, deadlineMs = 10_000, signal } = options;
  const abort = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort.abort();
  }, deadlineMs);
  const cancel = () => abort.abort();
  signal?.addEventListener('abort', cancel);
  const headers = spokenHeaders();
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;
  else if (method === 'POST') headers['idempotency-key'] = newKey();
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: packBody(body, headers),
      credentials: 'same-origin',
      signal: abort.signal,
    });
    if (!response.ok) throw refusalOf(response, await response.json().catch(() => null));
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  } catch (error) {
    if (error instanceof RequestFailure) {
      const { code } = error;
      if (code === 'access.sign_in_required' || code === 'access.totp_required') onAccessRefused(code);
      throw error;
    }
    throw new RequestFailure(late ? 'deadline' : 'network', late ? `no answer from ${path}` : String(error));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
