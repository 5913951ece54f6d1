import type { Locale } from '../../contracts/vocabulary.js';

/** What can be wrong with a cell, in words. */
const RULES = {
  required: { 'zh-CN': '必填', en: 'is needed' },
  length: { 'zh-CN': '长度不符', en: 'is too short or too long' },
  credit_code_form: {
    'zh-CN': '应为 18 位统一社会信用代码',
    en: 'must be a unified social credit code of 18 characters',
  },
  credit_code_check: {
    'zh-CN': '校验位不符, 请核对; 纯数字的代码请先把单元格设为文本',
    en: 'has a wrong check character; where it is digits only, format the cell as text first',
  },
  duplicate: { 'zh-CN': '与文件中另一行重复', en: 'is the same as in another line of the file' },
  exists: { 'zh-CN': '已在平台登记', en: 'is registered already' },
  other_kind: { 'zh-CN': '已登记为另一类机构', en: 'is registered as another kind of organisation' },
  window_unknown: { 'zh-CN': '没有这个窗口平台', en: 'is no window that is known here' },
  window_ambiguous: {
    'zh-CN': '有多个同名窗口平台, 请填行政区划代码',
    en: 'is the name of several windows; please give the area code',
  },
  window_outside: { 'zh-CN': '不在本窗口平台辖区内', en: 'lies outside of your window' },
  window_level: { 'zh-CN': '该级别的窗口平台不能作为上级', en: 'is a window of a level that cannot stand above this' },
  window_moves: {
    'zh-CN': '与现有上级不一致, 调整上级请到机构管理',
    en: 'differs from the present parent; windows are moved in the administration',
  },
  level_differs: { 'zh-CN': '与现有级别不一致', en: 'differs from the present level' },
  cluster_unknown: { 'zh-CN': '没有这个产业集群', en: 'is no cluster that is known here' },
  choice: { 'zh-CN': '不在可选范围内', en: 'is none of the possible values' },
  telephone: { 'zh-CN': '不是有效的电话号码', en: 'is no telephone number' },
  mobile: { 'zh-CN': '不是有效的手机号', en: 'is no mobile number' },
  year: { 'zh-CN': '应为年份, 如 2020', en: 'must be a year such as 2020' },
  date: { 'zh-CN': '应为日期, 如 2020-06-30', en: 'must be a date such as 2020-06-30' },
  area_code: { 'zh-CN': '应为 6 位行政区划代码', en: 'must be an area code of 6 digits' },
} as const satisfies Record<string, Record<Locale, string>>;

export type ImportRule = keyof typeof RULES;

/** @param other line of the same file that it collides with */
export function importRuleText(rule: string, other: number | undefined, locale: Locale): string {
  const text = RULES[rule as ImportRule]?.[locale] ?? rule;
  if (other === undefined) return text;
  return locale === 'zh-CN' ? `${text} (第 ${other} 行)` : `${text} (line ${other})`;
}
