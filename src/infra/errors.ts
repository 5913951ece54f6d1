import type { ErrorCode, Locale } from '../contracts/vocabulary.js';
import { ERROR_STATUS } from '../contracts/vocabulary.js';
import type { Problem } from '../contracts/problem.contract.js';
import { PROBLEM_TITLES } from './problem-titles.js';

/** An error that a caller may see: its code decides status and words. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    readonly details: { fields?: Problem['fields']; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(code, details.cause === undefined ? undefined : { cause: details.cause });
  }
}

/** PostgreSQL and network codes that mean "the database cannot be reached now", not "the request is wrong". */
const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57014', // query_canceled: our own statement timeout
  '55P03', // lock_not_available: our own lock timeout
  '40P01', // deadlock_detected: of two one was undone, and may come again
  '40001', // serialization_failure
  '08000',
  '08003',
  '08006',
  '53300', // too_many_connections
]);

const UNAVAILABLE_MESSAGES = [
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'Query read timeout',
  'Client has encountered a connection error',
];

/** Whether an error says that the database is away or overloaded (worth another try soon). */
export function isUnavailable(error: unknown): boolean {
  const { code, message, driverError } = (error ?? {}) as { code?: string; message?: string; driverError?: unknown };
  if (code !== undefined && UNAVAILABLE.has(code)) return true;
  if (message !== undefined && UNAVAILABLE_MESSAGES.some((known) => message.includes(known))) return true;
  return driverError !== undefined && driverError !== error && isUnavailable(driverError);
}

const UNIQUE_VIOLATION = '23505';

/** Whether the row is there already: of two at once the unique index has let one in. The transaction is over then. */
export function isUniqueViolation(error: unknown): boolean {
  const { code, driverError } = (error ?? {}) as { code?: string; driverError?: { code?: string } };
  return (code ?? driverError?.code) === UNIQUE_VIOLATION;
}

/** Texts that PostgreSQL cannot hold: a NUL in a text, or in a string of a JSON value. */
const UNSTORABLE = new Set(['22021', '22P05']);

function isUnstorable(error: unknown): boolean {
  const { code, driverError } = (error ?? {}) as { code?: string; driverError?: { code?: string } };
  return UNSTORABLE.has(code ?? driverError?.code ?? '');
}

/** Express's and Nest's own errors carry a status; these are the ones that a request can provoke. */
const BY_STATUS: Record<number, ErrorCode> = {
  400: 'request.malformed',
  401: 'access.ticket_invalid',
  403: 'access.denied',
  404: 'request.not_found',
  405: 'request.method_not_allowed',
  413: 'request.too_large',
  415: 'request.malformed',
  429: 'request.too_many',
};

/** Any thrown value as an AppError; what nobody foresaw is `server.failed`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isUnavailable(error)) return new AppError('server.unavailable', { retryAfter: 2, cause: error });
  if (isUnstorable(error)) return new AppError('request.invalid', { cause: error });
  const candidate = (error ?? {}) as { code?: unknown; name?: string; status?: unknown; getStatus?: () => number };
  if (candidate.name === 'MediaError' && typeof candidate.code === 'string' && candidate.code in ERROR_STATUS) {
    return new AppError(candidate.code as ErrorCode, { cause: error });
  }
  const status = typeof candidate.getStatus === 'function' ? candidate.getStatus() : Number(candidate.status);
  const code = BY_STATUS[status];
  return code ? new AppError(code, { cause: error }) : new AppError('server.failed', { cause: error });
}

export function toProblem(error: AppError, locale: Locale): Problem {
  const { fields, retryAfter } = error.details;
  const status = ERROR_STATUS[error.code];
  return {
    code: error.code,
    status,
    title: PROBLEM_TITLES[error.code][locale],
    ...(fields && { fields }),
    ...((retryAfter ?? (status === 503 ? 2 : undefined)) !== undefined && { retryAfter: retryAfter ?? 2 }),
  };
}
