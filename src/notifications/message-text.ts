import type { Locale, Role } from '../contracts/vocabulary.js';

/** What the parameters of a template are, as callers give them and as they are stored. */
interface ParamTypes {
  text: string;
  count: number;
  /** ISO 8601; null where it is not known yet. */
  time: string | null;
  role: Role;
  answer: 'accepted' | 'declined';
  /** Added to messages that leave the house; in the app the notice itself is the link. */
  url: string;
}

export type ParamKinds = Readonly<Record<string, keyof ParamTypes>>;
export type Params<P extends ParamKinds> = { [Name in keyof P]: ParamTypes[P[Name]] };
/** The same parameters as words of one language. */
export type Words<P extends ParamKinds = ParamKinds> = { [Name in keyof P]: string };

export interface Wording<P extends ParamKinds> {
  /** Of a mail. */
  subject: string;
  text(words: Words<P>): string;
}

export interface Template<P extends ParamKinds = ParamKinds> {
  readonly params: P;
  readonly wording: Readonly<Record<Locale, Wording<P>>>;
  /** Minutes after which the message would mislead, so that it is no longer sent. */
  readonly validMinutes?: number;
}

/** A title or reason is cut there: a message is short. */
const LONGEST_WORD = 200;

const ROLE_WORDS: Record<Role, Record<Locale, string>> = {
  system_admin: { 'zh-CN': '系统管理员', en: 'system administrator' },
  security_admin: { 'zh-CN': '安全管理员', en: 'security administrator' },
  audit_admin: { 'zh-CN': '审计管理员', en: 'audit administrator' },
  window_manager: { 'zh-CN': '窗口负责人', en: 'window manager' },
  organiser: { 'zh-CN': '活动组织者', en: 'organiser' },
  supervisor: { 'zh-CN': '主管人员', en: 'supervisor' },
  agency_manager: { 'zh-CN': '服务机构负责人', en: 'agency manager' },
  agency_staff: { 'zh-CN': '服务机构人员', en: 'agency staff' },
  enterprise_manager: { 'zh-CN': '企业负责人', en: 'enterprise manager' },
  enterprise_member: { 'zh-CN': '企业成员', en: 'enterprise member' },
};

const ANSWER_WORDS: Record<ParamTypes['answer'], Record<Locale, string>> = {
  accepted: { 'zh-CN': '接受', en: 'accepted' },
  declined: { 'zh-CN': '谢绝', en: 'declined' },
};

const TIME_FORMAT = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "11月25日 14:30", in English "25 Nov 14:30 (Beijing time)". Empty for what is not a time. */
export function timeWord(iso: string, locale: Locale): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  const part = Object.fromEntries(TIME_FORMAT.formatToParts(time).map(({ type, value }) => [type, value]));
  const clock = `${part['hour']}:${part['minute']}`;
  if (locale === 'zh-CN') return `${Number(part['month'])}月${Number(part['day'])}日 ${clock}`;
  return `${Number(part['day'])} ${MONTHS[Number(part['month']) - 1]} ${clock} (Beijing time)`;
}

/** Line breaks and control characters of a title must not become lines of a message. */
function bare(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return [...line].length > LONGEST_WORD ? `${[...line].slice(0, LONGEST_WORD - 1).join('')}…` : line;
}

function word(kind: keyof ParamTypes, value: unknown, locale: Locale): string {
  if (value === undefined || value === null) return '';
  const text = String(value);
  if (kind === 'time') return timeWord(text, locale);
  if (kind === 'role') return ROLE_WORDS[text as Role]?.[locale] ?? '';
  if (kind === 'answer') return ANSWER_WORDS[text as ParamTypes['answer']]?.[locale] ?? '';
  return kind === 'url' ? text : bare(text);
}

/** Parameters as words; rows that were stored by another version may lack one, which then is empty. */
export function wordsOf<P extends ParamKinds>(kinds: P, params: Readonly<Record<string, unknown>>, locale: Locale) {
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, word(kind, params[name], locale)]),
  ) as Words<P>;
}

/** The text with the address of the page that it is about. */
export function withLink(text: string, url: string | undefined, locale: Locale): string {
  if (!url) return text;
  return locale === 'zh-CN' ? `${text}, 详情: ${url}` : `${text}. See ${url}`;
}
