import { maskPhone, normalisePhone } from '../../infra/phone.js';
import { canonicalJson } from './audit-chain.js';

export type AuditContent = Record<string, unknown>;

/** Stands where a value was taken out: that it was there, or has changed, may be known. */
const REMOVED = '***';
/** Names under which secrets lie, without case, underscores and dashes; `creditCode` or `countyCode` are none. */
const SECRET_NAME =
  /passw|passphrase|secret|token|cookie|credential|authori[sz]ation$|otp|hmac|(?:enc|hash|digest|signature)$|(?:^|private|api|signing|sealing)keys?$|^(?:access|auth|backup|invitation|invite|join|login|phone|recovery|reset|signin|sms|verification|viewing|watch)?(?:codes?|links?|pins?)$/;
const PHONE_NAME = /(?:phone|mobile)s?$|^(?:contact)?tel$/;
/** A mobile number within a text; not inside of an id, a hash or a longer number. */
const PHONE_IN_TEXT = /(?<![0-9a-f])(?:\+?86[ -]?|0086[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9a-f])/gi;
/** A resident's identity number (GB 11643): region, date of birth, sequence, check character. */
const IDENTITY_IN_TEXT =
  /(?<![0-9a-z])([1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![0-9a-z])/gi;
/** A unified social credit code, or an id: their digits are no phone number. */
const IDENTIFIER = /^(?:[0-9A-Z]{18}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The top-level names whose values differ, with both values; null stands for a value that is not there. */
export function changes(before: AuditContent, after: AuditContent): { before: AuditContent; after: AuditContent } {
  const was: AuditContent = {};
  const is: AuditContent = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (canonicalJson(plain(before[name])) === canonicalJson(plain(after[name]))) continue;
    was[name] = before[name] ?? null;
    is[name] = after[name] ?? null;
  }
  return { before: was, after: is };
}

/** What may be kept for years and read by an administrator: without secrets, with phone and identity numbers masked. */
export function redact(content: AuditContent): AuditContent {
  return redactMembers(plain(content) as AuditContent);
}

/** A text that PostgreSQL takes (no NUL, no half of a surrogate pair), masked. */
export function redactText(text: string): string {
  const clean = text.replaceAll('\0', '').toWellFormed();
  if (IDENTIFIER.test(clean) && !isIdentityNumber(clean)) return clean;
  return clean
    .replace(IDENTITY_IN_TEXT, (_all, region: string) => `${region.slice(0, 3)}${REMOVED}`)
    .replace(PHONE_IN_TEXT, (number) => maskPhone(normalisePhone(number) ?? ''));
}

/** As JSON has it: dates as text, what is undefined left out. */
function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function redactMembers(content: AuditContent): AuditContent {
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => [redactText(name), redactMember(name, value)]),
  );
}

function redactMember(name: string, value: unknown): unknown {
  const bare = name.toLowerCase().replaceAll(/[_-]/g, '');
  if (value === null || typeof value === 'boolean') return value;
  if (SECRET_NAME.test(bare)) return REMOVED;
  if (PHONE_NAME.test(bare)) return maskPhones(value);
  return redactValue(value);
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  return typeof value === 'object' && value !== null ? redactMembers(value as AuditContent) : value;
}

/** A text under a phone's name is masked whole where it is not a mobile number; a small number is a count. */
function maskPhones(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskPhones);
  if (typeof value === 'object') return redactValue(value);
  const phone = normalisePhone(String(value));
  return typeof value === 'number' && !phone ? value : maskPhone(phone ?? '');
}

function isIdentityNumber(text: string): boolean {
  return text.replace(IDENTITY_IN_TEXT, '') === '';
}
