import { useI18n } from 'vue-i18n';
import type { AuditEntryView } from '../../src/contracts/index.js';
import { useFormat } from './format.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;
/** Fields whose values have words elsewhere already. */
const ELSEWHERE: Record<string, string> = {
  role: 'role',
  level: 'level',
  form: 'form',
  industry: 'industry',
  size: 'enterpriseSize',
  category: 'serviceCategory',
  categories: 'serviceCategory',
};

export interface AuditChange {
  name: string;
  label: string;
  before: string;
  after: string;
}

/** The audit as a person reads it. Needs the texts `audit`, `network` and `roles`. */
export function useAuditWords() {
  const { t, te } = useI18n();
  const format = useFormat();

  /** What has no word yet shows its own name: it must never be hidden. */
  const word = (key: string, name: string) => (te(key) ? t(key) : name);
  const action = (name: AuditEntryView['action']) => t(`auditAction.${name}`);
  const code = (name: string) => word(`auditCode.${name.replace('.', '_')}`, name);
  const right = (name: string) => word(`auditRight.${name.replace('.', '_')}`, name);
  const field = (name: string) => word(`auditField.${name}`, name);

  function text(name: string, value: unknown): string {
    if (value === null || value === undefined) return t('audit.absent');
    if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
    if (typeof value === 'string') return textOf(name, value);
    if (Array.isArray(value)) return listText(name, value);
    if (typeof value === 'object') return membersText(value as Record<string, unknown>, '; ');
    return String(value);
  }

  function textOf(name: string, value: string): string {
    if (value === '') return t('audit.empty');
    if (INSTANT.test(value)) return format.date(value, { dateStyle: 'medium', timeStyle: 'short' });
    const tree = ELSEWHERE[name] ?? `auditValue.${name}`;
    // Words of a vocabulary have no dots or spaces; whatever else stands there is what somebody typed.
    return /^\w+$/.test(value) ? word(`${tree}.${value}`, value) : value;
  }

  function listText(name: string, values: unknown[]): string {
    if (values.length === 0) return t('audit.empty');
    const isPlain = values.every((value) => typeof value !== 'object');
    return values.map((value) => text(name, value)).join(isPlain ? ', ' : '\n');
  }

  const membersText = (members: Record<string, unknown>, between: string) =>
    Object.entries(members)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]) => `${field(name)}: ${text(name, value)}`)
      .join(between);

  /** Each field that stands in what was before or after, once. */
  function changes({ before, after }: Pick<AuditEntryView, 'before' | 'after'>): AuditChange[] {
    const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
    return names.map((name) => ({
      name,
      label: field(name),
      before: before && name in before ? text(name, before[name]) : '',
      after: after && name in after ? text(name, after[name]) : '',
    }));
  }

  return { action, code, right, changes };
}
